"""The settings as `--about` and Meltano show them: names, kinds, defaults and what they are for.

All but the list are text, also where they hold a number: Meltano passes a setting from the environment as text, and
turns what looks like a number or a date into something else.
"""

from __future__ import annotations

from singer_sdk import typing as th

DEFAULT_API_URL = "https://api.stripe.com"
# Invoices on terms of net 30 or end of month + 30 are common in Denmark, and are not all paid on the day.
DEFAULT_RESCAN_DAYS = 90
DEFAULT_SWEEP_DAYS = 30
# Well below the 25 a second that Stripe allows each endpoint, which are shared with all else that uses the account.
DEFAULT_REQUESTS_PER_SECOND = "10"
DEFAULT_CONCURRENCY = 4
TRUTH = ("true", "false")
DEFAULT_INVOICE_PDFS = "false"
TRIGGERS = ("paid", "finalized")
MODES = ("live", "test")

SCHEMA = th.PropertiesList(
    th.Property(
        "api_key",
        th.StringType,
        required=True,
        secret=True,
        title="API key",
        description=(
            "Secret or restricted Stripe key. A restricted one needs read access to what the selected streams read; "
            "for invoices those are invoices, customers, products, events and balance transactions."
        ),
    ),
    th.Property(
        "api_url",
        th.StringType,
        default=DEFAULT_API_URL,
        title="API address",
        description="Where Stripe's API is; the address of a sandbox for trying things out.",
    ),
    th.Property(
        "mode",
        th.StringType,
        allowed_values=[*MODES],
        title="Mode",
        description=(
            "live or test: refuse a key, and data, of the other mode. Without it either is read. Set it to live "
            "where real books are kept, and to test beside a sandbox."
        ),
    ),
    th.Property(
        "start_date",
        th.StringType,
        title="Start date",
        description=(
            "Read nothing created before this date or date-time; a date is its midnight in UTC. "
            "Without it, all is read. Customers and products are read whatever their age."
        ),
    ),
    th.Property(
        "trigger",
        th.StringType,
        default=TRIGGERS[0],
        allowed_values=[*TRIGGERS],
        title="Trigger",
        description="When an invoice is due: once it is paid, or already when it is finalized.",
    ),
    th.Property(
        "stripe_account",
        th.ArrayType(th.StringType),
        title="Connected accounts",
        description=(
            "Id of the connected account to read (acct_...), or several, when the key is that of their platform. "
            "A list, or text separated by commas or spaces."
        ),
    ),
    th.Property(
        "ids",
        th.ArrayType(th.StringType),
        title="Ids",
        description=(
            "Read only these objects (in_..., cus_..., prod_..., ch_..., cn_..., txn_..., po_...), whatever their "
            "date, and leave the bookmarks as they are. A list, or text separated by commas or spaces."
        ),
    ),
    th.Property(
        "rescan_days",
        th.StringType,
        default=str(DEFAULT_RESCAN_DAYS),
        title="Days to scan again",
        description=(
            "Once a day, the invoices created in these last days are compared by when they were paid, so that one "
            "whose event Stripe lost is found."
        ),
    ),
    th.Property(
        "sweep_days",
        th.StringType,
        default=str(DEFAULT_SWEEP_DAYS),
        title="Days between sweeps",
        description=(
            "Every so many days, and whenever a stream has not been read for 29 days, all invoices since start_date "
            "are compared by when they were paid. 0 leaves only the latter."
        ),
    ),
    th.Property(
        "requests_per_second",
        th.StringType,
        default=DEFAULT_REQUESTS_PER_SECOND,
        title="Requests a second",
        description="The most that one endpoint of Stripe's is asked in a second (it allows 25); 0 for no limit.",
    ),
    th.Property(
        "concurrency",
        th.StringType,
        default=str(DEFAULT_CONCURRENCY),
        title="Concurrent requests",
        description="How many requests may be under way at once.",
    ),
    th.Property(
        "invoice_pdfs",
        th.StringType,
        default=DEFAULT_INVOICE_PDFS,
        allowed_values=[*TRUTH],
        title="Invoice PDFs",
        description=(
            "true or false: whether the balance transactions of an invoice tell where its PDF is, which takes a "
            "request for each invoice. The target's attach_files attaches them to vouchers."
        ),
    ),
).to_dict()
