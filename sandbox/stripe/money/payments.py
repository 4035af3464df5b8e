"""A payment: the payment intent, its charge, and the movement of the balance that Stripe makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.balance import available_on, movement, processing_fee, settled
from sandbox.stripe.money.currencies import SETTLEMENT
from sandbox.stripe.objects import payments
from sandbox.stripe.objects.customers import no_address
from sandbox.stripe.objects.ids import related_id

if TYPE_CHECKING:
    import random

    from sandbox.stripe.money.methods import Method

JsonObject = dict[str, Any]

_STATEMENT = "NORDVIND"
_REFERENCE = 25
"""Stripe cuts the reference to the invoice at this length (recorded)."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: a customer with what the charge's billing details take from it, or nobody known."""

    customer: str | None
    name: str | None = None
    email: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid: minor units of a currency, when the intent was made and when the charge went through."""

    amount: int
    currency: str
    intended: int
    charged: int
    description: str | None = None
    invoice: str | None = None
    metadata: dict[str, str] | None = None


def intent(order: Order, identifier: str, payer: Payer, method: Method | None) -> JsonObject:
    """The payment intent before anything is charged."""
    reference = order.invoice and {"customer_reference": None, "order_reference": order.invoice[:_REFERENCE]}
    options = {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
    kind = method.kind if method else "card"
    return payments.payment_intent() | {
        "id": identifier,
        "amount": order.amount,
        "client_secret": f"{identifier}_secret_sandbox",
        "created": order.intended,
        "currency": order.currency,
        "customer": payer.customer,
        "description": order.description,
        "metadata": order.metadata or {},
        "payment_details": reference,
        "payment_method_options": {"card": options} if kind == "card" else {kind: {}},
        "payment_method_types": [kind],
        "status": "requires_payment_method",
    }


def succeeded(charge: JsonObject) -> JsonObject:
    """What changes in a payment intent when its charge succeeds."""
    return {
        "amount_received": charge["amount"],
        "latest_charge": charge["id"],
        "payment_method": charge["payment_method"],
        "status": "succeeded",
    }


def charge(order: Order, intent_id: str, payer: Payer, method: Method, rng: random.Random) -> JsonObject:
    """A charge that went through; its movement of the balance is not known yet."""
    identifier = related_id(rng, "ch" if method.kind == "card" else "py", intent_id)
    billing = {
        "address": no_address() | {"country": payer.country},
        "email": payer.email,
        "name": payer.name,
        "phone": None,
        "tax_id": None,
    }
    return payments.charge() | {
        "id": identifier,
        "amount": order.amount,
        "amount_captured": order.amount,
        "billing_details": billing,
        "calculated_statement_descriptor": _STATEMENT,
        "captured": True,
        "created": order.charged,
        "currency": order.currency,
        "customer": payer.customer,
        "description": order.description,
        "metadata": dict(order.metadata or {}),
        "outcome": {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 12,
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": intent_id,
        "payment_method": method.id,
        "payment_method_details": method.details(order.amount),
        "receipt_url": f"https://pay.stripe.com/receipts/payment/{identifier}",
        "status": "succeeded",
    }


def charge_movement(
    charge: JsonObject, method: Method, rng: random.Random, *, purse: str = SETTLEMENT, present: int
) -> JsonObject:
    """What a charge moves on the balance in a currency: type `charge`, or `payment` where no card was used."""
    moment = charge["created"]
    worth = settled(charge["amount"], charge["currency"], moment, purse)
    return movement(
        related_id(rng, "txn", charge["id"]),
        "charge" if method.kind == "card" else "payment",
        "charge",
        worth.amount,
        moment,
        source=charge["id"],
        description=charge["description"],
        fee=processing_fee(worth.amount, method, moment, purse),
        exchange=worth.rate,
        available=available_on(moment),
        currency=purse,
        present=present,
    )


def failure(charge: JsonObject, original: JsonObject, moment: int, rng: random.Random, *, present: int) -> JsonObject:
    """The movement that takes a payment back which failed after it had succeeded, as bank debits can.

    The fee stays (unverified).
    """
    return movement(
        related_id(rng, "txn", charge["id"]),
        "payment_failure_refund",
        "charge_failure",
        -original["amount"],
        moment,
        source=charge["id"],
        description=f"Payment failure refund for {charge['id']}",
        exchange=original["exchange_rate"],
        currency=original["currency"],
        present=present,
    )


def describe(billing_reason: str) -> str:
    """What Stripe writes on an invoice's payment (recorded)."""
    known = {"subscription_create": "Subscription creation", "manual": "Payment for Invoice"}
    return known.get(billing_reason, "Subscription update")
