"""The passes over a stream whose objects become due late or change: which are due in this run, and in which order.

Each pass keeps its own place in STATE, is complete as far as its own means reach, and goes on where it stood when it
was stopped. What one misses another finds:

1. events since the last run: cheap, but they reach back 30 days and a few get lost;
2. witnesses: where a stream has other traces of what is due;
3. a re-scan of the newest part of the list, once a day;
4. a sweep over the whole list: the first time, then every so many days, and at once when the events do not reach
   back to the last run.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tap_stripe_invoices.feed import events, witness
from tap_stripe_invoices.feed.clock import DAY
from tap_stripe_invoices.feed.place import CREATED, READ_AT, RESCAN, SWEEP, WITNESSED_AT
from tap_stripe_invoices.feed.scan import Scan
from tap_stripe_invoices.records.dates import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.feed.due import Batch
    from tap_stripe_invoices.feed.reading import Reading
    from tap_stripe_invoices.records.settlements import Settlements

# A moment in the year 2100, after which nothing has been created.
_NOT_YET = "4102444800"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a stream's list is scanned, and what else is asked.

    Attributes:
        rescan_days: How much of the list is scanned once a day, in days of `created`; 0 for none.
        sweep_days: How many days there are between sweeps; 0 for none but the first and those after a gap.
        settlements: What tells which invoice a payment paid; None where payments are no witnesses.
        trigger: What makes an object due, where that is a setting.
    """

    rescan_days: int = 0
    sweep_days: int = 0
    settlements: Settlements | None = None
    trigger: str | None = None


class Passes:
    """All passes of one stream in one account.

    Args:
        reading: What they share.
        plan: Which there are.
    """

    def __init__(self, reading: Reading, plan: Plan) -> None:
        self._reading = reading
        self._plan = plan

    def batches(self) -> Iterator[Batch]:
        """What is due in this run."""
        place, clock = self._reading.place, self._reading.clock
        self._prepare()
        if place.time(READ_AT) is None:
            self._knock()
        elif self._reading.rules.event_types:
            yield from self._changes()
        if self._sweep_is_due():
            yield from self._sweep()
        # The sweep just made has looked at everything that a re-scan would.
        if self._plan.rescan_days and _day(place.time(RESCAN.done_at)) != _day(clock.began):
            yield from self._rescan()

    def _prepare(self) -> None:
        """Make a place that was written by hand, or under another trigger, one that the passes can go on from."""
        place, trigger = self._reading.place, self._plan.trigger
        is_new = place.time(SWEEP.done_at) is None and place.time(SWEEP.began) is None
        if is_new and place.time(SWEEP.position) is None and place.time(CREATED) is not None:
            place.set(SWEEP.position, place.time(CREATED))
            place.set(SWEEP.began, place.time(READ_AT))
        if trigger is None or trigger == place.trigger:
            return
        if place.trigger is not None:
            _log.warning(
                "%s: the trigger is %s now and was %s: everything is read once more.",
                self._reading.stream,
                trigger,
                place.trigger,
            )
            for name in (SWEEP.done_at, SWEEP.began):
                place.set(name, None)
            place.set(SWEEP.position, self._reading.start)
        place.trigger = trigger

    def _knock(self) -> None:
        """Ask for what only later runs will need: a key that may not read it is to fail today, not tomorrow."""
        reading = self._reading
        types = tuple(("types[]", one) for one in reading.rules.event_types)
        lists = [(events.PATH, types)] if types else []
        if self._plan.settlements is not None:
            lists.append((witness.PATH, ()))
        for path, params in lists:
            reading.client.page(path, (*params, ("created[gte]", _NOT_YET)))
            reading.clock.answered()

    def _changes(self) -> Iterator[Batch]:
        reading, place = self._reading, self._reading.place
        news = events.Events(reading)
        if not news.begin():
            _log.warning(
                "%s: the last run was before %s, and Stripe keeps events for 30 days: everything is looked at.",
                reading.stream,
                to_text(reading.clock.began - events.REACH),
            )
            # Noted before the events' own mark moves, so that it holds if this run is stopped.
            place.set(SWEEP.began, reading.clock.began)
            place.set(SWEEP.position, None)
        settlements = self._plan.settlements
        if settlements is not None and place.time(WITNESSED_AT) is None:
            place.set(WITNESSED_AT, place.time(READ_AT))
        yield from news.batches()
        if settlements is not None:
            yield from witness.Witness(reading, news.named, settlements).batches()

    def _sweep_is_due(self) -> bool:
        place = self._reading.place
        done = place.time(SWEEP.done_at)
        if done is None or place.time(SWEEP.began) is not None:
            return True
        days = self._plan.sweep_days
        return bool(days) and self._reading.clock.began >= done + days * DAY

    def _sweep(self) -> Iterator[Batch]:
        reading, place = self._reading, self._reading.place
        is_first = place.time(SWEEP.done_at) is None
        listing = reading.listing if is_first else reading.everything
        begins = (READ_AT,) if self._plan.settlements is None else (READ_AT, WITNESSED_AT)
        yield from Scan(reading, SWEEP, listing=listing, start=reading.start, begins=begins).batches()
        if self._plan.rescan_days:
            place.advance(RESCAN.done_at, place.time(SWEEP.done_at) or 0)
            place.set(RESCAN.began, None)
            place.set(RESCAN.position, None)

    def _rescan(self) -> Iterator[Batch]:
        reading = self._reading
        start = max(reading.start, reading.clock.began - self._plan.rescan_days * DAY)
        yield from Scan(reading, RESCAN, listing=reading.listing, start=start).batches()


def _day(moment: int | None) -> int | None:
    return None if moment is None else moment // DAY
