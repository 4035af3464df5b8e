"""The objects of one kind: rendered text in order of creation, with the properties that lists filter by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.stripe.api.packing import unpack
from sandbox.stripe.api.rendering import read

Key = tuple[int, int]
Facets = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One object at rest.

    Attributes:
        id: Stripe's id.
        kind: Stripe's name of its type.
        key: Creation time (epoch seconds) and place among those of the same second.
        facets: The properties that lists filter by.
        packed: The rendered object.
        deleted: Whether it is Stripe's stub of a deleted object, which lists leave out.
        marks: Events in its life: type and epoch seconds.
        first: The packed text from before the first change, where events have to remember it.
    """

    id: str
    kind: str
    key: Key
    facets: Facets
    packed: bytes
    deleted: bool = False
    marks: tuple[tuple[str, int], ...] = ()
    first: bytes | None = None

    @property
    def text(self) -> bytes:
        """The object as JSON at the margin."""
        return unpack(self.packed)

    @property
    def original(self) -> bytes:
        """The object as it was loaded."""
        return unpack(self.first or self.packed)

    @property
    def body(self) -> dict[str, Any]:
        """The object as a dictionary of its own."""
        return read(self.text)


class Collection:
    """Entries by id and by age. Not locked: its store is."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._keys: list[tuple[Key, str]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Entries, oldest first."""
        return (self._entries[identifier] for _, identifier in self._keys)

    def get(self, identifier: str) -> Entry | None:
        """An entry, the stub of a deleted one included."""
        return self._entries.get(identifier)

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of the same id."""
        known = self._entries.get(entry.id)
        place = (entry.key, entry.id)
        if known is not None and known.key != entry.key:
            del self._keys[bisect_left(self._keys, (known.key, known.id))]
        if known is None or known.key != entry.key:
            if self._keys and place < self._keys[-1]:
                insort(self._keys, place)
            else:
                self._keys.append(place)
        self._entries[entry.id] = entry

    def newest_first(
        self, wanted: Callable[[Entry], bool], *, since: int | None, until: int | None, after: Key | None
    ) -> Iterator[Entry]:
        """Entries created from `since` to `until` inclusive, newest first; only those older than the key `after`."""
        low, high = self._span(since, until)
        if after is not None:
            high = min(high, bisect_left(self._keys, (after, "")))
        for index in range(high - 1, low - 1, -1):
            entry = self._entries[self._keys[index][1]]
            if not entry.deleted and wanted(entry):
                yield entry

    def oldest_first(
        self, wanted: Callable[[Entry], bool], *, since: int | None, until: int | None, before: Key
    ) -> Iterator[Entry]:
        """Entries newer than the key `before`, the closest to it first."""
        low, high = self._span(since, until)
        low = max(low, bisect_right(self._keys, (before, "\x7f")))
        for index in range(low, high):
            entry = self._entries[self._keys[index][1]]
            if not entry.deleted and wanted(entry):
                yield entry

    def _span(self, since: int | None, until: int | None) -> tuple[int, int]:
        low = 0 if since is None else bisect_left(self._keys, ((since, -1), ""))
        high = len(self._keys) if until is None else bisect_left(self._keys, ((until + 1, -1), ""))
        return low, high
