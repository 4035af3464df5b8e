"""Empty products, prices, rates, coupons and discounts; see the package."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]


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


def coupon() -> JsonObject:
    """A coupon that gives nothing yet."""
    return {
        "id": "",
        "object": "coupon",
        "amount_off": None,
        "created": 0,
        "currency": None,
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "name": None,
        "percent_off": None,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    }


def discount() -> JsonObject:
    """A coupon put to use."""
    return {
        "id": "",
        "object": "discount",
        "checkout_session": None,
        "customer": None,
        "customer_account": None,
        "end": None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": None,
        "source": {"coupon": None, "type": "coupon"},
        "start": 0,
        "subscription": None,
        "subscription_item": None,
    }


def promotion_code() -> JsonObject:
    """A code that gives a coupon."""
    return {
        "id": "",
        "object": "promotion_code",
        "active": True,
        "code": "",
        "created": 0,
        "customer": None,
        "customer_account": None,
        "expires_at": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "promotion": {"coupon": None, "type": "coupon"},
        "restrictions": {"first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None},
        "times_redeemed": 0,
    }
