"""The account's events: one for each thing that happened to an object; Stripe lists those of the last 30 days.

Events of the past are not stored but worked out from the object, whose later properties are wound back; those of
changes made through the API are kept as they were.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.packing import pack_all, unpack_all
from sandbox.stripe.api.rendering import read, render
from sandbox.stripe.events.types import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sandbox.stripe.lists.collection import Entry

JsonObject = dict[str, Any]
Order = tuple[int, int, int, int, int]

RETENTION = 30 * 86_400
"""Seconds for which events can be listed and retrieved (SDK documentation of the events service)."""

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# After everything of the same second that was worked out.
_LATER = 1 << 62


@dataclass(frozen=True, slots=True)
class Event:
    """One event: when, its place in that second, its type and object.

    Attributes:
        packed: The event's `data`, where it was kept; None where it is worked out.
        version: The API version in force when it was made; None where the account's own history of versions tells.
        twin: Counts the copies of an event that Stripe sent more than once.
    """

    created: int
    place: tuple[int, int, int]
    what: str
    kind: str
    object_id: str
    packed: bytes | None = None
    version: str | None = None
    twin: int = 0

    @property
    def id(self) -> str:
        """An id that is the same whenever the event is worked out."""
        named = f"{self.what}:{self.object_id}:{self.place}:{self.twin}"
        number, text = int.from_bytes(blake2b(named.encode(), digest_size=18).digest()), ""
        while len(text) < 23:  # noqa: PLR2004 - the length of Stripe's event ids
            number, rest = divmod(number, len(_BASE36))
            text += _BASE36[rest]
        return f"evt_1{text}"

    @property
    def data(self) -> JsonObject | None:
        """The event's data, where it was kept."""
        return None if self.packed is None else read(unpack_all(self.packed)[0])

    def order(self) -> Order:
        """Oldest first."""
        return (self.created, *self.place, self.twin)

    def again(self, twin: int) -> Event:
        """The same once more, under another id."""
        return replace(self, twin=twin)


class History:
    """Events in order, oldest first, from a moment on; found by id once somebody asks for one."""

    def __init__(self, events: Iterable[Event], floor: int) -> None:
        self.floor = floor
        self.events = sorted(events, key=Event.order)
        self._named: dict[str, Event] | None = None

    def add(self, event: Event) -> None:
        """Put in an event that has just been made, or loaded."""
        if event.created < self.floor:
            return
        insort(self.events, event, key=Event.order)
        if self._named is not None:
            self._named[event.id] = event

    def since(self, moment: int) -> int:
        """The place of the first event at or after a moment."""
        return bisect_left(self.events, moment, key=lambda event: event.created)

    def until(self, moment: int) -> int:
        """The place after the last event at or before a moment."""
        return bisect_right(self.events, moment, key=lambda event: event.created)

    def place(self, identifier: str) -> int | None:
        """The place of an event."""
        if self._named is None:
            self._named = {event.id: event for event in self.events}
        event = self._named.get(identifier)
        return None if event is None else bisect_left(self.events, event.order(), key=Event.order)


def derived(entry: Entry, floor: int) -> Iterator[Event]:
    """The events that an object's marks tell of, from a moment on."""
    for number, mark in enumerate(entry.marks):
        if mark[1] < floor:
            continue
        kind, identifier = mark[2:] or (entry.kind, entry.id)
        yield Event(mark[1], (*entry.key, number), mark[0], kind, identifier)


def former(body: Mapping[str, Any], values: Mapping[str, Any]) -> JsonObject:
    """What those of the values that change were, as `previous_attributes` tell it: of metadata only the keys that do.

    A key that is new was null.
    """
    before = {name: body.get(name) for name in values if body.get(name) != values[name]}
    if "metadata" in before:
        old, new = before["metadata"] or {}, values["metadata"] or {}
        before["metadata"] = {key: old.get(key) for key in {**old, **new} if old.get(key) != new.get(key)}
    return before


def recorded(
    what: str, when: tuple[int, int], body: Mapping[str, Any], before: Mapping[str, Any], version: str
) -> Event:
    """An event of a change made through the API, by time and number; `before` holds what properties were."""
    created, number = when
    data: JsonObject = {"object": dict(body)}
    if before:
        data["previous_attributes"] = dict(before)
    packed = pack_all([render(data)])
    return Event(created, (created, _LATER, number), what, kind_of(what), body["id"], packed, version)
