"""Which objects a stream reads, oldest first, although Stripe lists newest first and in no other order.

The time since the start is cut into closed windows of `created`. Within a window the pages are collected and given
out in reverse; a window that turns out to hold more than five pages is dropped and narrowed, one that held little is
followed by a wider one. While one window is given out, the next ones are fetched. So memory stays within a few pages
whatever the account's size, an account with few objects costs a request per hundred, and a bookmark can move with
every object given out.

The last window is open at its upper end. It is not closed at "now": objects of test clocks are dated in the future,
and nothing is gained by leaving them out. "Now", for a bookmark, is the server's clock at the first answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.feed.windows import MAX_PAGES, TooManyError, Window, Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from tap_stripe_invoices.feed.clock import Clock
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client, Page, Params

BATCH = 100

_RESTARTS = 3
# Windows are fetched ahead until so many objects are likely to be held; ten lines each take some 70 kB.
_HELD = 800
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Listing:
    """A Stripe list to read.

    Attributes:
        path: Where it is.
        params: Parameters besides paging and `created`.
        reduced: What to keep of an object when its page comes in; with `id` and `created` at least.
    """

    path: str
    params: Params = ()
    reduced: Callable[[JsonObject], JsonObject] | None = None


class Feed:
    """Reads one list.

    Args:
        client: Where to read.
        listing: What to read.
        clock: Told of the first answer.
    """

    def __init__(self, client: Client, listing: Listing, clock: Clock) -> None:
        self._client = client
        self._listing = listing
        self._clock = clock
        self._depth = min(_DEPTH, client.workers.count)

    def ascending(self, start: int, *, is_lately: bool = False) -> Iterator[list[JsonObject]]:
        """The objects with `created` from `start` on, in batches of up to 100, in ascending order of `created`.

        An object may be given out twice when Stripe's list changes under the reader; none is left out.

        Args:
            start: Epoch seconds UTC.
            is_lately: Whether there have been objects ever since, so that the first page tells how many there are.

        Raises:
            StripeError: the list cannot be read.
        """
        windows = Windows(start)
        flying: dict[Window, Future[list[JsonObject]]] = {}
        try:
            while (window := windows.current) is not None:
                if window.first == window.last:
                    yield from self._second(window, windows)
                    continue
                if window not in flying:
                    self._take_off(window, flying, gives_up_early=is_lately and not windows.found_any)
                try:
                    objects = flying.pop(window).result()
                except TooManyError as many:
                    windows.narrow(many, self._clock.began)
                    continue
                windows.advance(len(objects), self._clock.began)
                depth = min(self._depth, max(1, _HELD // max(1, len(objects))))
                for coming in windows.coming(depth, self._clock.began):
                    if coming not in flying and coming.first != coming.last:
                        self._take_off(coming, flying)
                while objects:
                    yield [objects.pop() for _ in range(min(BATCH, len(objects)))]
        finally:
            for future in flying.values():
                future.cancel()

    def _take_off(
        self, window: Window, flying: dict[Window, Future[list[JsonObject]]], *, gives_up_early: bool = False
    ) -> None:
        flying[window] = self._client.workers.submit(partial(self._collected, window, gives_up_early=gives_up_early))

    def _second(self, window: Window, windows: Windows) -> Iterator[list[JsonObject]]:
        """A window of one second: any order is ascending there, so a mass import need not be collected."""
        count = 0
        for tries in range(_RESTARTS, -1, -1):
            try:
                for page in self._pages(window):
                    count += len(page.data)
                    if page.data:
                        yield page.data
            except AnswerError as error:
                _check_restart(error, tries)
            else:
                windows.advance(count, self._clock.began)
                return

    def _collected(self, window: Window, *, gives_up_early: bool) -> list[JsonObject]:
        """All objects of a window, newest first; called in a thread of its own."""
        tries = _RESTARTS
        while True:
            objects: list[JsonObject] = []
            try:
                for number, page in enumerate(self._pages(window), start=1):
                    objects += page.data
                    if page.has_more:
                        newest, oldest = objects[0]["created"], objects[-1]["created"]
                        if number == MAX_PAGES or (gives_up_early and window.is_hopeless(newest, oldest)):
                            raise TooManyError(newest, oldest, number)
            except AnswerError as error:
                _check_restart(error, tries)
                tries -= 1
            else:
                return objects

    def _pages(self, window: Window) -> Iterator[Page]:
        after = ""
        reduced = self._listing.reduced
        while True:
            page = self._client.page(self._listing.path, (*self._listing.params, *window.params()), after=after)
            self._clock.answered()
            after = page.data[-1]["id"] if page.data else ""
            if reduced is not None:
                page.data[:] = [reduced(one) for one in page.data]
            yield page
            if not page.has_more:
                return


def _check_restart(error: AnswerError, tries: int) -> None:
    """Let a window be read from its start again when a page's last object left the list meanwhile.

    An invoice that is re-opened leaves the list of paid ones, and Stripe refuses it as a cursor.
    """
    if error.param != "starting_after" or not tries:
        raise error
