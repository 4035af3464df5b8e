"""What one batch's look-ups found, and what of it has gone stale since."""

import threading
from collections.abc import Iterable, Mapping
from weakref import WeakSet

from target_economic.sales.found import Found


class Prepared:
    """The ledger's documents by source id, as they were when a batch was looked up. Lives as long as its batch."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Found, ...]] = {}
        self._stale: set[str] = set()

    def seen(self, source_id: str) -> tuple[Found, ...] | None:
        """Return what was found; None where that is not known, or not any more."""
        return None if source_id in self._stale else self._seen.get(source_id)

    def fill(self, found: Mapping[str, tuple[Found, ...]]) -> None:
        """Take note of what was found."""
        self._seen.update(found)

    def forget(self, source_id: str) -> None:
        """Take note that a document has been written since, or is being written."""
        self._stale.add(source_id)


class Living:
    """The batches that are under way: what one of them writes, none of the others knows rightly any more."""

    def __init__(self) -> None:
        self._batches: WeakSet[Prepared] = WeakSet()
        self._lock = threading.Lock()

    def begin(self) -> Prepared:
        """Return a new batch's look-ups, empty; known here before the first look-up is made."""
        prepared = Prepared()
        with self._lock:
            self._batches.add(prepared)
        return prepared

    def forget(self, source_ids: Iterable[str]) -> None:
        """Make every batch look these up anew."""
        with self._lock:
            batches = list(self._batches)
        for prepared in batches:
            for source_id in source_ids:
                prepared.forget(source_id)
