"""Payouts: what leaves the balance for the bank, what it consists of, and what comes back when the bank refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.balance import movement
from sandbox.stripe.money.currencies import SETTLEMENT
from sandbox.stripe.objects import balance
from sandbox.stripe.objects.ids import ACCOUNT_MARK, long_id, related_id

if TYPE_CHECKING:
    import random

JsonObject = dict[str, Any]

MEMBERS = "_balance_transactions"
"""A note on an automatic payout that is not Stripe's: the ids of what it pays out, its own movement included.

Stripe tells the members of a payout only through the list of balance transactions with `payout=`, and lists the
payout's own movement among them (seen live by others). The store takes the note off.
"""

AT_ONCE = frozenset({"payout", "payout_cancel"})
"""Movements that change what is available when they are made, though their `available_on` is the day of arrival."""

BANK_ACCOUNT = f"ba_1Bank0{ACCOUNT_MARK}aBcDeFgH"

_DAY = 86_400
_IN_TRANSIT = 2 * _DAY


def payout(  # noqa: PLR0913 - a payout has these parts
    amount: int, moment: int, rng: random.Random, *, automatic: bool, purse: str = SETTLEMENT, present: int
) -> tuple[JsonObject, JsonObject]:
    """A payout of so much of a balance and its movement; a negative one is taken from the bank account.

    It is on its way for two days and is `paid` from then on.
    """
    identifier = long_id(rng, "po")
    arrival = moment // _DAY * _DAY + _IN_TRANSIT
    moved = movement(
        related_id(rng, "txn", identifier),
        "payout",
        "payout",
        -amount,
        moment,
        source=identifier,
        description="STRIPE PAYOUT",
        available=arrival,
        currency=purse,
        present=present,
    )
    arrived, reconciled = arrival <= present, "completed" if moment + _DAY <= present else "in_progress"
    reference = f"{identifier[-8:].upper()}"
    made = balance.payout() | {
        "id": identifier,
        "amount": amount,
        "arrival_date": arrival,
        "automatic": automatic,
        "balance_transaction": moved["id"],
        "created": moment,
        "currency": purse,
        "description": "STRIPE PAYOUT",
        "destination": BANK_ACCOUNT,
        "reconciliation_status": reconciled if automatic else "not_applicable",
        "status": "paid" if arrived else "in_transit",
        "trace_id": {"status": "supported" if arrived else "pending", "value": reference if arrived else None},
    }
    return made, moved


def failure(payout: JsonObject, moment: int, rng: random.Random, *, present: int) -> tuple[JsonObject, JsonObject]:
    """What changes in a payout that the bank sends back, and the movement that brings the money back."""
    moved = movement(
        related_id(rng, "txn", payout["id"]),
        "payout_failure",
        "payout_reversal",
        payout["amount"],
        moment,
        source=payout["id"],
        description="STRIPE PAYOUT FAILURE",
        currency=payout["currency"],
        present=present,
    )
    changes = {
        "failure_balance_transaction": moved["id"],
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed",
        "status": "failed",
    }
    return changes, moved
