"""Shipping as one more line, counted like the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.records.figures import integer, malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_stripe_invoices.http.answers import JsonObject


@dataclass(frozen=True, slots=True)
class _Cost:
    """What shipping comes to, in minor units."""

    subtotal: int
    tax: int
    total: int
    taxes: list[JsonObject]

    @property
    def figures(self) -> dict[str, int]:
        return {"net": self.total - self.tax, "tax": self.tax, "gross": self.total, "discount": 0}


def shipping_line(invoice: Mapping[str, Any], where: str) -> JsonObject | None:
    """The invoice's shipping as a line of its own, or None when it ships nothing that costs.

    Raises:
        ObjectError: the shipping cost holds something else than integers where amounts belong.
    """
    cost = _cost(invoice, where)
    if cost is None:
        return None
    return {
        "id": f"{invoice['id']}-shipping",
        "object": "line_item",
        "kind": "shipping",
        "amount": cost.subtotal,
        "currency": invoice.get("currency"),
        "description": "Shipping",
        "discount_amounts": [],
        "discountable": False,
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": invoice.get("livemode"),
        "metadata": {},
        "parent": None,
        "period": None,
        "pretax_credit_amounts": [],
        "pricing": None,
        "product": None,
        "quantity": 1,
        "quantity_decimal": "1",
        "subscription": None,
        "subtotal": cost.subtotal,
        "taxes": cost.taxes,
        **cost.figures,
    }


def credited_shipping_line(note: Mapping[str, Any], where: str) -> JsonObject | None:
    """The credited shipping as a line of its own, or None when none is credited.

    Raises:
        ObjectError: the shipping cost holds something else than integers where amounts belong.
    """
    cost = _cost(note, where)
    if cost is None:
        return None
    return {
        "id": f"{note['id']}-shipping",
        "object": "credit_note_line_item",
        "kind": "shipping",
        "amount": cost.subtotal,
        "description": "Shipping",
        "discount_amount": 0,
        "discount_amounts": [],
        "invoice_line_item": None,
        "livemode": note.get("livemode"),
        "metadata": {},
        "pretax_credit_amounts": [],
        "product": None,
        "quantity": 1,
        "tax_rates": [],
        "taxes": cost.taxes,
        "type": "custom_line_item",
        "unit_amount": cost.subtotal,
        "unit_amount_decimal": str(cost.subtotal),
        **cost.figures,
    }


def _cost(document: Mapping[str, Any], where: str) -> _Cost | None:
    cost = document.get("shipping_cost")
    if cost is None:
        return None
    if not isinstance(cost, dict):
        raise malformed("shipping_cost", where, "is not an object")
    total, tax, subtotal = (
        integer(cost, name, f"the shipping of {where}") for name in ("amount_total", "amount_tax", "amount_subtotal")
    )
    if not total and not tax and not subtotal:
        return None
    return _Cost(subtotal, tax, total, cost.get("taxes") or [])
