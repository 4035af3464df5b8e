"""The pass over Stripe's events: what became due, or changed, since the last run.

Events say which objects to look at and nothing else: their bodies are rendered at whatever API version was in force
when they were made. They are only roughly in order, so a look-back is read again; they reach back 30 days, and in
rare cases Stripe fails to make one at all, which is why this is not the only pass.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.ascending import Feed, Listing
from tap_stripe_invoices.feed.clock import DAY, OVERLAP
from tap_stripe_invoices.feed.due import Batch
from tap_stripe_invoices.feed.place import READ_AT
from tap_stripe_invoices.feed.reading import CHUNK
from tap_stripe_invoices.feed.rules import Hint
from tap_stripe_invoices.records.dates import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.feed.reading import Reading
    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.answers import JsonObject

PATH = "/v1/events"
REACH = 29 * DAY
"""How far back events are relied on: Stripe keeps them for 30 days."""

_log = logging.getLogger(__name__)


class Events:
    """Reads what the events since `read_at` hint at. That mark must be set.

    Args:
        reading: What the passes share.

    Attributes:
        named: Ids of other objects that the events accounted for, such as payments.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._since = reading.place.time(READ_AT) or 0
        self.named: set[str] = set()
        listing = Listing(
            PATH,
            tuple(("types[]", one) for one in reading.rules.event_types),
            lambda event: {"id": event["id"], "created": event["created"], "hint": hint_of(event, reading.rules)},
        )
        self._events = Feed(reading.client, listing, reading.clock).ascending(self._since - OVERLAP, is_lately=True)
        self._first: list[JsonObject] | None = None

    def begin(self) -> bool:
        """Ask Stripe for the first events, so that its clock is known; whether they reach back to the mark."""
        self._first = next(self._events, [])
        return self._since >= self._reading.clock.began - REACH

    def batches(self) -> Iterator[Batch]:
        """The objects that are due, as they are now. The mark moves behind what has been written."""
        place, clock = self._reading.place, self._reading.clock
        reader = self._reading.reader()
        due: dict[str, Hint] = {}
        events = found = 0
        for batch in self._all():
            events += len(batch)
            for event in batch:
                self._note(event, due)
            if len(due) >= CHUNK:
                found += len(due)
                yield from self._reading.read(due, reader)
                due.clear()
            if not due:
                place.advance(READ_AT, min(batch[-1]["created"], clock.began))
            # Nothing to write, but progress to note.
            yield Batch()
        found += len(due)
        yield from self._reading.read(due, reader)
        place.advance(READ_AT, clock.began)
        _log.info(
            "%s: events since %s: %d events, %d due, read with %d list pages and %d single reads",
            self._reading.stream,
            to_text(self._since - OVERLAP),
            events,
            found,
            reader.pages,
            reader.singles,
        )

    def _all(self) -> Iterator[list[JsonObject]]:
        if self._first:
            yield self._first
        yield from self._events

    def _note(self, event: JsonObject, due: dict[str, Hint]) -> None:
        hint = event["hint"]
        if hint is None:
            return
        if not hint.id:
            _log.warning("Event %s does not say which object it is about; it is left out.", event["id"])
            return
        self.named.update(hint.names)
        if hint.id not in self._reading.seen:
            due[hint.id] = hint.and_also(due.get(hint.id))


def hint_of(event: JsonObject, rules: Rules) -> Hint | None:
    """What an event says; one of a shape that no version of the API documents says nothing that can be used."""
    try:
        return rules.hint(event)
    except (KeyError, TypeError, AttributeError):
        return Hint("")
