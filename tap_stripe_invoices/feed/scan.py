"""The passes over the stream's own list: complete sweeps, and the re-scan of its newest part.

A scan looks at every object on the list and emits those that became due, or changed, since the last complete scan
began; the first one emits all. It goes by `created`, oldest first, and notes how far it has got, so that one that was
stopped goes on where it stood.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.ascending import Feed
from tap_stripe_invoices.feed.clock import OVERLAP
from tap_stripe_invoices.feed.due import Batch
from tap_stripe_invoices.feed.place import RESCAN, SWEEP
from tap_stripe_invoices.records.dates import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.feed.ascending import Listing
    from tap_stripe_invoices.feed.place import ScanMarks
    from tap_stripe_invoices.feed.reading import Reading
    from tap_stripe_invoices.http.answers import JsonObject

_log = logging.getLogger(__name__)


class Scan:
    """One scan, new or under way.

    Args:
        reading: What the passes share.
        marks: Which marks are this scan's own.
        listing: The list to scan.
        start: The first `created` of a new scan.
        begins: Marks to set to the beginning of this scan where they are not set: from there on other passes read.
    """

    def __init__(
        self,
        reading: Reading,
        marks: ScanMarks,
        *,
        listing: Listing,
        start: int,
        begins: tuple[str, ...] = (),
    ) -> None:
        self._reading = reading
        self._marks = marks
        self._listing = listing
        self._start = start
        self._begins = begins
        self._since = reading.place.time(marks.done_at)

    def batches(self) -> Iterator[Batch]:
        """The objects that are due. The marks move behind what has been written."""
        place, clock, marks = self._reading.place, self._reading.clock, self._marks
        position = place.time(marks.position)
        feed = Feed(self._reading.client, self._listing, clock)
        looked = found = 0
        first = self._start if position is None else max(self._start, position)
        for objects in feed.ascending(first, is_lately=marks is RESCAN):
            self._begin()
            due = self._reading.rules.wanted([one for one in objects if self._is_due(one)])
            looked += len(objects)
            found += len(due)
            # Before they are handed over: whoever makes records of them changes them.
            created = min(objects[-1]["created"], clock.began)
            yield Batch(due)
            place.set(marks.position, created)
            if self._since is None:
                place.read_up_to(min(created, clock.began - OVERLAP))
        self._begin()
        place.set(marks.done_at, place.time(marks.began))
        place.set(marks.began, None)
        place.set(marks.position, None)
        _log.info(
            "%s: %s from %s on: %d objects looked at, %d due%s",
            self._reading.stream,
            "complete sweep" if marks is SWEEP else "re-scan",
            to_text(first),
            looked,
            found,
            "" if self._since is None else f" since {to_text(self._since - OVERLAP)}",
        )

    def _begin(self) -> None:
        place, began = self._reading.place, self._reading.clock.began
        if place.time(self._marks.began) is None:
            place.set(self._marks.began, began)
        for name in self._begins:
            if place.time(name) is None:
                place.set(name, began)

    def _is_due(self, one: JsonObject) -> bool:
        if one["id"] in self._reading.seen:
            return False
        due_at = self._reading.rules.due_at(one)
        return self._since is None or due_at is None or due_at >= self._since - OVERLAP
