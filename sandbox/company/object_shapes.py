"""Empty customers, products, prices and rates, as Stripe's API version 2026-10-28.endive has them; see `shapes`."""

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


def product() -> JsonObject:
    """An active product without a price."""
    return {
        "id": "",
        "object": "product",
        "active": True,
        "created": 0,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": "",
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "tax_details": None,
        "type": "service",
        "unit_label": None,
        "updated": 0,
        "url": None,
    }


def price() -> JsonObject:
    """An active one-time price."""
    return {
        "id": "",
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": 0,
        "currency": "dkk",
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": "",
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": None,
        "unit_amount_decimal": None,
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


def tax_rate() -> JsonObject:
    """A percentage tax rate."""
    return {
        "id": "",
        "object": "tax_rate",
        "active": True,
        "country": None,
        "created": 0,
        "description": None,
        "display_name": "",
        "effective_percentage": None,
        "flat_amount": None,
        "inclusive": False,
        "jurisdiction": None,
        "jurisdiction_level": None,
        "livemode": False,
        "metadata": {},
        "percentage": 0,
        "rate_type": "percentage",
        "state": None,
        "tax_type": None,
    }


def shipping_rate() -> JsonObject:
    """A fixed shipping rate."""
    return {
        "id": "",
        "object": "shipping_rate",
        "active": True,
        "created": 0,
        "delivery_estimate": None,
        "display_name": None,
        "fixed_amount": None,
        "livemode": False,
        "metadata": {},
        "tax_behavior": "unspecified",
        "tax_code": None,
        "type": "fixed_amount",
    }
