"""Empty credit notes and their lines; see the package."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]


def credit_note() -> JsonObject:
    """A credit note over nothing."""
    return {
        "id": "",
        "object": "credit_note",
        "amount": 0,
        "amount_shipping": 0,
        "created": 0,
        "currency": "dkk",
        "customer": "",
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": None,
        "invoice": "",
        "lines": {"object": "list", "data": [], "has_more": False, "url": ""},
        "livemode": False,
        "memo": None,
        "metadata": {},
        "number": "",
        "out_of_band_amount": None,
        "pdf": "",
        "post_payment_amount": 0,
        "pre_payment_amount": 0,
        "pretax_credit_amounts": [],
        "reason": None,
        "refunds": [],
        "shipping_cost": None,
        "status": "issued",
        "subtotal": 0,
        "subtotal_excluding_tax": 0,
        "total": 0,
        "total_excluding_tax": 0,
        "total_taxes": [],
        "type": "pre_payment",
        "voided_at": None,
    }


def credit_note_line_item() -> JsonObject:
    """One line of a credit note."""
    return {
        "id": "",
        "object": "credit_note_line_item",
        "amount": 0,
        "description": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "livemode": False,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": None,
        "tax_rates": [],
        "taxes": [],
        "type": "custom_line_item",
        "unit_amount": None,
        "unit_amount_decimal": None,
    }
