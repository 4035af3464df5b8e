"""Booked invoices by what is left to pay: paid, unpaid, overdue, not due. Views of one collection, none of their own.

An invoice is overdue from the day after its due date, by the sandbox's clock in UTC (unverified: the real day is
the agreement's). An invoice of nothing is paid as soon as it is booked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection, Entry
    from sandbox.economic.store import Store

_NOTHING_LEFT = frozenset({Decimal(0)})


def paid(store: Store) -> Collection[int]:
    """Those with nothing left to pay."""
    return store.booked.part(store.booked.having("remainder", _NOTHING_LEFT))


def unpaid(store: Store) -> Collection[int]:
    """Those with something left to pay."""
    return store.booked.part(_unpaid(store))


def overdue(store: Store) -> Collection[int]:
    """The unpaid whose due date has passed."""
    today = store.now().date().isoformat()
    return store.booked.part([entry for entry in _unpaid(store) if entry.document["dueDate"] < today])


def not_due(store: Store) -> Collection[int]:
    """The unpaid whose due date is today or still to come."""
    today = store.now().date().isoformat()
    return store.booked.part([entry for entry in _unpaid(store) if entry.document["dueDate"] >= today])


def _unpaid(store: Store) -> list[Entry[int]]:
    return [entry for entry in store.booked.entries() if entry.document["remainder"]]
