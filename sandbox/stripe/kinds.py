"""The kinds of Stripe objects: their addresses, what lists filter them by, and whose lists they are members of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.errors import SandboxError

Facets = tuple[Any, ...]
Body = Mapping[str, Any]

EMBEDDED = 10
"""How many members Stripe embeds of a list inside an object."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the sandbox knows of a kind.

    Attributes:
        path: The address of its list, or None where it has none of its own.
        facets: The properties that are kept beside the text, to filter and to find by.
        metadata: Whether a POST on one of them changes metadata.
    """

    path: str | None = None
    facets: tuple[str, ...] = ()
    metadata: bool = True


KIND: Mapping[str, Kind] = {
    "invoice": Kind(
        "/v1/invoices", ("status", "due_date", "customer", "collection_method", "customer_account", "subscription")
    ),
    "customer": Kind("/v1/customers", ("email", "test_clock")),
    "product": Kind("/v1/products", ("active", "shippable", "type", "url")),
    "price": Kind("/v1/prices", ("active", "currency", "product", "type", "lookup_key", "recurring")),
    "balance_transaction": Kind(
        "/v1/balance_transactions",
        ("currency", "source", "type", "available_on", "net", "balance_type"),
        metadata=False,
    ),
    "charge": Kind("/v1/charges", ("customer", "payment_intent", "transfer_group")),
    "coupon": Kind("/v1/coupons"),
    "credit_note": Kind("/v1/credit_notes", ("customer", "customer_account", "invoice")),
    "dispute": Kind("/v1/disputes", ("charge", "payment_intent")),
    "invoice_payment": Kind(
        "/v1/invoice_payments",
        ("invoice", "status", "payment_type", "payment_intent", "payment_record"),
        metadata=False,
    ),
    "invoiceitem": Kind("/v1/invoiceitems", ("customer", "customer_account", "invoice")),
    "payment_intent": Kind("/v1/payment_intents", ("customer", "customer_account", "latest_charge")),
    "payout": Kind("/v1/payouts", ("arrival_date", "destination", "status", "automatic")),
    "refund": Kind("/v1/refunds", ("charge", "payment_intent")),
    "shipping_rate": Kind("/v1/shipping_rates", ("active", "currency")),
    "subscription": Kind(
        "/v1/subscriptions", ("customer", "customer_account", "status", "collection_method", "test_clock")
    ),
    "tax_rate": Kind("/v1/tax_rates", ("active", "inclusive")),
    "customer_balance_transaction": Kind(None, ("customer", "invoice")),
    "tax_id": Kind(None, ("customer",), metadata=False),
    "credit_note_line_item": Kind(metadata=False),
    "discount": Kind(metadata=False),
    "line_item": Kind(metadata=False),
    "promotion_code": Kind(metadata=False),
}
"""Everything a sandbox can be filled with; those without an address are there to be named and expanded."""

KINDS = frozenset(KIND)

SERVED = tuple(name for name, kind in KIND.items() if kind.path)
"""The kinds that have addresses of their own."""

OWNERS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("customer", "tax_ids"): ("tax_id", "customer"),
    ("invoice", "payments"): ("invoice_payment", "invoice"),
    ("charge", "refunds"): ("refund", "charge"),
}
"""Lists in objects that are made of other objects: of which kind, and by which facet they belong."""


def subscription_of(invoice: Body) -> str | None:
    """The subscription that made an invoice, which since 2025-03-31.basil is under `parent`."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found


_UNUSUAL: Mapping[tuple[str, str], Callable[[Body], Any]] = {
    ("invoice", "subscription"): subscription_of,
    ("invoice_payment", "payment_type"): lambda body: (body.get("payment") or {}).get("type"),
    ("invoice_payment", "payment_intent"): lambda body: (body.get("payment") or {}).get("payment_intent"),
    ("invoice_payment", "payment_record"): lambda body: (body.get("payment") or {}).get("payment_record"),
    ("price", "recurring"): lambda body: _recurring(body.get("recurring")),
    ("shipping_rate", "currency"): lambda body: (body.get("fixed_amount") or {}).get("currency"),
}
_READERS: Mapping[str, tuple[Callable[[Body], Any], ...]] = {
    name: tuple(
        _UNUSUAL.get((name, facet), lambda body, facet=facet: body.get(facet))  # type: ignore[misc]  # binds the loop's value
        for facet in kind.facets
    )
    for name, kind in KIND.items()
}
_NEVER = 221_845_392_000
"""The year 9000, beyond which no clock of the sandbox goes."""
_TIMES = ("created", "updated", "voided_at", "canceled_at")


def facets_of(kind: str, body: Body) -> Facets:
    """The facets of an object, in the order of its kind."""
    return tuple(read(body) for read in _READERS[kind])


def place(kind: str, facet: str) -> int:
    """Where a facet stands among those of its kind."""
    return KIND[kind].facets.index(facet)


def named(item: Body) -> tuple[str, str]:
    """The kind and id of an object.

    Raises:
        SandboxError: `unknown_object` for something that is no Stripe object known here.
    """
    kind, identifier = item.get("object"), item.get("id")
    if kind not in KINDS or not isinstance(identifier, str) or not identifier:
        raise SandboxError(
            "unknown_object",
            f"Loading a Stripe object: 'object' is {kind!r} and 'id' is {identifier!r}.",
            f"known objects are {', '.join(sorted(KINDS))}",
        )
    return str(kind), identifier


# The first second of the year 9000.
_NO_LONGER = 221_845_392_000


def newest_time(kind: str, body: Body) -> int:
    """When the last thing happened to an object, in epoch seconds; a time outside the calendar does not count."""
    times = [body.get(name) for name in _TIMES]
    if kind in {"invoice", "invoice_payment"}:
        times += (body.get("status_transitions") or {}).values()
    return max((time for time in times if isinstance(time, int) and time < _NEVER), default=0)


def _recurring(value: Body | None) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value.get(name)) for name in ("interval", "meter", "usage_type")) if value else ()
