"""Chooses the windows of `created` in which a list is read: one after the other, without gap or overlap."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.http.client import Params

MAX_PAGES = 5
"""How many pages of a window are collected at most."""

_PAGE = 100
_WANTED_OBJECTS = 180
_WIDEN, _WIDEN_EMPTY, _NARROW = 4, 8, 64


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds of `created` from `first` to `last`, both included; open at the upper end when `last` is None."""

    first: int
    last: int | None = None

    def is_hopeless(self, newest: int, oldest: int) -> bool:
        """Whether pages that reach from `newest` down to `oldest` only suggest that far too much lies behind them."""
        return (oldest - self.first) > MAX_PAGES * max(1, newest - oldest)

    def params(self) -> Params:
        """The window as parameters of a list."""
        lower = (("created[gte]", str(self.first)),)
        return lower if self.last is None else (*lower, ("created[lte]", str(self.last)))


class TooManyError(Exception):
    """A window holds more than is collected at once.

    Attributes:
        newest: When the newest object collected was created.
        oldest: When the oldest object collected was created; more lie there or before.
        pages: How many pages were collected before it was given up.
    """

    def __init__(self, newest: int, oldest: int, pages: int = MAX_PAGES) -> None:
        super().__init__()
        self.newest = newest
        self.oldest = oldest
        self.pages = pages


class Windows:
    """The windows over one list, each of about two pages.

    A window that held too much is first cut where its collected pages end: what is left may well fit, and the part
    that was seen is known to. If it does not fit either, time is cut: in halves before the first object has been
    seen, which disposes of empty years, by density afterwards. The density of one window sets the width of the next.

    Args:
        start: The first second of the first window, which is open.

    Attributes:
        current: The window to read; None when all have been.
        found_any: Whether an object has been read; before that nothing is known of how densely they lie.
    """

    def __init__(self, start: int) -> None:
        self.current: Window | None = Window(start)
        # Windows behind the current one that are settled, the nearest first; there may be a gap before the nearest.
        self._settled: deque[Window] = deque()
        self._span = 0
        self.found_any = False
        self._cut_once = False
        # The end of a stretch known to hold too much, of which nothing has been read yet.
        self._crowded_until: int | None = None

    def narrow(self, many: TooManyError, began: int) -> None:
        """Try a shorter window from the same first second."""
        window = self._window()
        last = max(many.newest, began) if window.last is None else window.last
        if many.pages == MAX_PAGES and not self._cut_once and many.oldest > window.first:
            self._cut_once = True
            self._settled.appendleft(Window(many.oldest, window.last))
            self.current = Window(window.first, many.oldest - 1)
            return
        span = last - window.first + 1
        narrower = span // 2
        if self.found_any:
            pages_left = many.pages * (many.oldest - window.first) // max(1, many.newest - many.oldest)
            guess = span * _WANTED_OBJECTS // (_PAGE * (many.pages + pages_left))
            narrower = max(span // _NARROW, min(guess, span // 2))
        self._crowded_until = last
        self.current = Window(window.first, window.first + max(1, narrower) - 1)

    def advance(self, count: int, began: int) -> None:
        """Go on behind a window that has been read and held `count` objects."""
        window = self._window()
        self._cut_once = False
        if window.last is None:
            self.current = None
            return
        first = window.last + 1
        self._span = self._next_span(window.last - window.first + 1, count, first)
        if count:
            self.found_any = True
            self._crowded_until = None
        if self._settled and self._settled[0].first == first:
            self.current = self._settled.popleft()
        else:
            self.current = self._after(first, began)

    def coming(self, depth: int, began: int) -> Iterator[Window]:
        """The current window and those after it, as far as they are settled or can be guessed, up to `depth`."""
        if self.current is None:
            return
        yield self.current
        steady = self.found_any and self._crowded_until is None
        last = self.current
        for place in range(depth - 1):
            if last.last is None:
                return
            first = last.last + 1
            if place < len(self._settled):
                if self._settled[place].first != first:
                    return
            elif steady:
                self._settled.append(self._after(first, began))
            else:
                return
            last = self._settled[place]
            yield last

    def _after(self, first: int, began: int) -> Window:
        """A new window from this second on, up to the settled ones or to the open end."""
        upto = first + self._span
        if self._settled and first < self._settled[0].first:
            return Window(first, min(upto, self._settled[0].first) - 1)
        return Window(first, None if upto > began else upto - 1)

    def _next_span(self, span: int, count: int, first: int) -> int:
        if count:
            return max(1, span // _WIDEN, min(span * _WANTED_OBJECTS // count, span * _WIDEN))
        if self._crowded_until is None:
            return span * _WIDEN_EMPTY
        half = max(1, (self._crowded_until - first + 1) // 2)
        return min(span * _WIDEN_EMPTY, half) if self.found_any else half

    def _window(self) -> Window:
        if self.current is None:
            raise AssertionError("There is no window behind the last one.")
        return self.current
