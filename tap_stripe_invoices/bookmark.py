"""How far a stream has been read: its place in STATE, and which objects are still due.

A bookmark makes one promise: every object with `created` before `replication_key_value` (and, for invoices, within
`rescan_days` before it) that was there to be read before `read_at` has been emitted. Both only move when a record has
been written, so whatever stops a run, the promise in the last STATE holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.dates import to_seconds, to_text
from tap_stripe_invoices.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Stripe's lists may lag behind its writes for a moment, and its clock counts whole seconds: the newest ten minutes
# are always read again. Other extractors settled on this look-back after losing rows.
OVERLAP = 600

_DAY = 86_400


class Bookmark:
    """The place of one stream in STATE, read once at the start and moved as records are written.

    Times are epoch seconds UTC inside, ISO-8601 text in STATE. The retry list belongs to whoever writes the records
    down; it is read here and never changed.

    Args:
        stream: The stream's name, for messages.
        state: The stream's own dictionary inside STATE; changed in place.

    Raises:
        StateError: the dictionary does not hold what a bookmark holds.
    """

    def __init__(self, stream: str, state: dict[str, Any]) -> None:
        self._stream = stream
        self._state = state
        self._created = self._moment("replication_key_value")
        self._read_at = self._moment("read_at")
        self.retry_ids = self._retry_ids()

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
            except ValueError as error:
                raise self._unreadable(key, "is not a date-time such as 2026-11-20T08:00:00Z") from error
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self._unreadable(key, "is not text")

    def _retry_ids(self) -> tuple[str, ...]:
        entries = self._state.get("retry") or []
        if not isinstance(entries, list):
            raise self._unreadable("retry", "is not a list")
        found: dict[str, None] = {}
        for entry in entries:
            if not _names_an_id(entry):
                raise self._unreadable("retry", "has an entry without an id")
            found[entry["id"]] = None
        return tuple(found)

    def _unreadable(self, key: str, trouble: str) -> StateError:
        return StateError(
            "state_unreadable",
            f"The STATE of stream {self._stream} cannot be used: its {key} {trouble}.",
            "See it with `meltano state get`, repair it with `meltano state set`, or clear it to read everything.",
        )


def _names_an_id(entry: Mapping[str, Any] | object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str) and bool(entry["id"])
