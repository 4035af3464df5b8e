"""What happens by itself as the account's clock moves on.

A charge gets its movement of the balance after the settlement delay (at once unless set), a bank debit clears,
pending money becomes available, a payout arrives. It is caught up with before each request and each action, and
happens at the moment when it was due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import charging, debits
from sandbox.stripe.actions.desk import Desk, at_desk
from sandbox.stripe.kinds import place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]

_DAY = 86_400
_AVAILABLE_ON = place("balance_transaction", "available_on")


def catch_up(store: Store) -> None:
    """Let everything happen that has fallen due by the store's clock."""
    state = store.actions
    if "due" in state and (not state["due"] or state["due"][0][0] > store.clock):
        return
    with at_desk(store) as desk:
        settle_due(desk)


def settle_due(desk: Desk) -> None:
    """Let everything happen that has fallen due by the desk's moment."""
    if "due" not in desk.state:
        _look_around(desk)
    for moment, what, identifier in desk.fallen_due():
        with desk.at(moment):
            _HAPPENS[what](desk, identifier)


def _look_around(desk: Desk) -> None:
    """Find what was still pending in objects that did not come from actions."""
    desk.state["due"] = []
    transactions = desk.store.collection("balance_transaction")
    recent = desk.now - 15 * _DAY
    waiting = [entry for entry in transactions if entry.facets and entry.facets[_AVAILABLE_ON] > recent]
    due = [[entry.facets[_AVAILABLE_ON], "available", entry.id] for entry in waiting]
    underway = desk.store.having("payout", "status", "in_transit")
    due += [[entry.body["arrival_date"], "arrived", entry.id] for entry in underway]
    desk.state["due"] = sorted(due)


def _available(desk: Desk, identifier: str) -> None:
    found = desk.store.find("balance_transaction", identifier)
    if found and found["status"] == "pending":
        desk.change("balance_transaction", identifier, {"status": "available"})


def _arrived(desk: Desk, identifier: str) -> None:
    found = desk.store.find("payout", identifier)
    if not found or found["status"] != "in_transit":
        return
    values = {"status": "paid", "trace_id": {"status": "supported", "value": identifier[-8:].upper()}}
    desk.change("payout", identifier, values, "payout.updated", "payout.paid")
    if found["automatic"] and found["reconciliation_status"] == "in_progress":
        reconciled = {"reconciliation_status": "completed"}
        desk.change("payout", identifier, reconciled, "payout.reconciliation_completed")


_HAPPENS: Mapping[str, Callable[[Desk, str], object]] = {
    "arrived": _arrived,
    "available": _available,
    "clear": debits.clear,
    "settle": charging.settle,
}
