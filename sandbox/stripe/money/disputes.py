"""Disputes: the bank takes the money back with a fee, and gives it back where the dispute is won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.balance import dispute_fee, movement, settled
from sandbox.stripe.money.currencies import SETTLEMENT
from sandbox.stripe.objects import payments
from sandbox.stripe.objects.ids import long_id, related_id

if TYPE_CHECKING:
    import random

JsonObject = dict[str, Any]

REASONS = (
    "bank_cannot_process", "check_returned", "credit_not_processed", "customer_initiated", "debit_not_authorized",
    "duplicate", "fraudulent", "general", "incorrect_account_details", "insufficient_funds", "noncompliant",
    "product_not_received", "product_unacceptable", "subscription_canceled", "unrecognized",
)  # fmt: skip
"""Reasons that Stripe names (SDK documentation)."""

_DAY = 86_400
_NETWORK_CODES = {"fraudulent": "10.4", "duplicate": "12.6.1", "product_not_received": "13.1"}


def opened(  # noqa: PLR0913 - a dispute has these parts
    charge: JsonObject,
    amount: int,
    moment: int,
    rng: random.Random,
    *,
    reason: str = "fraudulent",
    purse: str = SETTLEMENT,
    present: int,
) -> tuple[JsonObject, JsonObject]:
    """A dispute that needs a response, and the withdrawal: type `adjustment`, category `dispute`, fee on the row.

    It is taken from the balance in the currency `purse`.
    """
    identifier = long_id(rng, "dp")
    worth = settled(-amount, charge["currency"], moment, purse)
    moved = movement(
        related_id(rng, "txn", charge["id"]),
        "adjustment",
        "dispute",
        worth.amount,
        moment,
        source=identifier,
        description=f"Chargeback withdrawal for {charge['id']}",
        fee=dispute_fee(moment, purse),
        fee_for="Dispute fee",
        exchange=worth.rate,
        currency=purse,
        present=present,
    )
    blank = payments.dispute()
    brand = charge["payment_method_details"].get("card", {}).get("brand", "unknown")
    code = _NETWORK_CODES.get(reason, "13.3")
    card = {"brand": brand, "case_type": "chargeback", "network": brand, "network_reason_code": code}
    made = blank | {
        "id": identifier,
        "amount": amount,
        "balance_transactions": [moved],
        "charge": charge["id"],
        "created": moment,
        "currency": charge["currency"],
        "evidence_details": blank["evidence_details"] | {"due_by": (moment // _DAY + 10) * _DAY - 1},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"card": card, "type": "card"},
        "reason": reason,
    }
    return made, moved


def won(dispute: JsonObject, moment: int, rng: random.Random, *, present: int) -> tuple[JsonObject, JsonObject]:
    """What changes in a dispute that is won, and the movement that brings the amount back, without the fee.

    Whether the fee comes back differs between countries and years; that it does not is unverified.
    """
    withdrawn = dispute["balance_transactions"][0]
    moved = movement(
        related_id(rng, "txn", dispute["charge"]),
        "adjustment",
        "dispute_reversal",
        -withdrawn["amount"],
        moment,
        source=dispute["id"],
        description=f"Chargeback reversal for {dispute['charge']}",
        exchange=withdrawn["exchange_rate"],
        currency=withdrawn["currency"],
        present=present,
    )
    evidence = dispute["evidence_details"] | {"has_evidence": True, "submission_count": 1}
    changes = {
        "balance_transactions": [*dispute["balance_transactions"], moved],
        "evidence_details": evidence,
        "status": "won",
    }
    return changes, moved
