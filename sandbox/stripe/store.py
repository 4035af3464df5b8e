"""What the sandbox's Stripe account holds, in memory.

Objects go in and come out as plain dictionaries in Stripe's shapes; inside they are kept as text, so that nobody
holds a piece of the store by accident. All methods may be called from any thread.
"""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.stripe.api.packing import pack
from sandbox.stripe.api.rendering import render
from sandbox.stripe.events.history import Event, History, marks_of, recorded
from sandbox.stripe.kinds import EMBEDDED, KINDS, facets_of, newest_time
from sandbox.stripe.lists.collection import Collection, Entry, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

JsonObject = dict[str, Any]

_HOUR = 3_600


class Store:
    """Stripe objects by kind and id.

    Attributes:
        revision: Counts the changes, so that what was worked out from the store can be told to be out of date.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._serial = count()
        self._kinds: dict[str, Collection] = {kind: Collection() for kind in KINDS}
        self._lines: dict[str, tuple[bytes, ...]] = {}
        self._owned: dict[tuple[str, str], list[str]] = {}
        self._recorded: list[Event] = []
        self._history: tuple[tuple[int, int], History] | None = None
        self._newest = 0
        self._clock: int | None = None
        self.revision = 0

    @classmethod
    def load(cls, objects: Iterable[Mapping[str, Any]]) -> Store:
        """A store of these objects; they may come one at a time and are not kept.

        Raises:
            SandboxError: `unknown_object` for something that is no Stripe object known here.
        """
        store = cls()
        for item in objects:
            store.put(item)
        return store

    @property
    def clock(self) -> int:
        """The account's present in epoch seconds: unless set, one hour after the newest thing that happened in it."""
        return self._newest + _HOUR if self._clock is None else self._clock

    @clock.setter
    def clock(self, value: int | None) -> None:
        self._clock = value

    def put(self, item: Mapping[str, Any]) -> None:
        """Add an object, or replace the one of the same id, without leaving an event.

        An invoice comes with all its lines in `lines.data`; the store cuts them at 10 as Stripe does. One whose
        `lines.has_more` says that lines are missing, as `find` gives it, keeps the lines that were put before.

        Raises:
            SandboxError: `unknown_object`; `lines_missing` for an invoice whose further lines were never put.
        """
        kind, identifier = item.get("object"), item.get("id")
        if kind not in KINDS or not isinstance(identifier, str) or not identifier:
            raise SandboxError(
                "unknown_object",
                f"Loading a Stripe object: 'object' is {kind!r} and 'id' is {identifier!r}.",
                f"known objects are {', '.join(sorted(KINDS))}",
            )
        with self._lock:
            self._put(str(kind), identifier, item)

    def find(self, kind: str, identifier: str) -> JsonObject | None:
        """An object as it is served unexpanded; `{id, object, deleted}` where it was deleted, None where unknown."""
        entry = self.entry(kind, identifier)
        return None if entry is None else entry.body

    def all(self, kind: str) -> Iterator[JsonObject]:
        """The objects of a kind, oldest first, deleted ones left out."""
        with self._lock:
            entries = [entry for entry in self._kinds[kind] if not entry.deleted]
        return (entry.body for entry in entries)

    def lines(self, invoice: str) -> list[bytes]:
        """All lines of an invoice, rendered."""
        with self._lock:
            if invoice in self._lines:
                return list(self._lines[invoice])
            entry = self._kinds["invoice"].get(invoice)
        return [render(line) for line in entry.body["lines"]["data"]] if entry else []

    def owned(self, kind: str, owner: str) -> list[JsonObject]:
        """The tax ids of a customer, or the payments of an invoice."""
        with self._lock:
            entries = [self._kinds[kind].get(identifier) for identifier in self._owned.get((kind, owner), ())]
        return [entry.body for entry in entries if entry is not None and not entry.deleted]

    def delete(self, kind: str, identifier: str) -> None:
        """Delete an object: it leaves the lists and answers as Stripe's stub from now on."""
        with self._lock:
            entry = self._kinds[kind].get(identifier)
            if entry is None or entry.deleted:
                raise SandboxError("unknown_object", f"Deleting {kind} {identifier}: the sandbox has no such object.")
            stub = {"id": identifier, "object": kind, "deleted": True}
            first = entry.first or entry.packed
            gone = Entry(
                identifier, kind, entry.key, {}, pack(render(stub)), deleted=True, marks=entry.marks, first=first
            )
            self._kinds[kind].put(gone)
            self._record(f"{kind}.deleted", entry.body, {})

    def change(self, kind: str, identifier: str, values: Mapping[str, Any]) -> JsonObject:
        """Change properties of an object as a POST does, leaving an `.updated` event; the object as it is now."""
        with self._lock:
            entry = self._kinds[kind].get(identifier)
            if entry is None or entry.deleted:
                raise SandboxError("unknown_object", f"Changing {kind} {identifier}: the sandbox has no such object.")
            body = entry.body
            before = {name: body.get(name) for name in values if body.get(name) != values[name]}
            if before:
                body.update(values)
                first = entry.first or entry.packed
                facets = facets_of(kind, body)
                self._kinds[kind].put(
                    Entry(identifier, kind, entry.key, facets, pack(render(body)), marks=entry.marks, first=first)
                )
                self._record(f"{kind}.updated", body, before)
            return body

    def entry(self, kind: str, identifier: str) -> Entry | None:
        """An object at rest; for the server."""
        with self._lock:
            return self._kinds[kind].get(identifier)

    def collection(self, kind: str) -> Collection:
        """All objects of a kind at rest; for the server, under `lock`."""
        return self._kinds[kind]

    @property
    def lock(self) -> threading.RLock:
        """Held while a page is put together."""
        return self._lock

    def history(self) -> History:
        """Everything that happened up to the present of the account's clock."""
        with self._lock:
            state = (self.revision, self.clock)
            if self._history is None or self._history[0] != state:
                self._history = (state, History(self._all_events(self.clock)))
            return self._history[1]

    def _all_events(self, now: int) -> Iterator[Event]:
        for kind, collection in self._kinds.items():
            for entry in collection:
                for place, (what, created) in enumerate(entry.marks):
                    if created <= now:
                        yield Event(created, (*entry.key, place), what, kind, entry.id)
        yield from (event for event in self._recorded if event.created <= now)

    def _record(self, what: str, body: JsonObject, before: JsonObject) -> None:
        self.revision += 1
        self._recorded.append(recorded(what, self.clock, len(self._recorded), body, before))

    def _put(self, kind: str, identifier: str, item: Mapping[str, Any]) -> None:
        known = self._kinds[kind].get(identifier)
        created = item.get("created", known.key[0] if known else 0)
        key: Key = known.key if known and known.key[0] == created else (created, next(self._serial))
        body = dict(item)
        if kind == "invoice":
            body["lines"] = self._embed_lines(identifier, body)
        deleted = item.get("deleted") is True
        facets = {} if deleted else facets_of(kind, body)
        marks = () if deleted else marks_of(kind, body)
        self._kinds[kind].put(Entry(identifier, kind, key, facets, pack(render(body)), deleted=deleted, marks=marks))
        owner = facets.get("owner")
        if owner:
            owned = self._owned.setdefault((kind, owner), [])
            if identifier not in owned:
                owned.append(identifier)
        self._newest = max(self._newest, newest_time(kind, body))
        self.revision += 1

    def _embed_lines(self, invoice: str, body: JsonObject) -> JsonObject:
        lines = body["lines"]
        data = lines["data"]
        if not lines.get("has_more"):
            self._lines.pop(invoice, None)
            if len(data) > EMBEDDED:
                self._lines[invoice] = tuple(render(line) for line in data)
        elif invoice not in self._lines:
            raise SandboxError(
                "lines_missing",
                f"Loading invoice {invoice}: it holds only the first {len(data)} of its lines.",
                "put all of them into lines.data and set lines.has_more to false",
            )
        total = len(self._lines.get(invoice, data))
        return {
            "object": "list",
            "data": data[:EMBEDDED],
            "has_more": total > EMBEDDED,
            "total_count": total,
            "url": f"/v1/invoices/{invoice}/lines",
        }
