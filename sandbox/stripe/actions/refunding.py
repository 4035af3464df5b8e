"""Refunds and disputes of charges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions.charging import purse_of
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money import disputes, refunds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_HARMLESS = frozenset({"won", "warning_closed", "prevented"})
_OVER = ("won", "lost", "warning_closed", "prevented")


def charge_of(desk: Desk, charge: str | None, intent: str | None) -> JsonObject:
    """The charge that is named, or the latest one of the payment intent that is.

    Raises:
        ApiError: 400 where neither or both are given, or the intent has no charge.
    """
    if (charge is None) == (intent is None):
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if charge is not None:
        return desk.named("charge", charge, "charge")
    found = desk.named("payment_intent", intent or "", "payment_intent")
    if not found["latest_charge"]:
        raise invalid(f"This PaymentIntent ({intent}) does not have a successful charge to refund.")
    return desk.named("charge", found["latest_charge"], "charge")


def refund(
    desk: Desk,
    charge: JsonObject,
    amount: int | None = None,
    *,
    reason: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> str:
    """Give back an amount of a charge, all that is left of it if none is given; the refund's id.

    Raises:
        ApiError: 400 for a charge that did not succeed, and for more than is left of it.
    """
    identifier = charge["id"]
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {identifier} is {charge['status']} and cannot be refunded.", param="charge")
    if charged_back(desk, charge):
        raise invalid(f"Charge {identifier} has been charged back; cannot issue a refund.", code="charge_disputed")
    if not left:
        raise invalid(f"Charge {identifier} has already been refunded.", code="charge_already_refunded")
    if amount is not None and not 0 < amount <= left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    given = left if amount is None else amount
    made, moved = refunds.refund(
        charge,
        given,
        desk.now,
        desk.rng,
        reason=reason,
        metadata=dict(metadata or {}),
        purse=purse_of(desk, charge),
        present=desk.now,
    )
    desk.add(moved)
    desk.add(made, "refund.created")
    desk.change("charge", identifier, refunds.on_charge(charge, given), "charge.refunded")
    return str(made["id"])


def charged_back(desk: Desk, charge: JsonObject) -> bool:
    """Whether the customer's bank has the money: not where every dispute was won (unverified)."""
    found = desk.having("dispute", "charge", charge["id"])
    return bool(charge["disputed"]) and not (found and all(one["status"] in _HARMLESS for one in found))


def fail_refund(desk: Desk, identifier: str) -> None:
    """Let the customer's bank send a refund back.

    Raises:
        ApiError: 400 for a refund that has failed already.
    """
    found = desk.get("refund", identifier, param="refund")
    if found["status"] != "succeeded":
        raise invalid(f"Refund {identifier} is {found['status']}.", param="refund")
    original = desk.get("balance_transaction", found["balance_transaction"])
    values, moved = refunds.failure(found, original, desk.now, desk.rng, present=desk.now)
    desk.add(moved)
    desk.change("refund", identifier, values, "refund.failed", "refund.updated", "charge.refund.updated")
    charge = desk.get("charge", found["charge"])
    desk.change("charge", charge["id"], refunds.on_charge(charge, -found["amount"]))


def dispute(desk: Desk, charge: JsonObject, amount: int | None = None, reason: str = "fraudulent") -> str:
    """Let the customer's bank dispute a charge, all of it if no amount is given; the dispute's id.

    Raises:
        ApiError: 400 for a charge that did not succeed, is disputed already, or a reason that Stripe does not know.
    """
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or charge["disputed"] or not left:
        raise invalid(f"Charge {charge['id']} cannot be disputed.", param="charge")
    if reason not in disputes.REASONS:
        raise invalid(f"Invalid reason: must be one of {', '.join(disputes.REASONS)}", param="reason")
    if amount is not None and not 0 < amount <= left:
        raise invalid(f"The amount must be between 1 and {left}.", param="amount")
    made, moved = disputes.opened(
        charge,
        left if amount is None else amount,
        desk.now,
        desk.rng,
        reason=reason,
        purse=purse_of(desk, charge),
        present=desk.now,
    )
    desk.add(moved)
    desk.add(made, "charge.dispute.created", "charge.dispute.funds_withdrawn")
    desk.change("charge", charge["id"], {"disputed": True})
    return str(made["id"])


def win(desk: Desk, identifier: str) -> None:
    """Let a dispute be won: the amount comes back."""
    found = _undecided(desk, identifier)
    values, moved = disputes.won(found, desk.now, desk.rng, present=desk.now)
    desk.add(moved)
    desk.change("dispute", identifier, values, "charge.dispute.closed", "charge.dispute.funds_reinstated")


def lose(desk: Desk, identifier: str) -> None:
    """Let a dispute be lost, as closing it does: nothing comes back."""
    _undecided(desk, identifier)
    desk.change("dispute", identifier, {"status": "lost"}, "charge.dispute.closed")


def _undecided(desk: Desk, identifier: str) -> JsonObject:
    found = desk.get("dispute", identifier, param="dispute")
    if found["status"] in _OVER:
        raise invalid(f"This dispute is already closed: it is {found['status']}.", param="dispute")
    return found
