"""Empty customers and what hangs on them; see the package."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]


def no_address() -> JsonObject:
    """An address of which nothing is known."""
    return {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


def customer() -> JsonObject:
    """A customer of whom nothing is known."""
    return {
        "id": "",
        "object": "customer",
        "address": None,
        "balance": 0,
        "business_name": None,
        "created": 0,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "individual_name": None,
        "invoice_prefix": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def tax_id() -> JsonObject:
    """A customer's tax id."""
    return {
        "id": "",
        "object": "tax_id",
        "country": None,
        "created": 0,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "owner": None,
        "type": "unknown",
        "value": "",
        "verification": None,
    }


def customer_balance_transaction() -> JsonObject:
    """A movement of a customer's balance: negative where the customer gains credit."""
    return {
        "id": "",
        "object": "customer_balance_transaction",
        "amount": 0,
        "checkout_session": None,
        "created": 0,
        "credit_note": None,
        "currency": "dkk",
        "customer": "",
        "customer_account": None,
        "description": None,
        "ending_balance": 0,
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "type": "adjustment",
    }
