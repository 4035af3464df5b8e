"""Bank debits: they clear after days, or fail, even after they had cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import paying, unpaying
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money import payments

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


def clear(desk: Desk, identifier: str) -> None:
    """Let a pending charge succeed, and its invoice be paid."""
    found = desk.store.find("charge", identifier)
    if not found or found["status"] != "pending":
        return
    charge = desk.change("charge", identifier, {"paid": True, "status": "succeeded"}, "charge.succeeded")
    intent = charge["payment_intent"]
    desk.change("payment_intent", intent, payments.succeeded(charge), "payment_intent.succeeded")
    for payment in desk.having("invoice_payment", "payment_intent", intent):
        paying.received(desk, payment, charge["amount"])


def fail(desk: Desk, identifier: str) -> JsonObject:
    """Let a bank debit fail, whether it was pending or had succeeded; the charge.

    The money leaves the balance again (`failure_balance_transaction`) and an invoice that was paid with it is open
    again. (For debits that had cleared Stripe documents a dispute in some countries; that way is `open_dispute`.)

    Raises:
        ApiError: 400 for a card's charge, and for one that has failed.
    """
    found = desk.get("charge", identifier, param="charge")
    if found["payment_method_details"]["type"] == "card" or found["status"] == "failed":
        raise invalid(f"Charge {identifier} is no bank debit that could still fail.", param="charge")
    values: JsonObject = {
        "failure_code": "insufficient_funds",
        "failure_message": "The customer's account has insufficient funds to cover this payment.",
        "paid": False,
        "status": "failed",
    }
    if found["balance_transaction"]:
        original = desk.get("balance_transaction", found["balance_transaction"])
        moved = payments.failure(found, original, desk.now, desk.rng, present=desk.now)
        desk.add(moved)
        values["failure_balance_transaction"] = moved["id"]
    charge = desk.change("charge", identifier, values, "charge.failed")
    intent = charge["payment_intent"]
    problem = {"charge": identifier, "code": "payment_intent_payment_attempt_failed", "type": "invalid_request_error"}
    desk.change(
        "payment_intent",
        intent,
        {"amount_received": 0, "last_payment_error": problem, "status": "requires_payment_method"},
        "payment_intent.payment_failed",
    )
    for payment in desk.having("invoice_payment", "payment_intent", intent):
        unpaying.lost(desk, payment)
    return charge
