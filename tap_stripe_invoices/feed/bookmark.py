"""How far a stream has been read: its place in STATE, and which objects are still due.

A bookmark makes one promise: every object with `created` before `replication_key_value` (and, for invoices, within
`rescan_days` before it) that was there to be read before `read_at` has been emitted. Both only move when a record has
been written, so whatever stops a run, the promise in the last STATE holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import ObjectError, StateError
from tap_stripe_invoices.records.dates import to_seconds, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Stripe's lists may lag behind its writes for a moment, and its clock counts whole seconds: the newest ten minutes
# are always read again. Other extractors settled on this look-back after losing rows.
OVERLAP = 600

_DAY = 86_400

_MOMENTS = ("replication_key_value", "read_at")


class Bookmark:
    """The place of one stream in STATE, read once at the start and moved as records are written.

    Times are epoch seconds UTC inside, ISO-8601 text in STATE. The retry list belongs to whoever writes the records
    down; it is read here and never changed.

    Args:
        stream: The stream's name, for messages.
        state: The stream's own dictionary inside STATE; changed in place.

    Raises:
        StateError: it is no dictionary, or does not hold what a bookmark holds.
    """

    def __init__(self, stream: str, state: dict[str, Any]) -> None:
        self._stream = stream
        if not isinstance(state, dict):
            raise self._unreadable("entry under bookmarks is not an object")
        self._state = state
        self._created = self._moment("replication_key_value")
        self._read_at = self._moment("read_at")
        self.retry_ids = self._retry_ids()

    def check_clock(self, now: int) -> None:
        """Refuse a bookmark that lies in the future, where it would pass over all that is created before it.

        The bookmarks written here stay behind Stripe's clock; a day is left for one that was set by hand.

        Args:
            now: Stripe's clock, in epoch seconds.

        Raises:
            StateError: a time in the bookmark is more than a day later than `now`.
        """
        for key in _MOMENTS:
            moment = self._moment(key)
            if moment is not None and moment > now + _DAY:
                raise self._unreadable(
                    f"{key} {to_text(moment)} lies in the future, Stripe's clock says {to_text(now)}"
                )

    def start(self, *, earliest: int, rescan_days: int) -> int:
        """The first second of `created` to read in this run.

        Args:
            earliest: What the settings allow at most (`start_date`).
            rescan_days: How far to look back from the bookmark for objects that became due late.
        """
        if self._created is None:
            return earliest
        return max(earliest, self._created - rescan_days * _DAY)

    def is_due(self, created: int, became_due: int | None) -> bool:
        """Whether an object has to be emitted in this run.

        Args:
            created: The object's own `created`.
            became_due: When it came to belong to the stream (an invoice's `paid_at`); None when unknown.
        """
        if self._created is None or created >= self._created or became_due is None:
            return True
        return self._read_at is None or became_due >= self._read_at - OVERLAP

    def emitted(self, created: int, began: int) -> None:
        """Move past a record that has been written.

        Records come in ascending order of `created`, so everything before this one has been emitted; its own second
        may hold more, and is read again by the next run.

        Args:
            created: The record's `created`.
            began: The server's time when this run began to read the stream.
        """
        if self._created is not None and created < self._created:
            return
        self._created = max(self._created or 0, min(created, began - OVERLAP))
        self._state["replication_key"] = "created"
        self._state["replication_key_value"] = to_text(self._created)
        self.completed(began)

    def completed(self, began: int) -> None:
        """Note that all that was due before the bookmark has been read at `began` or later."""
        self._state["read_at"] = to_text(began)

    def _moment(self, key: str) -> int | None:
        value = self._state.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return to_seconds(value)
            except (ValueError, OverflowError) as error:
                raise self._unreadable(f"{key} is not a date-time such as 2026-11-20T08:00:00Z") from error
        if isinstance(value, int) and not isinstance(value, bool):
            try:
                to_text(value)
            except ObjectError as error:
                raise self._unreadable(f"{key} is not a time that a calendar knows") from error
            return value
        raise self._unreadable(f"{key} is not text")

    def _retry_ids(self) -> tuple[str, ...]:
        entries = self._state.get("retry") or []
        if not isinstance(entries, list):
            raise self._unreadable("retry is not a list")
        found: dict[str, None] = {}
        for entry in entries:
            if not _names_an_id(entry):
                raise self._unreadable("retry has an entry without an id")
            found[entry["id"]] = None
        return tuple(found)

    def _unreadable(self, trouble: str) -> StateError:
        return unreadable(f"of stream {self._stream} cannot be used: its {trouble}")


def unreadable(trouble: str) -> StateError:
    """The error that says what is wrong with a STATE, and what to do about it."""
    return StateError(
        "state_unreadable",
        f"The STATE {trouble}.",
        "See it with `meltano state get`, repair it with `meltano state set`, or clear it to read everything.",
    )


def check_state(state: object, streams: Iterable[str]) -> None:
    """Check a whole STATE before anything is read.

    Args:
        state: What was handed in.
        streams: The streams whose bookmarks must be readable; those of others are only told from garbage.

    Raises:
        StateError: the STATE, or a bookmark in it, does not hold what it should.
    """
    if not isinstance(state, dict):
        raise unreadable("is not an object")
    bookmarks = state.get("bookmarks", {})
    if not isinstance(bookmarks, dict):
        raise unreadable("cannot be used: its bookmarks are not an object, with an entry for each stream")
    known = set(streams)
    for stream, own in bookmarks.items():
        Bookmark(stream, own if stream in known or not isinstance(own, dict) else {})


def _names_an_id(entry: Mapping[str, Any] | object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str) and bool(entry["id"])
