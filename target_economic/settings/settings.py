"""The target's settings: read and checked before anything is sent, all problems reported at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from target_economic import documents
from target_economic.settings.checks import Reader

_NUMBER_IS_NEVER_UPDATED = "customerNumber"


@dataclass(frozen=True, slots=True)
class Settings:
    """The target's settings, checked. Secrets are left out of the repr.

    Attributes:
        api_url: of the classic REST API, without a trailing slash; so are the other addresses.
        connect_timeout: seconds, as is read_timeout.
        concurrency: documents that are posted at once.
        lock_wait: seconds.
        rounding_limit: in the invoice's currency.
        send_by: in e-conomic's own spelling.
        customer_updates: names of e-conomic's customer properties; empty for never.
        product_match: `number`, and perhaps `name`.
        default_product: number; given whenever missing_product is `default`.
        fail_on: failures from which on the run fails; None for never.
        stripe_api_key: secret; None where outcomes are not written back.
    """

    app_secret_token: str = field(repr=False)
    agreement_grant_token: str = field(repr=False)
    api_url: str
    services_url: str
    connect_timeout: float
    read_timeout: float
    concurrency: int
    lock_wait: int
    rounding_limit: Decimal
    rounding_product: str
    rounding_product_group: int | None
    send_by: Literal["none", "Email", "EAN"]
    closed_period: Literal["fail", "first_open_date"]
    existing_drafts: Literal["keep", "update"]
    deleted_drafts: Literal["leave", "post_again"]
    book_vouchers: Literal["never", "each"]
    attach_files: bool
    customer_updates: tuple[str, ...]
    product_match: tuple[str, ...]
    missing_product: Literal["create", "default", "refuse"]
    default_product: str | None
    dry_run: bool
    outcomes_file: str | None
    summary_json: str | None
    fail_on: int | None
    unknown_streams: Literal["refuse", "ignore"]
    stripe_api_key: str | None = field(repr=False)
    stripe_api_url: str

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> "Settings":
        """Check a configuration and return it as settings.

        Raises:
            SettingError: naming every setting that is missing, unknown or malformed; values are not shown.
        """
        reader = Reader(config)
        read: dict[str, Any] = {
            **_connection(reader),
            **_sales(reader),
            **_vouchers(reader),
            **_parties(reader),
            **_run(reader),
        }
        if read["missing_product"] == "default" and not read["default_product"]:
            reader.problem("default_product is missing, which missing_product: default posts on")
        reader.finish()
        return cls(**read)


def _connection(reader: Reader) -> dict[str, Any]:
    return {
        "app_secret_token": reader.token("app_secret_token"),
        "agreement_grant_token": reader.token("agreement_grant_token"),
        "api_url": reader.address("api_url"),
        "services_url": reader.address("services_url"),
        "connect_timeout": reader.seconds("connect_timeout"),
        "read_timeout": reader.seconds("read_timeout"),
        "concurrency": reader.number("concurrency", 1, 32),
        "lock_wait": reader.number("lock_wait", 0, 86_400),
    }


def _sales(reader: Reader) -> dict[str, Any]:
    limit = reader.text("rounding_limit", r"\d{1,6}(\.\d{1,2})?", "an amount such as 0.10")
    return {
        "rounding_limit": Decimal(limit),
        "rounding_product": reader.text("rounding_product", r"\S.{0,24}", "a product number of 1 to 25 characters"),
        "rounding_product_group": reader.number("rounding_product_group"),
        "send_by": reader.choice("send_by", "none", "Email", "EAN"),
        "closed_period": reader.choice("closed_period", "fail", "first_open_date"),
        "existing_drafts": reader.choice("existing_drafts", "keep", "update"),
        "deleted_drafts": reader.choice("deleted_drafts", "leave", "post_again"),
    }


def _vouchers(reader: Reader) -> dict[str, Any]:
    return {
        "book_vouchers": reader.choice("book_vouchers", "never", "each"),
        "attach_files": reader.choice("attach_files", "true", "false") == "true",
    }


def _parties(reader: Reader) -> dict[str, Any]:
    body = documents.schema("customers")["$defs"]["customer_body"]
    fields = [name for name in body["properties"] if name != _NUMBER_IS_NEVER_UPDATED]
    return {
        "customer_updates": reader.names("customer_updates", "never", fields),
        "product_match": tuple(
            reader.text("product_match", r"number(\s*,\s*name)?", "number or number,name").replace(" ", "").split(",")
        ),
        "missing_product": reader.choice("missing_product", "create", "default", "refuse"),
        "default_product": reader.text("default_product", r"\S.{0,24}", "a product number of 1 to 25 characters")
        or None,
    }


def _run(reader: Reader) -> dict[str, Any]:
    return {
        "dry_run": reader.choice("dry_run", "true", "false") == "true",
        "outcomes_file": reader.text("outcomes_file", r".*", "a file name") or None,
        "summary_json": reader.text("summary_json", r".*", "a file name") or None,
        "fail_on": _fail_on(reader.text("fail_on", r"any|never|[1-9]\d{0,8}", "any, never or a number")),
        "unknown_streams": reader.choice("unknown_streams", "refuse", "ignore"),
        "stripe_api_key": reader.optional_token("stripe_api_key"),
        "stripe_api_url": reader.address("stripe_api_url"),
    }


def _fail_on(text: str) -> int | None:
    return {"any": 1, "never": None}[text] if text in {"any", "never"} else int(text)
