"""Before the versions named clover: a discount has its coupon whole, lines have no `subtotal`.

That objects recorded at 2025-10-29.clover have no `customer_account`, and lines no `subscription`, is why these are
left out before 2025-12-15.clover; in which version they came is *unverified*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.older.dropping import drop

if TYPE_CHECKING:
    from sandbox.stripe.older.lookup import Lookup

JsonObject = dict[str, Any]


def _discount(body: JsonObject, look: Lookup) -> None:
    """`source.coupon`, an id, was `coupon`, an object."""
    source = body.pop("source", None) or {}
    identifier = source.get("coupon")
    rest = {name: body.pop(name) for name in list(body) if name not in {"id", "object", "checkout_session"}}
    body["coupon"] = look.find("coupon", identifier) or {"id": identifier, "object": "coupon"}
    body.update(rest)


def _promotion_code(body: JsonObject, look: Lookup) -> None:
    """`promotion.coupon`, an id, was `coupon`, an object."""
    identifier = (body.pop("promotion", None) or {}).get("coupon")
    body["coupon"] = look.find("coupon", identifier) or {"id": identifier, "object": "coupon"}


_no_account = drop("customer_account")

BEFORE_LINE_SUBTOTAL = {
    "credit_note": _no_account,
    "customer": _no_account,
    "customer_balance_transaction": _no_account,
    "discount": _no_account,
    "invoice": _no_account,
    "invoiceitem": _no_account,
    "line_item": drop("subtotal", "subscription"),
    "payment_intent": _no_account,
    "promotion_code": _no_account,
    "subscription": _no_account,
    "tax_id": _no_account,
}

BEFORE = {
    "discount": _discount,
    "invoiceitem": drop("net_amount", "proration_details"),
    "promotion_code": _promotion_code,
}
