"""The retry list in STATE: failed documents do not hold the bookmark back; their ids wait here for the next run.

A list, because Meltano merges dictionaries in state and would never forget a key.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from target_economic.outcomes import Outcome

Entry = dict[str, Any]


@dataclass(slots=True)
class _Stream:
    waiting: dict[str, Entry] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    failed_now: set[str] = field(default_factory=set)


class RetryList:
    """Ids per tap stream that must be read again, with why and since when.

    The tap carries the list of the run before unchanged through every STATE; what this run learned is laid over it.
    """

    def __init__(self) -> None:
        self._streams: dict[str, _Stream] = {}

    def attempts(self, stream: str, source_id: str) -> int:
        """Return how many runs have tried this id, this one included."""
        known = self._stream(stream)
        entry = known.waiting.get(source_id)
        before = int(entry["attempts"]) if entry else 0
        return before if source_id in known.failed_now else before + 1

    def learn(self, state: Mapping[str, Any]) -> None:
        """Take over the entries of a STATE that came from the tap."""
        for name, bookmark in state.get("bookmarks", {}).items():
            stream = self._stream(name)
            for entry in bookmark.get("retry", []) if isinstance(bookmark, dict) else []:
                if entry["id"] not in stream.settled:
                    stream.waiting.setdefault(entry["id"], dict(entry))

    def note(self, stream: str, outcome: Outcome) -> None:
        """Put a failed document on the list, or take a good one off it."""
        known = self._stream(stream)
        waited = known.waiting.pop(outcome.id, None)
        if not outcome.good:
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            known.waiting[outcome.id] = {
                "id": outcome.id,
                "code": str(outcome.code),
                "attempts": outcome.attempts,
                "first_failed_at": waited["first_failed_at"] if waited else now,
            }
            known.failed_now.add(outcome.id)
            known.settled.discard(outcome.id)
        elif waited:
            known.settled.add(outcome.id)

    def applied(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return a STATE with the lists as they now are."""
        result = copy.deepcopy(dict(state))
        bookmarks = result.setdefault("bookmarks", {})
        for name, stream in self._streams.items():
            if stream.waiting or "retry" in bookmarks.get(name, {}):
                bookmarks.setdefault(name, {})["retry"] = list(stream.waiting.values())
        return result

    def _stream(self, name: str) -> _Stream:
        return self._streams.setdefault(name, _Stream())
