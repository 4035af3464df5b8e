"""What a Stripe key has to be allowed, by stream, and the dashboard's link that makes a key with just that.

A restricted key has a right of each kind, `rak_invoice_read` for one; the dashboard takes them as
`permissions[0]=…` in the address of its page for new keys. *Unverified*, and said so in docs/connecting.md, are the
names of the rights to events and to the balance, and of all rights to write but that to invoices.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import quote

_DASHBOARD = "https://dashboard.stripe.com/apikeys/create"


@dataclass(frozen=True, slots=True)
class Resource:
    """What a key may or may not reach.

    Attributes:
        name: as it is called in messages and in the dashboard, such as `Invoices`.
        right: what its right is called between `rak_` and `_read`.
        path: where it is listed.
        no_such: an id of its kind that no object has.
    """

    name: str
    right: str
    path: str
    no_such: str = ""


_NOUGHTS = "0" * 24

INVOICES = Resource("Invoices", "invoice", "/v1/invoices", f"in_{_NOUGHTS}")
CUSTOMERS = Resource("Customers", "customer", "/v1/customers", f"cus_{_NOUGHTS}")
PRODUCTS = Resource("Products", "product", "/v1/products", f"prod_{_NOUGHTS}")
EVENTS = Resource("Events", "event", "/v1/events")
MOVEMENTS = Resource("Balance transactions", "balance_transaction_source", "/v1/balance_transactions")
CREDIT_NOTES = Resource("Credit notes", "credit_note", "/v1/credit_notes", f"cn_{_NOUGHTS}")
CHARGES = Resource("Charges", "charge", "/v1/charges", f"ch_{_NOUGHTS}")
PAYOUTS = Resource("Payouts", "payout", "/v1/payouts")
BALANCE = Resource("Balance", "balance", "/v1/balance")

_SOLD = (INVOICES, CUSTOMERS, PRODUCTS, EVENTS, MOVEMENTS)
_READ = {
    "invoices": _SOLD,
    "credit_notes": (*_SOLD, CREDIT_NOTES, CHARGES),
    "payments": (CHARGES, CUSTOMERS, INVOICES, EVENTS, MOVEMENTS),
    "balance_transactions": (MOVEMENTS, CHARGES, CUSTOMERS, INVOICES, CREDIT_NOTES, BALANCE),
    "payouts": (PAYOUTS, MOVEMENTS, EVENTS, BALANCE),
    "customers": (CUSTOMERS, EVENTS),
    "products": (PRODUCTS, EVENTS),
}
# A customer's number in e-conomic is written to it with whatever was sold to it.
_WRITTEN = {
    "invoices": (INVOICES, CUSTOMERS),
    "credit_notes": (CREDIT_NOTES, CUSTOMERS),
    "payments": (CHARGES, CUSTOMERS),
    "customers": (CUSTOMERS,),
    "products": (PRODUCTS,),
}


def read_by(streams: Collection[str]) -> tuple[Resource, ...]:
    """Return what the tap and `reconcile` read when these streams are selected."""
    return _together(_READ, streams)


def written_by(streams: Collection[str]) -> tuple[Resource, ...]:
    """Return the objects whose metadata outcomes are written to when these streams are selected."""
    return _together(_WRITTEN, streams)


def creation_link(key_name: str, resources: Iterable[Resource], level: str) -> str:
    """Return the address of the dashboard's page for a new key, filled in.

    Args:
        key_name: what the key is to be called.
        resources: what it is to reach.
        level: `read` or `write`.
    """
    rights = [f"permissions[{at}]=rak_{one.right}_{level}" for at, one in enumerate(resources)]
    return f"{_DASHBOARD}?{'&'.join([f'name={quote(key_name)}', *rights])}"


def _together(table: dict[str, tuple[Resource, ...]], streams: Collection[str]) -> tuple[Resource, ...]:
    return tuple(dict.fromkeys(one for stream, needed in table.items() if stream in streams for one in needed))
