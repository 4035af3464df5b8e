"""Which objects a stream reads, oldest first, although Stripe lists newest first and in no other order.

The time since the start is cut into closed windows of `created`. Within a window the pages are collected and given
out in reverse; a window that turns out to hold more than five pages is dropped and narrowed, one that held little is
followed by a wider one. So memory stays within five pages whatever the account's size, an account with few objects
costs a request per hundred, and a bookmark can move with every object given out.

The last window is open at its upper end. It is not closed at "now": objects of test clocks are dated in the future,
and nothing is gained by leaving them out. "Now", for a bookmark, is the server's clock at the first answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tap_stripe_invoices.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client, Page, Params

BATCH = 100

_MAX_PAGES = 5
_WANTED_OBJECTS = 300
_WIDEN, _WIDEN_EMPTY, _NARROW = 4, 8, 64
_RESTARTS = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """A Stripe list to read: its path, and its parameters besides paging and `created`."""

    path: str
    params: Params = ()


@dataclass(frozen=True, slots=True)
class _Window:
    """Seconds of `created` from `first` to `last`, both included; open at the upper end when `last` is None."""

    first: int
    last: int | None = None

    def params(self) -> Params:
        lower = (("created[gte]", str(self.first)),)
        return lower if self.last is None else (*lower, ("created[lte]", str(self.last)))


class _TooMany(Exception):
    """A window holds more than is collected at once.

    Attributes:
        newest: When the newest object collected was created.
        oldest: When the oldest object collected was created; more lie there or before.
    """

    def __init__(self, newest: int, oldest: int) -> None:
        super().__init__()
        self.newest = newest
        self.oldest = oldest


class Feed:
    """Reads one list.

    Args:
        client: Where to read.
        listing: What to read.

    Attributes:
        began: The server's time at the first answer; 0 before it.
    """

    def __init__(self, client: Client, listing: Listing) -> None:
        self._client = client
        self._listing = listing
        self.began = 0

    def ascending(self, start: int) -> Iterator[list[JsonObject]]:
        """The objects with `created` from `start` on, in batches of up to 100, in ascending order of `created`.

        An object may be given out twice when Stripe's list changes under the reader; none is left out.

        Raises:
            StripeError: the list cannot be read.
        """
        windows = _Windows(start)
        restarts = 0
        while (window := windows.current) is not None:
            count = 0
            try:
                for batch in self._read(window):
                    count += len(batch)
                    yield batch
            except _TooMany as many:
                windows.narrow(many, self.began)
            except AnswerError as error:
                # The page's last object left the filter meanwhile (an invoice re-opened): Stripe refuses the cursor.
                if error.param != "starting_after" or restarts >= _RESTARTS:
                    raise
                restarts += 1
            else:
                restarts = 0
                windows.advance(count, self.began)

    def _read(self, window: _Window) -> Iterator[list[JsonObject]]:
        if window.first == window.last:
            # Within one second any order is ascending, so even a mass import in one second need not be collected.
            yield from (page.data for page in self._pages(window))
            return
        objects: list[JsonObject] = []
        for number, page in enumerate(self._pages(window), start=1):
            objects += page.data
            if page.has_more and number == _MAX_PAGES:
                raise _TooMany(newest=objects[0]["created"], oldest=objects[-1]["created"])
        while objects:
            yield [objects.pop() for _ in range(min(BATCH, len(objects)))]

    def _pages(self, window: _Window) -> Iterator[Page]:
        after = ""
        while True:
            page = self._client.page(self._listing.path, (*self._listing.params, *window.params()), after=after)
            if not self.began:
                self.began = self._client.server_time()
            yield page
            if not page.has_more:
                return
            after = page.data[-1]["id"]


class _Windows:
    """Chooses the windows: one after the other, without gap or overlap, each about three pages.

    A window that held too much is first cut where its collected pages end: what is left may well fit, and the part
    that was seen is known to. If it does not fit either, time is cut: in halves before the first object has been
    seen, which disposes of empty years, by density afterwards. The density of one window sets the width of the next.

    Args:
        start: The first second of the first window, which is open.
    """

    def __init__(self, start: int) -> None:
        self.current: _Window | None = _Window(start)
        # Windows that were seen to fit, behind the current one, the nearest last.
        self._seen: list[_Window] = []
        self._found_any = False
        self._cut_once = False
        # The end of a stretch known to hold too much, of which nothing has been read yet.
        self._crowded_until: int | None = None

    def narrow(self, many: _TooMany, began: int) -> None:
        """Try a shorter window from the same first second."""
        window = self._window()
        last = max(many.newest, began) if window.last is None else window.last
        if not self._cut_once and many.oldest > window.first:
            self._cut_once = True
            self._seen.append(_Window(many.oldest, window.last))
            self.current = _Window(window.first, many.oldest - 1)
            return
        span = last - window.first + 1
        narrower = span // 2
        if self._found_any:
            pages_left = _MAX_PAGES * (many.oldest - window.first) // max(1, many.newest - many.oldest)
            guess = span * _WANTED_OBJECTS // (BATCH * (_MAX_PAGES + pages_left))
            narrower = max(span // _NARROW, min(guess, span // 2))
        self._crowded_until = last
        self.current = _Window(window.first, window.first + max(1, narrower) - 1)

    def advance(self, count: int, began: int) -> None:
        """Go on behind a window that has been read and held `count` objects."""
        window = self._window()
        self._cut_once = False
        if window.last is None:
            self.current = None
            return
        first = window.last + 1
        if self._seen and self._seen[-1].first == first:
            self.current = self._seen.pop()
            self._note(count)
            return
        span = self._next_span(window.last - window.first + 1, count, first)
        self._note(count)
        last: int | None = first + span - 1
        if self._seen:
            last = min(first + span, self._seen[-1].first) - 1
        elif first + span > began:
            last = None
        self.current = _Window(first, last)

    def _next_span(self, span: int, count: int, first: int) -> int:
        if count:
            return max(1, span // _WIDEN, min(span * _WANTED_OBJECTS // count, span * _WIDEN))
        if self._crowded_until is None:
            return span * _WIDEN_EMPTY
        half = max(1, (self._crowded_until - first + 1) // 2)
        return min(span * _WIDEN_EMPTY, half) if self._found_any else half

    def _note(self, count: int) -> None:
        if count:
            self._found_any = True
            self._crowded_until = None

    def _window(self) -> _Window:
        if self.current is None:
            raise AssertionError("There is no window behind the last one.")
        return self.current
