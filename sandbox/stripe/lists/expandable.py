"""Which properties can be expanded, and into what, at the pinned API version; `sandbox.stripe.older` has the others.

The table follows the types of stripe-python 16.1.0. Properties that Stripe leaves out unless they are expanded
(an invoice's `payments`, a charge's `refunds`, a customer's `tax_ids`) are in it as embedded lists that are `owned`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A property that holds an id of this kind, or of any kind where it is empty."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class Members:
    """An embedded list of objects of this kind. `owned` lists are left out unless expanded."""

    kind: str
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """A plain property that is left out unless expanded."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A nested object, or an array of them, in which something can be expanded."""

    paths: Mapping[str, Node]


Node = Ref | Members | Hidden | Inside
Paths = Mapping[str, Node]

_ACCOUNT, _CHARGE, _COUPON, _CUSTOMER = Ref("account"), Ref("charge"), Ref("coupon"), Ref("customer")
_DISCOUNT, _INVOICE, _INTENT, _PRICE = Ref("discount"), Ref("invoice"), Ref("payment_intent"), Ref("price")
_TRANSACTION, _CLOCK = Ref("balance_transaction"), Ref("test_clock")
_SOURCE, _METHOD = Ref("source"), Ref("payment_method")
_DISCOUNTS = Inside({"discount": _DISCOUNT})
_CREDITS = Inside({"credit_balance_transaction": Ref("credit_balance_transaction"), "discount": _DISCOUNT})
_SHIPPING = Inside({"shipping_rate": Ref("shipping_rate")})
_FILE = Ref("file")

EXPANDABLE: Mapping[str, Paths] = {
    "account": {"settings": Inside({"invoices": Inside({"default_account_tax_ids": Ref("tax_id")})})},
    "balance_transaction": {"source": Ref()},
    "charge": {
        "application": Ref("application"),
        "application_fee": Ref("application_fee"),
        "balance_transaction": _TRANSACTION,
        "customer": _CUSTOMER,
        "failure_balance_transaction": _TRANSACTION,
        "on_behalf_of": _ACCOUNT,
        "payment_intent": _INTENT,
        "refunds": Members("refund", owned=True),
        "review": Ref("review"),
        "source_transfer": Ref("transfer"),
        "transfer": Ref("transfer"),
        "transfer_data": Inside({"destination": _ACCOUNT}),
    },
    "credit_note": {
        "customer": _CUSTOMER,
        "customer_balance_transaction": Ref("customer_balance_transaction"),
        "discount_amounts": _DISCOUNTS,
        "invoice": _INVOICE,
        "lines": Members("credit_note_line_item"),
        "pretax_credit_amounts": _CREDITS,
        "refunds": Inside({"refund": Ref("refund")}),
        "shipping_cost": _SHIPPING,
    },
    "credit_note_line_item": {"discount_amounts": _DISCOUNTS, "pretax_credit_amounts": _CREDITS},
    "customer": {
        "default_source": _SOURCE,
        "discount": Inside({"source": Inside({"coupon": _COUPON}), "customer": _CUSTOMER}),
        "invoice_settings": Inside({"default_payment_method": _METHOD}),
        "tax_ids": Members("tax_id", owned=True),
        "test_clock": _CLOCK,
    },
    "customer_balance_transaction": {
        "checkout_session": Ref("checkout_session"),
        "credit_note": Ref("credit_note"),
        "customer": _CUSTOMER,
        "invoice": _INVOICE,
    },
    "discount": {
        "customer": _CUSTOMER,
        "promotion_code": Ref("promotion_code"),
        "source": Inside({"coupon": _COUPON}),
    },
    "dispute": {
        "charge": _CHARGE,
        "evidence": Inside({"receipt": _FILE, "customer_communication": _FILE, "uncategorized_file": _FILE}),
        "payment_intent": _INTENT,
    },
    "invoice": {
        "account_tax_ids": Ref("tax_id"),
        "amount_paid_off_stripe": Hidden(),
        "application": Ref("application"),
        "automatic_tax": Inside({"liability": Inside({"account": _ACCOUNT})}),
        "customer": _CUSTOMER,
        "default_payment_method": _METHOD,
        "default_source": _SOURCE,
        "discounts": _DISCOUNT,
        "from_invoice": Inside({"invoice": _INVOICE}),
        "issuer": Inside({"account": _ACCOUNT}),
        "latest_revision": _INVOICE,
        "lines": Members("line_item"),
        "on_behalf_of": _ACCOUNT,
        "parent": Inside({"subscription_details": Inside({"subscription": Ref("subscription")})}),
        "payments": Members("invoice_payment", owned=True),
        "shipping_cost": _SHIPPING,
        "test_clock": _CLOCK,
        "total_discount_amounts": _DISCOUNTS,
        "total_pretax_credit_amounts": _CREDITS,
    },
    "invoice_payment": {
        "invoice": _INVOICE,
        "payment": Inside({"charge": _CHARGE, "payment_intent": _INTENT, "payment_record": Ref("payment_record")}),
    },
    "invoiceitem": {
        "customer": _CUSTOMER,
        "discounts": _DISCOUNT,
        "invoice": _INVOICE,
        "pricing": Inside({"price_details": Inside({"price": _PRICE})}),
        "proration_details": Inside({"discount_amounts": _DISCOUNTS}),
        "test_clock": _CLOCK,
    },
    "line_item": {
        "discount_amounts": _DISCOUNTS,
        "discounts": _DISCOUNT,
        "pretax_credit_amounts": _CREDITS,
        "pricing": Inside({"price_details": Inside({"price": _PRICE})}),
        "subscription": Ref("subscription"),
    },
    "payment_intent": {
        "application": Ref("application"),
        "customer": _CUSTOMER,
        "latest_charge": _CHARGE,
        "on_behalf_of": _ACCOUNT,
        "payment_method": _METHOD,
        "payment_record": Ref("payment_record"),
        "review": Ref("review"),
        "source": _SOURCE,
        "transfer_data": Inside({"destination": _ACCOUNT}),
    },
    "payout": {
        "application_fee": Ref("application_fee"),
        "balance_transaction": _TRANSACTION,
        "destination": Ref("bank_account"),
        "failure_balance_transaction": _TRANSACTION,
        "original_payout": Ref("payout"),
        "reversed_by": Ref("payout"),
    },
    "price": {"product": Ref("product")},
    "product": {"default_price": _PRICE, "tax_code": Ref("tax_code")},
    "promotion_code": {"customer": _CUSTOMER, "promotion": Inside({"coupon": _COUPON})},
    "refund": {
        "balance_transaction": _TRANSACTION,
        "charge": _CHARGE,
        "customer": _CUSTOMER,
        "failure_balance_transaction": _TRANSACTION,
        "payment_intent": _INTENT,
        "payment_method": _METHOD,
        "source_transfer_reversal": Ref("transfer_reversal"),
        "transfer_reversal": Ref("transfer_reversal"),
    },
    "shipping_rate": {"tax_code": Ref("tax_code")},
    "subscription": {
        "application": Ref("application"),
        "customer": _CUSTOMER,
        "default_payment_method": _METHOD,
        "default_source": _SOURCE,
        "discounts": _DISCOUNT,
        "latest_invoice": _INVOICE,
        "on_behalf_of": _ACCOUNT,
        "pending_setup_intent": Ref("setup_intent"),
        "schedule": Ref("subscription_schedule"),
        "test_clock": _CLOCK,
    },
    "tax_id": {"customer": _CUSTOMER, "owner": Inside({"account": _ACCOUNT, "customer": _CUSTOMER})},
}
