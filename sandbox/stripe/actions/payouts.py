"""Payouts by the account's schedule or by hand, payouts that the bank sends back, and other movements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.errors import invalid
from sandbox.stripe.kinds import place
from sandbox.stripe.money import payouts
from sandbox.stripe.money.balance import ORDINARY, movement
from sandbox.stripe.money.currencies import SETTLEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

_AVAILABLE_ON = place("balance_transaction", "available_on")
_BALANCE = place("balance_transaction", "balance_type")
_CURRENCY = place("balance_transaction", "currency")
_NET = place("balance_transaction", "net")
_TYPE = place("balance_transaction", "type")


def _available(desk: Desk, purse: str) -> Iterator[tuple[str, int]]:
    """Id and net of what is available on the balance in a currency; reserves are balances of their own."""
    for entry in desk.store.collection("balance_transaction"):
        facets = entry.facets
        ours = facets and facets[_CURRENCY] == purse and facets[_BALANCE] in ORDINARY
        if ours and (facets[_TYPE] in payouts.AT_ONCE or facets[_AVAILABLE_ON] <= desk.now):
            yield entry.id, facets[_NET]


def automatic(desk: Desk, purse: str = SETTLEMENT) -> str | None:
    """Pay out everything available that no payout has paid out yet, as the schedule does; None where that is nothing.

    Payouts by hand are taken off the next one by schedule. A negative sum is taken from the bank account.
    """
    paid = {name for members in desk.store.paid_out.values() for name in members}
    members = [(name, net) for name, net in _available(desk, purse) if name not in paid]
    amount = sum(net for _, net in members)
    if not amount:
        return None
    made, moved = payouts.payout(amount, desk.now, desk.rng, automatic=True, purse=purse, present=desk.now)
    desk.add(moved)
    desk.store.pay_out(made["id"], [moved["id"], *(name for name, _ in members)])
    return _underway(desk, made)


def manual(desk: Desk, amount: int, purse: str = SETTLEMENT, **values: Any) -> str:  # noqa: ANN401 - properties of a payout
    """Pay out an amount by hand; the payout's id.

    Raises:
        ApiError: 400 `balance_insufficient`.
    """
    if amount > sum(net for _, net in _available(desk, purse)):
        raise invalid(
            "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.",
            code="balance_insufficient",
        )
    made, moved = payouts.payout(amount, desk.now, desk.rng, automatic=False, purse=purse, present=desk.now)
    desk.add(moved)
    return _underway(desk, made | values)


def fail(desk: Desk, identifier: str) -> None:
    """Let the bank send a payout back, on its way or long arrived: the money is on the balance again.

    Raises:
        ApiError: 400 for a payout that has failed already.
    """
    found = desk.get("payout", identifier, param="payout")
    if found["status"] not in {"paid", "in_transit", "pending"}:
        raise invalid(f"Payout {identifier} is {found['status']}.", param="payout")
    values, moved = payouts.failure(found, desk.now, desk.rng, present=desk.now)
    desk.add(moved)
    desk.change("payout", identifier, values, "payout.updated", "payout.failed")


def move(desk: Desk, kind: str, category: str, amount: int, **values: Any) -> str:  # noqa: ANN401 - as `movement` takes them
    """A movement of a balance, of any type, also one that nobody has seen; its id."""
    made = movement(desk.long_id("txn"), kind, category, amount, desk.now, source=None, present=desk.now, **values)
    return desk.add(made)


def _underway(desk: Desk, made: Mapping[str, Any]) -> str:
    desk.add(made, "payout.created")
    desk.later(made["arrival_date"], "arrived", made["id"])
    desk.later(made["arrival_date"], "available", made["balance_transaction"])
    return str(made["id"])
