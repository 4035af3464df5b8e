"""The retry list in STATE: failed documents do not hold the bookmark back; their ids wait here for the next run.

A list, because Meltano merges dictionaries in state and would never forget a key.
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from target_economic.errors import RunError
from target_economic.outcomes.outcomes import Code, Outcome

Entry = dict[str, Any]


@dataclass(slots=True)
class _Stream:
    waiting: dict[str, Entry] = field(default_factory=dict)
    # Good before the list of the run before was known; afterwards only those that were on it count.
    settled: set[str] = field(default_factory=set)
    failed_now: set[str] = field(default_factory=set)
    known: bool = False


class RetryList:
    """Ids per tap stream that must be read again, with why and since when; used by several threads.

    The tap carries the list of the run before unchanged through every STATE; what this run learned is laid over it.
    It grows with what fails, never with what is good.
    """

    def __init__(self) -> None:
        self._streams: dict[str, _Stream] = {}
        self._learned = False
        self._lock = threading.Lock()

    def attempts(self, stream: str, source_id: str) -> int:
        """Return how many runs have tried this id, this one included."""
        with self._lock:
            known = self._stream(stream)
            entry = known.waiting.get(source_id)
            before = int(entry["attempts"]) if entry else 0
            return before if source_id in known.failed_now else before + 1

    def code(self, stream: str, source_id: str) -> str | None:
        """Return why an id waits, or None when it does not."""
        with self._lock:
            entry = self._stream(stream).waiting.get(source_id)
            return str(entry["code"]) if entry else None

    def learn(self, state: Mapping[str, Any]) -> None:
        """Take over the entries of a STATE that came from the tap.

        Raises:
            RunError: the STATE does not hold what a STATE holds.
        """
        lists = list(_entries(state))
        with self._lock:
            for name, entries in lists:
                stream = self._stream(name)
                for entry in entries:
                    _take_over(stream, entry)
                stream.settled &= {entry["id"] for entry in entries}
                stream.known = True
            # A STATE is whole: what has no bookmark in it has no list either.
            for name in self._streams.keys() - {name for name, _ in lists}:
                self._streams[name].settled.clear()
                self._streams[name].known = True
            self._learned = True

    def note(self, stream: str, outcome: Outcome, account: str | None = None) -> Entry | None:
        """Put a failed document on the list, or take a good one off it; what Stripe no longer has is let go.

        Returns:
            the entry with which it waited until now, if it did.
        """
        with self._lock:
            known = self._stream(stream)
            waited = known.waiting.pop(outcome.id, None)
            if outcome.good or outcome.code == Code.NOT_FOUND_IN_STRIPE:
                known.failed_now.discard(outcome.id)
                if waited or not known.known:
                    known.settled.add(outcome.id)
            else:
                self._put(known, outcome.id, str(outcome.code), outcome.attempts, waited, account)
            return waited

    def put_back(self, stream: str, outcome: Outcome, code: Code, waited: Entry | None, account: str | None) -> None:
        """Put a document whose outcome was good on the list, because something after it is left to do."""
        with self._lock:
            known = self._stream(stream)
            self._put(known, outcome.id, str(code), outcome.attempts, known.waiting.pop(outcome.id, waited), account)

    def applied(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return a STATE with the lists as they now are; what it does not change is shared with the STATE given."""
        with self._lock:
            bookmarks = {name: dict(bookmark) for name, bookmark in state.get("bookmarks", {}).items()}
            for name, stream in self._streams.items():
                if stream.waiting or "retry" in bookmarks.get(name, {}):
                    bookmarks.setdefault(name, {})["retry"] = list(stream.waiting.values())
            return {**state, "bookmarks": bookmarks} if bookmarks or "bookmarks" in state else dict(state)

    @staticmethod
    def _put(  # noqa: PLR0913, PLR0917 - the fields of one entry
        known: _Stream, source_id: str, code: str, attempts: int, waited: Entry | None, account: str | None
    ) -> None:
        known.failed_now.add(source_id)
        known.settled.discard(source_id)
        entry = {
            "id": source_id,
            "code": code,
            "attempts": attempts,
            "first_failed_at": waited["first_failed_at"] if waited else _now(),
        }
        of = account or (waited or {}).get("account")
        known.waiting[source_id] = {**entry, "account": of} if of else entry

    def _stream(self, name: str) -> _Stream:
        return self._streams.setdefault(name, _Stream(known=self._learned))


def _take_over(stream: _Stream, entry: Entry) -> None:
    source_id = entry["id"]
    if source_id in stream.settled:
        return
    before = {"attempts": 0, "first_failed_at": _now(), "code": str(Code.SOURCE_FAILED), **entry}
    now = stream.waiting.get(source_id)
    if now is None:
        stream.waiting[source_id] = before
    elif not stream.known:  # it failed before the list of the run before was known
        now["attempts"] += before["attempts"]
        now["first_failed_at"] = before["first_failed_at"]


def _entries(state: Mapping[str, Any]) -> Iterator[tuple[str, list[Entry]]]:
    bookmarks = state.get("bookmarks", {}) if isinstance(state, Mapping) else None
    if not isinstance(bookmarks, Mapping):
        raise _unreadable("its bookmarks are not an object")
    for name, bookmark in bookmarks.items():
        entries = bookmark.get("retry", []) if isinstance(bookmark, Mapping) else None
        if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
            raise _unreadable(f"the bookmark of {name} is not an object with a list of ids to retry")
        yield name, entries


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str) and isinstance(entry.get("attempts", 0), int)


def _unreadable(why: str) -> RunError:
    return RunError("state_unreadable", f"The STATE cannot be used: {why}.", "Repair or clear it: `meltano state`.")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
