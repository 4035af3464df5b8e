"""The pass over objects that never change once they are there: those created since the last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.ascending import Feed
from tap_stripe_invoices.feed.clock import OVERLAP
from tap_stripe_invoices.feed.due import Batch
from tap_stripe_invoices.feed.place import CREATED, READ_AT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.feed.reading import Reading


class Newest:
    """Reads what was created since the bookmark.

    Args:
        reading: What the passes share.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def batches(self) -> Iterator[Batch]:
        """The objects, oldest first; the newest ten minutes and the bookmark's own second are read again."""
        reading, place, clock = self._reading, self._reading.place, self._reading.clock
        created = place.time(CREATED)
        start = reading.start if created is None else max(reading.start, created)
        for objects in Feed(reading.client, reading.listing, clock).ascending(start):
            # Before they are handed over: whoever makes records of them changes them.
            newest = objects[-1]["created"]
            yield Batch(reading.rules.wanted([one for one in objects if one["id"] not in reading.seen]))
            place.read_up_to(min(newest, clock.began - OVERLAP))
        place.set(READ_AT, clock.began)
