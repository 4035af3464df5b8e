"""The kinds of Stripe objects that the streams read: where each is listed and what has to be asked for with it."""

from __future__ import annotations

from dataclasses import dataclass

from tap_stripe_invoices.feed.ascending import Listing
from tap_stripe_invoices.records import products


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of Stripe object.

    Attributes:
        stream: The stream's name.
        object: Stripe's `object`.
        prefix: What its ids begin with.
        path: Its list; a single one is below it.
        expand: The properties to expand on a single object.
        filters: Parameters of the list besides paging and `created`.
    """

    stream: str
    object: str
    prefix: str
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
CUSTOMERS = Kind(stream="customers", object="customer", prefix="cus_", path="/v1/customers", expand=("tax_ids",))
PRODUCTS = Kind(stream="products", object="product", prefix="prod_", path=products.PATH)
STREAMS = tuple(kind.stream for kind in (INVOICES, CUSTOMERS, PRODUCTS))
