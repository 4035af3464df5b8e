"""Brings objects recorded at older API versions (from 2025-03-31.basil on) to the pinned version's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.payouts import MEMBERS
from sandbox.stripe.objects import BLANKS, complete

if TYPE_CHECKING:
    from collections.abc import Callable

JsonObject = dict[str, Any]

_LINES = ("line_item", "credit_note_line_item")
_OWNED = {"charge": ("refunds",), "customer": ("tax_ids",), "invoice": ("payments",)}
_EMBEDDED: dict[str, frozenset[str]] = {
    "credit_note_line_item": frozenset({"tax_rates"}),
    "customer": frozenset({"discount"}),
    "dispute": frozenset({"balance_transactions"}),
    "invoice": frozenset({"default_tax_rates"}),
    "invoiceitem": frozenset({"tax_rates"}),
    "subscription": frozenset({"default_tax_rates", "items"}),
}
"""Properties that hold whole objects of other kinds, not expanded ids (SDK types)."""


def collapse(item: JsonObject) -> list[JsonObject]:
    """Replaces objects expanded inside `item` by their ids, in place, and gives them back, innermost first.

    Embedded lists stay where they are, except a customer's tax ids, an invoice's payments and a charge's refunds:
    those are objects of their own that Stripe embeds only when asked. Whole objects that Stripe always embeds stay
    too, such as the tax rates of an invoice item.
    """
    found: list[JsonObject] = []
    for name in _OWNED.get(item["object"], ()):
        owned = item.pop(name, None)
        for member in owned["data"] if isinstance(owned, dict) else ():
            found += [*collapse(member), member]
    embedded = _EMBEDDED.get(item["object"], frozenset())
    for key, member in item.items():
        if key not in embedded:
            item[key] = _collapsed(member, found)
    return found


def _collapsed(value: object, found: list[JsonObject]) -> object:
    """The value with the objects in it replaced by their ids; those are added to `found`."""
    if isinstance(value, list):
        return [_collapsed(member, found) for member in value]
    if not isinstance(value, dict):
        return value
    if value.get("object") in _LINES:
        embedded = _EMBEDDED.get(value["object"], frozenset())
        return {key: member if key in embedded else _collapsed(member, found) for key, member in value.items()}
    if value.get("object") in BLANKS and "id" in value:
        found += [*collapse(value), value]
        return value["id"]
    return {key: _collapsed(member, found) for key, member in value.items()}


def upgraded(item: JsonObject) -> JsonObject:
    """The object with every property of the pinned version; a stub of a deleted object stays a stub.

    Properties that begin with an underscore are a recorder's notes, not Stripe's, and are left out, but for
    a payout's note of what it pays out.
    """
    body = {key: value for key, value in item.items() if not key.startswith("_") or key == MEMBERS}
    if body.get("deleted") is True:
        return body
    derive = _DERIVED.get(body["object"])
    return complete(derive(body) if derive else body)


def _line(body: JsonObject) -> JsonObject:
    """`subtotal` came in 2025-12-15.clover, `quantity_decimal` in 2026-03-25.dahlia."""
    quantity = body.get("quantity")
    details = (body.get("parent") or {}).get("subscription_item_details") or {}
    return {
        "subtotal": body["amount"],
        "quantity_decimal": None if quantity is None else str(quantity),
        "subscription": details.get("subscription"),
        **body,
    }


def _invoice(body: JsonObject) -> JsonObject:
    """`status_details` came in 2026-09-30.endive; the lines are in the invoice and change with it."""
    lines = body["lines"]
    data = [upgraded(line) for line in lines["data"]]
    return {**body, "lines": {**lines, "data": data, "total_count": len(data)}}


def _product(body: JsonObject) -> JsonObject:
    """`tax_details` came in 2026-09-30.endive."""
    code = body.get("tax_code")
    details = {"performance_location": None, "tax_code": code} if code else None
    return {"tax_details": details, **body}


def _discount(body: JsonObject) -> JsonObject:
    """`coupon` moved under `source` in 2025-09-30.clover."""
    coupon = body.pop("coupon", None)
    return body if coupon is None else {**body, "source": {"coupon": coupon, "type": "coupon"}}


_DERIVED: dict[str, Callable[[JsonObject], JsonObject]] = {
    "discount": _discount,
    "invoice": _invoice,
    "line_item": _line,
    "product": _product,
}
