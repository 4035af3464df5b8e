"""What the passes over one stream in one account share."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.due import Batch, DueReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tap_stripe_invoices.feed.ascending import Listing
    from tap_stripe_invoices.feed.clock import Clock
    from tap_stripe_invoices.feed.place import Place
    from tap_stripe_invoices.feed.rules import Hint, Rules
    from tap_stripe_invoices.http.client import Client

CHUNK = 1_000
"""About so many due ids are collected before they are read."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reading:
    """One run's reading of one stream in one account.

    Attributes:
        stream: The stream's name, for messages.
        client: Where to read.
        clock: When this began.
        place: The stream's marks in this account.
        rules: What is due.
        listing: The stream's list, with its filters and expansions.
        everything: The same without filters, for what is known to be due whatever its status, and for later sweeps,
            which look for what belonged to the stream once.
        expand: What to expand on a single object.
        start: The first `created` to read; what is older is left out.
        seen: Ids read since the clock began, which need not be read again in this run.
    """

    stream: str
    client: Client
    clock: Clock
    place: Place
    rules: Rules
    listing: Listing
    everything: Listing
    expand: tuple[str, ...]
    start: int
    seen: set[str] = field(default_factory=set)

    def reader(self) -> DueReader:
        """A reader of due ids."""
        return DueReader(self.client, self.everything, self.expand, self.clock)

    def read(self, due: Mapping[str, Hint], reader: DueReader) -> Iterator[Batch]:
        """The objects hinted at, as they are now, as far as they belong to the stream."""
        was_due = {one for one, hint in due.items() if hint.was_due}
        for batch in reader.read({one: hint.created for one, hint in due.items()}):
            for one, error in list(batch.refused.items()):
                if error.is_missing:
                    _log.warning("%s: %s was named as due, but Stripe does not have it.", self.stream, one)
                    del batch.refused[one]
            self.seen.update(batch.refused, (one["id"] for one in batch.objects))
            # A deleted object has no `created`.
            young = [one for one in batch.objects if one.get("created", self.start) >= self.start]
            batch.objects = self.rules.wanted(young, was_due)
            yield batch
