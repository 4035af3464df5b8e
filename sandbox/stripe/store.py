"""What the sandbox's Stripe account holds, in memory.

Objects go in and come out as plain dictionaries in Stripe's shapes; inside they are kept as text, so that nobody
holds a piece of the store by accident. All methods may be called from any thread.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.stripe.api.packing import pack, pack_all, unpack_all
from sandbox.stripe.api.rendering import render
from sandbox.stripe.events.history import RETENTION, History, former, recorded
from sandbox.stripe.events.log import EventLog
from sandbox.stripe.events.marks import marks_of
from sandbox.stripe.events.types import deleted, matches, updated
from sandbox.stripe.kinds import KINDS, facets_of, named, newest_time, place
from sandbox.stripe.lists.collection import Collection, Entry, Key
from sandbox.stripe.lists.embedding import cut, further, is_cut, lines_missing
from sandbox.stripe.settings import Settings
from sandbox.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

JsonObject = dict[str, Any]


class Store(Settings):
    """One Stripe account: its objects by kind and id, its events, its settings, and the accounts connected to it.

    Attributes:
        accounts: The connected accounts by id; see `connect`.
        connected: Whether this is one of them.
        actions: Plain data that the actions keep from one to the next.
        revision: Counts the changes, so that what was worked out from the store can be told to be out of date.
    """

    def __init__(self, account_id: str | None = None, *, livemode: bool = False, newest: int = 0) -> None:
        super().__init__(*([account_id] if account_id else []), livemode=livemode, newest=newest)
        self._lock = threading.RLock()
        self._serial = 0
        self._kinds: dict[str, Collection] = {kind: Collection() for kind in KINDS}
        self._lines: Table[str, bytes] = Table()
        self._log = EventLog()
        self.revision = 0
        self.accounts: dict[str, Store] = {}
        self.connected = False
        self.actions: JsonObject = {}
        self._other_mode: Store | None = None

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

    def connect(self, account_id: str) -> Store:
        """The connected account of this id, made empty where there is none; `Stripe-Account` reaches it."""
        with self._lock:
            if account_id not in self.accounts:
                made = self.accounts[account_id] = self._beside(account_id)
                made.livemode, made.connected = self.livemode, True
            return self.accounts[account_id]

    def in_mode(self, *, live: bool) -> Store:
        """What a live or a test key sees: this account, or the empty one of the other mode."""
        if live == self.livemode:
            return self
        with self._lock:
            if self._other_mode is None:
                self._other_mode = self._beside(self.account_id)
                self._other_mode.connected = self.connected
            self._other_mode.livemode = live
            return self._other_mode

    def _beside(self, account_id: str) -> Store:
        """An empty account in the same present."""
        made = Store(account_id, newest=self._newest)
        made.clock = self._clock
        return made

    def _tell(self, clock: int | None) -> None:
        with self._lock:
            others = [*self.accounts.values(), *([self._other_mode] if self._other_mode else [])]
        for other in others:
            with other.lock:
                other.clock = clock

    def put(self, item: Mapping[str, Any]) -> None:
        """Add an object, or replace the one of the same id; its events are worked out from its own properties.

        An invoice comes with all its lines in `lines.data`; the store cuts them at 10 as Stripe does. One whose
        `lines.has_more` says that lines are missing, as `find` gives it, keeps the lines that were put before. The
        same goes for a credit note. A payout may name what it pays out under `_balance_transactions`.

        Raises:
            SandboxError: `unknown_object`; `lines_missing` for an invoice whose further lines were never put.
        """
        kind, identifier = named(item)
        with self._lock:
            self._put(kind, identifier, item)

    def add(self, item: Mapping[str, Any], *events: str) -> None:
        """Add an object that comes into being now, leaving exactly these events: none is worked out of it later.

        Raises:
            SandboxError: As `put`.
        """
        kind, identifier = named(item)
        with self._lock:
            self._put(kind, identifier, item, marked=False)
            for what in events:
                self.record(what, kind, identifier)

    def find(self, kind: str, identifier: str) -> JsonObject | None:
        """An object as it is served unexpanded; `{id, object, deleted}` where it was deleted, None where unknown."""
        entry = self.entry(kind, identifier)
        return None if entry is None else entry.body

    def all(self, kind: str) -> Iterator[JsonObject]:
        """The objects of a kind, oldest first, deleted ones left out."""
        with self._lock:
            entries = [entry for entry in self._kinds[kind] if not entry.deleted]
        return (entry.body for entry in entries)

    def having(self, kind: str, facet: str, value: object) -> list[Entry]:
        """The objects of a kind with this value of a facet, oldest first, deleted ones left out."""
        with self._lock:
            collection = self._kinds[kind]
            return [e for e in collection.at(collection.having(place(kind, facet), value)) if not e.deleted]

    def lines(self, identifier: str, kind: str = "invoice") -> list[bytes]:
        """All lines of an invoice or a credit note, rendered."""
        with self._lock:
            packed, entry = self._lines.get(identifier), self._kinds[kind].get(identifier)
        if packed is not None:
            return unpack_all(packed)
        return [render(line) for line in entry.body["lines"]["data"]] if entry and not entry.deleted else []

    def delete(self, kind: str, identifier: str) -> None:
        """Delete an object: it leaves the lists and answers as Stripe's stub from now on."""
        with self._lock:
            entry = self._existing("Deleting", kind, identifier)
            stub = pack(render({"id": identifier, "object": kind, "deleted": True}), kind)
            first = entry.first or entry.packed
            self._kinds[kind].put(
                Entry(identifier, kind, entry.key, (), stub, deleted=True, marks=entry.marks, first=first)
            )
            self._record(deleted(kind), entry.body, {})

    def change(self, kind: str, identifier: str, values: Mapping[str, Any], *events: str) -> JsonObject:
        """Change properties of an object as a POST does; the object as it is now.

        It leaves the events named, or an `.updated` one where none is, and none where nothing changes.
        """
        with self._lock:
            entry = self._existing("Changing", kind, identifier)
            body = entry.body
            before = former(body, values)
            if before:
                body.update(values)
                first = entry.first or entry.packed if entry.marks else None
                packed, facets = pack(render(body), kind), facets_of(kind, body)
                self._kinds[kind].put(
                    Entry(identifier, kind, entry.key, facets, packed, marks=entry.marks, first=first)
                )
                self.revision += 1
                for what in events or updated(kind):
                    self._record(what, body, before)
            return body

    def record(self, what: str, kind: str, identifier: str, before: Mapping[str, Any] | None = None) -> None:
        """Leave an event about an object as it is now; `before` holds what changed properties were."""
        with self._lock:
            self._record(what, self._existing(f"Recording {what} of", kind, identifier).body, before or {})

    def pay_out(self, payout: str, transactions: Iterable[str]) -> None:
        """Note which balance transactions were paid out with a payout: they do not name it themselves."""
        with self._lock:
            self.revision += 1
            self.paid_out[payout] = (*self.paid_out.get(payout, ()), *transactions)

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
        """What happened from 30 days ago on, in order; see `lost`."""
        with self._lock:
            return self._log.history(self._kinds, self.clock)

    @property
    def lost(self) -> set[str]:
        """Ids of the events that Stripe failed to make: they are neither listed nor found."""
        return self._log.lost

    def lose_events(self, what: str = "*", object_id: str | None = None) -> int:
        """Lose the events so far of a type, or pattern such as `invoice.*`, about one object or all; how many."""
        with self._lock:
            history, now = self.history(), self.clock
            chosen = [
                event.id
                for event in history.events[history.since(now - RETENTION) : history.until(now)]
                if matches(event.what, [what]) and object_id in {None, event.object_id}
            ]
            self.lost.update(chosen)
            return len(chosen)

    def duplicate_event(self, identifier: str) -> str:
        """Make a second event of one of the last 30 days, as Stripe at times does; the id of the copy.

        Raises:
            SandboxError: `unknown_object` where there is no such event.
        """
        with self._lock:
            history = self.history()
            at = history.place(identifier)
            if at is None:
                raise SandboxError("unknown_object", f"Duplicating event {identifier}: there is none of that id.")
            copy = history.events[at].again(len(self._log.recorded) + 1)
            self._log.add(copy)
            return copy.id

    def _record(self, what: str, body: JsonObject, before: Mapping[str, Any]) -> None:
        self.revision += 1
        number, version = len(self._log.recorded), self.account_version
        self._log.add(recorded(what, (self.clock, number), body, before, version))

    def _existing(self, doing: str, kind: str, identifier: str) -> Entry:
        entry = self._kinds[kind].get(identifier)
        if entry is None or entry.deleted:
            raise SandboxError("unknown_object", f"{doing} {kind} {identifier}: the sandbox has no such object.")
        return entry

    def _put(self, kind: str, identifier: str, item: Mapping[str, Any], *, marked: bool = True) -> None:
        known = self._kinds[kind].get(identifier)
        created = item.get("created", item.get("date", known.key[0] if known else 0))
        if known and known.key[0] == created:
            key: Key = known.key
        else:
            key = (created, self._serial)
            self._serial += 1
        body = dict(item)
        if kind == "payout":
            told = body.pop("_balance_transactions", None)
            if told is not None:
                self.paid_out[identifier] = tuple(told)
        gone = body.get("deleted") is True
        if kind in {"invoice", "credit_note"} and not gone:
            body["lines"] = self._embed(identifier, body)
        kept = known if known and not marked else None
        marks = marks_of(kind, body) if marked and not gone else ()
        entry = Entry(
            identifier,
            kind,
            key,
            () if gone else facets_of(kind, body),
            pack(render(body), kind),
            deleted=gone,
            marks=kept.marks if kept else marks,
            first=(kept.first or kept.packed) if kept and kept.marks else None,
        )
        self._kinds[kind].put(entry)
        self._log.loaded(entry, known)
        self._newest = max(self._newest, newest_time(kind, body))
        self.revision += 1

    def _embed(self, identifier: str, body: JsonObject) -> JsonObject:
        more = further(body)
        if more is not None:
            self._lines[identifier] = pack_all([render(line) for line in more])
        elif not is_cut(body):
            self._lines.pop(identifier, None)
        elif identifier not in self._lines:
            raise lines_missing(body)
        return cut(body)
