"""Refunds: what goes back to whoever paid, and what comes back when that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.balance import movement, settled
from sandbox.stripe.money.currencies import SETTLEMENT
from sandbox.stripe.objects import payments
from sandbox.stripe.objects.ids import related_id

if TYPE_CHECKING:
    import random

JsonObject = dict[str, Any]


def refund(  # noqa: PLR0913 - a refund has these parts
    charge: JsonObject,
    amount: int,
    moment: int,
    rng: random.Random,
    *,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
    purse: str = SETTLEMENT,
    present: int,
) -> tuple[JsonObject, JsonObject]:
    """A refund of a part of a charge (minor units of its currency) and its movement of the balance.

    The movement is type `refund` for cards and `payment_refund` otherwise, without any fee, at the rate of its own
    day. It is taken from the balance in the currency `purse`.
    """
    card = charge["payment_method_details"]["type"] == "card"
    identifier = related_id(rng, "re" if card else "pyr", charge["id"])
    worth = settled(-amount, charge["currency"], moment, purse)
    text = charge["description"]
    moved = movement(
        related_id(rng, "txn", charge["id"]),
        "refund" if card else "payment_refund",
        "refund",
        worth.amount,
        moment,
        source=identifier,
        description=f"REFUND FOR CHARGE ({text})" if text else "REFUND FOR CHARGE",
        exchange=worth.rate,
        currency=purse,
        present=present,
    )
    by_card = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
    made = payments.refund() | {
        "id": identifier,
        "amount": amount,
        "balance_transaction": moved["id"],
        "charge": charge["id"],
        "created": moment,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": {"card": by_card, "type": "card"} if card else {"type": "sepa_bank_transfer"},
        "metadata": metadata or {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "status": "succeeded",
    }
    return made, moved


def on_charge(charge: JsonObject, amount: int) -> JsonObject:
    """What a refund changes in its charge; a negative amount takes a refund back that failed."""
    refunded = charge["amount_refunded"] + amount
    return {"amount_refunded": refunded, "refunded": refunded == charge["amount_captured"]}


def failure(
    refund: JsonObject, original: JsonObject, moment: int, rng: random.Random, *, present: int
) -> tuple[JsonObject, JsonObject]:
    """What changes in a refund that the customer's bank sends back, and the movement that brings the money back."""
    moved = movement(
        related_id(rng, "txn", refund["charge"]),
        "refund_failure",
        "refund_failure",
        -original["amount"],
        moment,
        source=refund["id"],
        description=f"REFUND FAILURE ({refund['id']})",
        exchange=original["exchange_rate"],
        currency=original["currency"],
        present=present,
    )
    changes = {
        "failure_balance_transaction": moved["id"],
        "failure_reason": "expired_or_canceled_card",
        "status": "failed",
    }
    return changes, moved
