"""What one batch's look-ups found, and what of it has gone stale since.

Who posts what was looked up and not there relies on e-conomic's memory: another machine may have posted it since,
under the same key. So nothing is believed for longer than that memory certainly lasts.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar
from weakref import WeakSet

from target_economic.posting.hour import deadline

T = TypeVar("T")


class Prepared(Generic[T]):
    """What the ledger has by source id, as it was when a batch was looked up. Lives as long as its batch.

    Args:
        old: whether the look-ups were made too long ago to be believed.
    """

    def __init__(self, old: Callable[[], bool]) -> None:
        self._old = old
        self._seen: dict[str, tuple[T, ...]] = {}
        self._stale: set[str] = set()

    def seen(self, source_id: str) -> tuple[T, ...] | None:
        """Return what was found; None where that is not known, or not any more."""
        return None if source_id in self._stale or self._old() else self._seen.get(source_id)

    def fill(self, found: Mapping[str, tuple[T, ...]]) -> None:
        """Take note of what was found."""
        self._seen.update(found)

    def forget(self, source_id: str) -> None:
        """Take note that something may have been written since."""
        self._stale.add(source_id)


class Living(Generic[T]):
    """The batches that are under way: what one of them writes, none of the others knows rightly any more."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._batches: WeakSet[Prepared[T]] = WeakSet()
        self._lock = threading.Lock()

    def begin(self) -> Prepared[T]:
        """Return a new batch's look-ups, empty; known here before the first look-up is made."""
        prepared = Prepared[T](deadline(self._clock))
        with self._lock:
            self._batches.add(prepared)
        return prepared

    def forget(self, source_id: str) -> None:
        """Make every batch look this up anew."""
        with self._lock:
            batches = list(self._batches)
        for prepared in batches:
            prepared.forget(source_id)
