"""What the target can be set to: one row per setting, with its default and its meaning.

Every setting is text, because Meltano guesses at other kinds; `checks` reads the text strictly.
"""

from typing import Any

from singer_sdk import typing as th

_SECRET: dict[str, Any] = {"required": True, "secret": True}


def _setting(name: str, title: str, description: str, default: str | None = None, **more: Any) -> th.Property[str]:  # noqa: ANN401 - what the SDK's own property takes
    return th.Property(name, th.StringType, title=title, description=description, default=default, **more)


_CONNECTION = (
    _setting("app_secret_token", "App secret token", "Identifies your e-conomic app (X-AppSecretToken).", **_SECRET),
    _setting(
        "agreement_grant_token",
        "Agreement grant token",
        "Identifies the agreement that granted your app access (X-AgreementGrantToken).",
        **_SECRET,
    ),
    _setting("api_url", "API URL", "Address of e-conomic's REST API.", "https://restapi.e-conomic.com"),
    _setting("services_url", "Services URL", "Address of e-conomic's newer services.", "https://apis.e-conomic.com"),
    _setting("connect_timeout", "Connect timeout", "Seconds to wait for a connection.", "10"),
    _setting(
        "read_timeout",
        "Read timeout",
        "Seconds to wait for an answer; after that it is looked up whether the request was carried out.",
        "60",
    ),
    _setting("concurrency", "Concurrency", "How many documents are posted at once, 1 to 32.", "4"),
    _setting(
        "lock_wait",
        "Lock wait",
        "Seconds to wait for another run over the same agreement on this machine to end.",
        "60",
    ),
)

_SALES = (
    _setting(
        "rounding_limit",
        "Rounding limit",
        "Largest difference in the invoice's currency a rounding line may even out; decimal as text.",
        "0.10",
    ),
    _setting(
        "rounding_product",
        "Rounding product",
        "Number of the product that rounding lines are posted on; created when it is missing.",
        "STRIPE-ROUNDING",
    ),
    _setting(
        "rounding_product_group",
        "Rounding product group",
        "Product group without VAT in which the rounding product is created.",
    ),
    _setting(
        "send_by",
        "Send by",
        "How e-conomic sends an invoice when it is booked: `none`, `Email` or `EAN`.",
        "none",
    ),
    _setting(
        "closed_period",
        "Closed period",
        "What becomes of a document whose date is in a closed period or year: `fail`, or `first_open_date` "
        "to post it on the first open day after it.",
        "fail",
    ),
    _setting(
        "existing_drafts",
        "Existing drafts",
        "Whether a draft that is there already is left as it is (`keep`) or brought up to the mapping (`update`); "
        "one whose amounts a person changed is always left alone.",
        "keep",
    ),
    _setting(
        "deleted_drafts",
        "Deleted drafts",
        "What becomes of a document whose draft, or entries, a person deleted within the last hour: `leave` or "
        "`post_again`.",
        "leave",
    ),
)

_VOUCHERS = (
    _setting(
        "book_vouchers",
        "Book vouchers",
        "Whether the entries of a movement of money are booked once they are posted or found: `never`, or `each`. "
        "Booked entries cannot be taken back.",
        "never",
    ),
    _setting(
        "attach_files",
        "Attach files",
        "`true` to fetch the PDF that a voucher document names, and attach it to the voucher.",
        "false",
    ),
)

_PARTIES = (
    _setting(
        "customer_updates",
        "Customer updates",
        "Which fields of a customer found in e-conomic follow Stripe: `never`, or their names separated by commas, "
        "such as `name,email`.",
        "never",
    ),
    _setting(
        "product_match",
        "Product match",
        "How an existing product is recognised: by `number`, or by `number,name`.",
        "number",
    ),
    _setting(
        "missing_product",
        "Missing product",
        "What becomes of a line whose product e-conomic does not have: `create` it, post the line on the `default` "
        "product, or `refuse` the document.",
        "create",
    ),
    _setting("default_product", "Default product", "Number of the product that `missing_product: default` posts on."),
)

_RUN = (
    _setting(
        "dry_run",
        "Dry run",
        "`true` to look everything up, check it and say what would be done, without writing anything.",
        "false",
    ),
    _setting(
        "outcomes_file",
        "Outcomes file",
        "File to which each document's outcome is appended as one JSON line.",
    ),
    _setting("summary_json", "Summary file", "File that is written at the end with the run's counts and amounts."),
    _setting(
        "fail_on",
        "Fail on",
        "When failed documents make the exit status 3: `any`, `never`, or a number of them.",
        "any",
    ),
    _setting(
        "unknown_streams",
        "Unknown streams",
        "What to do with a stream that is not a document: `refuse` stops the run, `ignore` drops it.",
        "refuse",
        allowed_values=["refuse", "ignore"],
    ),
    _setting(
        "stripe_api_key",
        "Stripe API key",
        "A restricted key that may write the metadata of what is posted; with it, each outcome is written there.",
        secret=True,
    ),
    _setting("stripe_api_url", "Stripe API URL", "Address of Stripe's API.", "https://api.stripe.com"),
)

SCHEMA: dict[str, Any] = th.PropertiesList(*_CONNECTION, *_SALES, *_VOUCHERS, *_PARTIES, *_RUN).to_dict()


def default(name: str) -> str:
    """Return the declared default of a setting, empty where it has none."""
    return str(SCHEMA["properties"][name].get("default") or "")
