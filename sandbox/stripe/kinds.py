"""The kinds of Stripe objects, and the properties of each that lists filter by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

EMBEDDED = 10
"""How many members Stripe embeds of a list inside an object."""

SERVED = ("invoice", "customer", "product", "price")
"""The kinds that have addresses of their own."""

KINDS = frozenset(
    {
        *SERVED,
        "balance_transaction",
        "charge",
        "coupon",
        "credit_note",
        "credit_note_line_item",
        "discount",
        "dispute",
        "invoice_payment",
        "invoiceitem",
        "line_item",
        "payment_intent",
        "payout",
        "promotion_code",
        "refund",
        "shipping_rate",
        "subscription",
        "tax_id",
        "tax_rate",
    }
)
"""Everything that a sandbox can be filled with; those without an address are there to be named and expanded."""

_FACETS: dict[str, tuple[str, ...]] = {
    "invoice": ("status", "due_date", "customer", "collection_method", "customer_account"),
    "customer": ("email", "test_clock"),
    "product": ("active", "shippable", "type", "url"),
    "price": ("active", "currency", "product", "type", "lookup_key", "recurring"),
}
_OWNERS = {"tax_id": "customer", "invoice_payment": "invoice"}


def facets_of(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What lists filter an object by; `owner` is the object in whose embedded list it belongs."""
    facets = {name: body.get(name) for name in _FACETS.get(kind, ())}
    if kind in _OWNERS:
        facets["owner"] = body.get(_OWNERS[kind])
    if kind == "invoice":
        facets["subscription"] = subscription_of(body)
    return facets


def subscription_of(invoice: Mapping[str, Any]) -> str | None:
    """The subscription that made an invoice, which since 2025-03-31.basil is under `parent`."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found


def newest_time(kind: str, body: Mapping[str, Any]) -> int:
    """When the last thing happened to an object, in epoch seconds."""
    times = [body.get("created"), body.get("updated")]
    if kind in {"invoice", "invoice_payment"}:
        times += (body.get("status_transitions") or {}).values()
    return max((time for time in times if isinstance(time, int)), default=0)
