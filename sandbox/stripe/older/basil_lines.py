"""Before 2025-03-31.basil: invoice lines and invoice items with their price and plan, and their tax amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.stripe.older.lookup import Lookup

JsonObject = dict[str, Any]

_PLACES = Decimal("1e-12")


def tax_amounts(taxes: Iterable[JsonObject]) -> list[JsonObject]:
    """`total_taxes` or `taxes` as the older `total_tax_amounts` or `tax_amounts`."""
    return [
        {
            "amount": entry["amount"],
            "inclusive": entry["tax_behavior"] == "inclusive",
            "tax_rate": (entry.get("tax_rate_details") or {}).get("tax_rate"),
            "taxability_reason": entry.get("taxability_reason"),
            "taxable_amount": entry.get("taxable_amount"),
        }
        for entry in taxes
    ]


def line_item(body: JsonObject, look: Lookup) -> None:
    """An invoice line."""
    parent = body.pop("parent", None) or {}
    details = parent.get(parent.get("type") or "", None) or {}
    taxes = body.pop("taxes", None) or []
    price = _price(body, look)
    inclusive = sum(entry["amount"] for entry in taxes if entry["tax_behavior"] == "inclusive")
    net = body["amount"] - inclusive
    rates = [(entry.get("tax_rate_details") or {}).get("tax_rate") for entry in taxes]
    body |= {
        "amount_excluding_tax": net,
        "invoice_item": details.get("invoice_item"),
        "plan": _plan(price),
        "price": price,
        "proration": bool(details.get("proration")),
        "proration_details": details.get("proration_details") or {"credited_items": None},
        "subscription": details.get("subscription"),
        "tax_amounts": tax_amounts(taxes),
        "tax_rates": [rate for rate in (look.find("tax_rate", identifier) for identifier in rates) if rate],
        "type": "subscription" if parent.get("type") == "subscription_item_details" else "invoiceitem",
        "unit_amount_excluding_tax": _unit(net, body.get("quantity")),
    }
    if body["type"] == "subscription":
        body["subscription_item"] = details.get("subscription_item")


def invoiceitem(body: JsonObject, look: Lookup) -> None:
    """An invoice item."""
    parent = body.pop("parent", None) or {}
    details = parent.get("subscription_details") or {}
    unit = (body.get("pricing") or {}).get("unit_amount_decimal")
    price = _price(body, look)
    body |= {
        "plan": _plan(price),
        "price": price,
        "subscription": details.get("subscription"),
        "unit_amount": _whole(unit),
        "unit_amount_decimal": unit,
    }
    if details.get("subscription_item"):
        body["subscription_item"] = details["subscription_item"]


def _price(body: JsonObject, look: Lookup) -> JsonObject | None:
    """The price of a line as a whole, as far as it is known."""
    pricing = body.pop("pricing", None)
    details = (pricing or {}).get("price_details")
    if not details:
        return None
    known = look.find("price", details["price"])
    if known is not None:
        return known
    return {
        "id": details["price"],
        "object": "price",
        "currency": body["currency"],
        "product": details["product"],
        "unit_amount": _whole(pricing["unit_amount_decimal"]),
        "unit_amount_decimal": pricing["unit_amount_decimal"],
    }


def _plan(price: JsonObject | None) -> JsonObject | None:
    """The plan that a recurring price was called before prices."""
    recurring = (price or {}).get("recurring")
    if price is None or not recurring:
        return None
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "aggregate_usage": None,
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": price["livemode"],
        "metadata": price["metadata"],
        "meter": recurring.get("meter"),
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": price["transform_quantity"],
        "trial_period_days": recurring.get("trial_period_days"),
        "usage_type": recurring["usage_type"],
    }


def _whole(decimal: str | None) -> int | None:
    """A price per unit in whole minor units, where it has no fraction."""
    if decimal is None or Decimal(decimal) % 1:
        return None
    return int(Decimal(decimal))


def _unit(net: int, quantity: int | None) -> str | None:
    if not quantity:
        return None
    each = (Decimal(net) / quantity).quantize(_PLACES).normalize()
    return f"{each:f}"
