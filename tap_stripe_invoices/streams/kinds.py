"""The kinds of Stripe objects that the streams read: where each is listed and what has to be asked for with it."""

from __future__ import annotations

from dataclasses import dataclass

from tap_stripe_invoices.feed.ascending import Listing
from tap_stripe_invoices.records import credit_notes, movements, payments, payouts, products, refund_notes


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of Stripe object.

    Attributes:
        stream: The stream's name.
        object: Stripe's `object`.
        prefix: What its ids begin with; charges that were made without a card have a prefix of their own.
        path: Its list; a single one is below it.
        expand: The properties to expand on a single object.
        filters: Parameters of the list besides paging and `created`.
    """

    stream: str
    object: str
    prefix: str | tuple[str, ...]
    path: str
    expand: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def listing(self) -> Listing:
        """The list to read, with its expansions."""
        expansions = tuple(("expand[]", f"data.{name}") for name in self.expand)
        return Listing(self.path, (*self.filters, *expansions))


INVOICES = Kind(
    stream="invoices",
    object="invoice",
    prefix="in_",
    path="/v1/invoices",
    expand=("customer", "customer.tax_ids"),
    filters=(("status", "paid"),),
)
PAYMENTS = Kind(stream="payments", object="charge", prefix=("ch_", "py_"), path="/v1/charges", expand=payments.EXPAND)
CREDIT_NOTES = Kind(
    stream="credit_notes", object="credit_note", prefix="cn_", path=refund_notes.PATH, expand=credit_notes.EXPAND
)
CUSTOMERS = Kind(stream="customers", object="customer", prefix="cus_", path="/v1/customers", expand=("tax_ids",))
PRODUCTS = Kind(stream="products", object="product", prefix="prod_", path=products.PATH)
BALANCE_TRANSACTIONS = Kind(
    stream="balance_transactions",
    object="balance_transaction",
    prefix="txn_",
    path=movements.PATH,
    expand=movements.EXPAND,
)
PAYOUTS = Kind(stream="payouts", object="payout", prefix="po_", path="/v1/payouts", expand=payouts.EXPAND)

# In the order they are read: parties before documents before money.
STREAMS = tuple(
    kind.stream for kind in (CUSTOMERS, PRODUCTS, INVOICES, CREDIT_NOTES, PAYMENTS, BALANCE_TRANSACTIONS, PAYOUTS)
)
