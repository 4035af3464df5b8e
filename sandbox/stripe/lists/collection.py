"""The objects of one kind: rendered text in order of creation, with the properties that lists filter by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sandbox.stripe.api.packing import unpack
from sandbox.stripe.api.rendering import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sandbox.stripe.kinds import Facets

Key = tuple[int, int]
Place = tuple[Key, str]
Mark = tuple[str, int] | tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One object at rest.

    Attributes:
        id: Stripe's id.
        kind: Stripe's name of its type.
        key: Creation time (epoch seconds) and place among those of the same second.
        facets: The properties that lists filter by; empty for a stub.
        packed: The rendered object.
        deleted: Whether it is Stripe's stub of a deleted object, which lists leave out.
        marks: Events that are worked out from it; see `sandbox.stripe.events.marks`.
        first: The packed text from before the first change, where events have to remember it.
    """

    id: str
    kind: str
    key: Key
    facets: Facets
    packed: bytes
    deleted: bool = False
    marks: tuple[Mark, ...] = ()
    first: bytes | None = None

    @property
    def text(self) -> bytes:
        """The object as JSON at the margin."""
        return unpack(self.packed, self.kind)

    @property
    def original(self) -> bytes:
        """The object as it was loaded."""
        return unpack(self.first or self.packed, self.kind)

    @property
    def body(self) -> dict[str, Any]:
        """The object as a dictionary of its own."""
        return read(self.text)


class Collection:
    """Entries by id and by age. Not locked: its store is."""

    NOT_KEPT: ClassVar[frozenset[str]] = frozenset({"_found_by"})

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._keys: list[Place] = []
        # By place of the facet and by its value; made when a facet is first asked for.
        self._found_by: dict[int, dict[Any, list[Place]]] = {}
        # The ids that were put since it was last emptied; None while nobody writes them down.
        self.changed: set[str] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Entries, oldest first."""
        return (self._entries[identifier] for _, identifier in self._keys)

    def restored(self) -> None:
        """Forget what was worked out from entries that were replaced underneath."""
        self._found_by = {}

    def get(self, identifier: str) -> Entry | None:
        """An entry, the stub of a deleted one included."""
        return self._entries.get(identifier)

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of the same id."""
        known = self._entries.get(entry.id)
        place = (entry.key, entry.id)
        if self.changed is not None:
            self.changed.add(entry.id)
        if known is not None and known.key != entry.key:
            del self._keys[bisect_left(self._keys, (known.key, known.id))]
        if known is None or known.key != entry.key:
            _insert(self._keys, place)
        self._entries[entry.id] = entry
        for facet, index in self._found_by.items():
            if known is not None and known.facets:
                places = index[known.facets[facet]]
                del places[bisect_left(places, (known.key, known.id))]
            if entry.facets:
                _insert(index.setdefault(entry.facets[facet], []), place)

    def having(self, facet: int, value: object) -> Sequence[Place]:
        """The places of the entries whose facet at this place is this value, oldest first."""
        index = self._found_by.get(facet)
        if index is None:
            index = {}
            for place in self._keys:
                facets = self._entries[place[1]].facets
                if facets:
                    index.setdefault(facets[facet], []).append(place)
            self._found_by[facet] = index
        return index.get(value, ())

    def at(self, places: Sequence[Place]) -> Iterator[Entry]:
        """The entries at these places."""
        return (self._entries[identifier] for _, identifier in places)

    def newest_first(
        self,
        wanted: Callable[[Entry], bool],
        *,
        among: Sequence[Place] | None,
        since: int | None,
        until: int | None,
        after: Key | None,
    ) -> Iterator[Entry]:
        """Entries created from `since` to `until` inclusive, newest first; only those older than the key `after`.

        `among` are the only places to look at, if given.
        """
        places = self._keys if among is None else among
        low, high = _span(places, since, until)
        if after is not None:
            high = min(high, bisect_left(places, (after, "")))
        for index in range(high - 1, low - 1, -1):
            entry = self._entries[places[index][1]]
            if not entry.deleted and wanted(entry):
                yield entry

    def oldest_first(
        self,
        wanted: Callable[[Entry], bool],
        *,
        among: Sequence[Place] | None,
        since: int | None,
        until: int | None,
        before: Key,
    ) -> Iterator[Entry]:
        """Entries newer than the key `before`, the closest to it first."""
        places = self._keys if among is None else among
        low, high = _span(places, since, until)
        low = max(low, bisect_right(places, (before, "\x7f")))
        for index in range(low, high):
            entry = self._entries[places[index][1]]
            if not entry.deleted and wanted(entry):
                yield entry


def _insert(places: list[Place], place: Place) -> None:
    if places and place < places[-1]:
        insort(places, place)
    else:
        places.append(place)


def _span(places: Sequence[Place], since: int | None, until: int | None) -> tuple[int, int]:
    low = 0 if since is None else bisect_left(places, ((since, -1), ""))
    high = len(places) if until is None else bisect_left(places, ((until + 1, -1), ""))
    return low, high
