"""Keeps an account's events: those that were recorded, those that were lost, and the order of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sandbox.stripe.events.history import RETENTION, Event, History, derived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sandbox.stripe.lists.collection import Collection, Entry


class EventLog:
    """The events of one account. Not locked: its store is.

    Attributes:
        recorded: Events of changes, oldest first.
        lost: Ids of events that Stripe failed to make.
    """

    NOT_KEPT: ClassVar[frozenset[str]] = frozenset({"_history"})

    def __init__(self) -> None:
        self.recorded: list[Event] = []
        self.lost: set[str] = set()
        self._history: History | None = None

    def restored(self) -> None:
        """Forget what was worked out."""
        self._history = None

    def add(self, event: Event) -> None:
        """Keep an event."""
        self.recorded.append(event)
        if self._history is not None:
            self._history.add(event)

    def loaded(self, entry: Entry, known: Entry | None) -> None:
        """Note that an object was put in, in the place of another or not."""
        if self._history is None:
            return
        if known is None:
            for event in derived(entry, self._history.floor):
                self._history.add(event)
        elif known.marks != entry.marks:
            self._history = None

    def history(self, kinds: Mapping[str, Collection], now: int) -> History:
        """The events from 30 days before now on, those that lie in the future of the clock included."""
        floor = now - RETENTION
        if self._history is None or self._history.floor > floor:
            self._history = History(self._all(kinds.values(), floor), floor)
        return self._history

    def _all(self, collections: Iterable[Collection], floor: int) -> Iterator[Event]:
        for collection in collections:
            for entry in collection:
                if entry.marks:
                    yield from derived(entry, floor)
        yield from (event for event in self.recorded if event.created >= floor)
