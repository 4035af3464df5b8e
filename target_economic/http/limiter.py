"""Keeps all threads and both doors within e-conomic's budget of points, going slower before e-conomic refuses.

Every answer says what its call cost (`X-CallCost: 3`) and what is used (`X-RateLimiting:
token-limit-10000-per-60-seconds: 147/10000`, the first number is used); refused calls are charged, too. One budget
counts for the classic API and the newer services. That the points come back all at once each period is assumed
where it matters; where they come back drop by drop, the same waits are merely longer than need be.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from target_economic.stopping import Stopping

logger = logging.getLogger(__name__)

LONGEST_HOLD = 120.0
"""Seconds: two periods of e-conomic's budget. Whoever asks for more is asked again then."""

_USED = re.compile(r"per-(\d{1,6})-seconds\s*:\s*(\d{1,12})\s*/\s*(\d{1,12})", re.ASCII)
_USUAL_COST = 3.0
_RESERVE = 0.1  # of the budget: for other programs of the agreement, which are heard of only in the next answer
_NAP = 1.0  # the points may be back before they are due
_INSTANT = 0.001
_MOMENT = 0.02  # an answer on its way may tell more
_FIRST_HOLD = 1.0
_MOST_DOUBLINGS = 7


@dataclass(slots=True, eq=False)
class Ticket:
    """One request on its way.

    Attributes:
        refusals: how many times e-conomic had refused when it was admitted.
        used: what was known to be used then. It is charged on top of that, unless the points come back before.
        heard: the most that answers said to be used while it was on its way. What it says itself includes all that
            was heard before; so what is used is the larger of the two, whether or not the points came back meanwhile.
    """

    refusals: int
    used: float
    heard: float = 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What is known of the points, from the answers so far.

    Attributes:
        points: there are in all.
        seconds: after which all of them are back.
        used: since they were last back.
        since: the latest moment at which that can have been, by the limiter's clock.
        cost: what a call is expected to cost.
    """

    points: int
    seconds: float
    used: float
    since: float
    cost: float = _USUAL_COST

    def pause(self, in_flight: int, now: float) -> float:
        """Return how long to wait between requests: 0 while there is plenty, the time to the end when all is used.

        Args:
            in_flight: requests whose cost may not be in `used` yet.
            now: by the limiter's clock.
        """
        left = self.points - self.used - in_flight * self.cost
        if left >= max(_RESERVE * self.points, (in_flight + 1) * self.cost):
            return 0.0
        end = max(self.since + self.seconds - now, 0.0)
        return end / (int(left // self.cost) + 1) if left >= self.cost else end

    def exhausted(self, in_flight: int) -> bool:
        """Whether one more request might be refused; the first after the points came back goes in any case."""
        return bool(self.used or in_flight) and self.used + (in_flight + 1) * self.cost > self.points


class Limiter:
    """One for all threads of a run; `admit` before each request, `settle` after it, whatever became of it.

    Args:
        clock: seconds; given by tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._budget: Budget | None = None
        self._unlimited = False
        self._probe: Ticket | None = None
        self._on_their_way: set[Ticket] = set()
        self._hold_until = clock()
        self._next = self._hold_until
        self._refusals = 0
        self._doublings = 0
        self._warned_of = -1.0
        self._requests = 0

    @property
    def requests(self) -> int:
        """How many requests were admitted."""
        return self._requests

    def admit(self, stopping: Stopping) -> Ticket:
        """Wait until one more request may be sent, and count it.

        Raises:
            Stopped: the run was asked to stop; nothing is counted.
        """
        stopping.check()
        while not isinstance(entered := self.enter(), Ticket):
            stopping.wait(min(entered, _NAP))
        return entered

    def enter(self) -> Ticket | float:
        """Count one more request, or return how long to wait before asking again."""
        with self._lock:
            now = self._clock()
            wait = self._wait(now)
            if wait > 0:
                return max(wait, _INSTANT)
            ticket = Ticket(self._refusals, self._budget.used if self._budget else 0.0)
            if self._budget is None and not self._unlimited:
                self._probe = ticket
            self._on_their_way.add(ticket)
            self._requests += 1
            return ticket

    def settle(self, ticket: Ticket, headers: Mapping[str, str] | None = None, *, refused: bool = False) -> None:
        """Note that a request has ended.

        Args:
            ticket: which.
            headers: of its answer; None when there was none, which may have been charged for all that.
            refused: with 429, after which nobody sends anything until `Retry-After` is over.
        """
        with self._lock:
            now = self._clock()
            self._on_their_way.discard(ticket)
            if ticket is self._probe:
                self._probe = None
            if refused:
                self._hold(headers or {}, now)
            elif ticket.refusals == self._refusals:  # else it is of before a refusal
                self._note(ticket, headers or {}, now, answered=headers is not None)

    def _wait(self, now: float) -> float:
        held = max(self._hold_until, self._next) - now
        if held > 0:
            return held
        if self._budget is None:
            # The first answer tells how much there is; until then, and after a 429, one goes ahead.
            return _MOMENT if self._probe else 0.0
        in_flight = len(self._on_their_way)
        if now >= self._budget.since + self._budget.seconds and not in_flight:
            # Had anything been charged since the points came back, its answer would have told.
            self._budget = replace(self._budget, used=0.0, since=now)
        pause = self._budget.pause(in_flight, now)
        exhausted = self._budget.exhausted(in_flight)
        if pause or exhausted:
            self._warn(self._budget)
        if exhausted:
            return max(min(pause, _MOMENT), _MOMENT / 2) if in_flight else pause
        self._next = now + pause
        return 0.0

    def _note(self, ticket: Ticket, headers: Mapping[str, str], now: float, *, answered: bool) -> None:
        known, told = self._budget, _told(headers)
        self._doublings = 0
        if told:
            self._budget, self._unlimited = self._learnt(ticket, told, _whole(headers.get("X-CallCost")), now), False
        elif known:
            self._budget = replace(known, used=known.used + known.cost)
        elif answered:
            self._unlimited = True
        if self._budget:
            for other in self._on_their_way:
                other.heard = max(other.heard, told[1] if told else self._budget.used)

    def _learnt(self, ticket: Ticket, told: tuple[int, int, int], own: int | None, now: float) -> Budget:
        seconds, used, points = told
        known = self._budget
        cost = known.cost if known else _USUAL_COST
        if own is not None and own <= points:
            # Dear calls count at once and are forgotten slowly.
            cost = own if own >= cost else max(own, cost - (cost - own) / 8, 1.0)
        back = not ticket.used or used < ticket.used + (own or 1)  # less than it was charged on top of
        since = now if known is None or back else known.since
        return Budget(points, seconds, max(used, ticket.heard), since, cost)

    def _hold(self, headers: Mapping[str, str], now: float) -> None:
        asked = retry_after(headers.get("Retry-After"))
        holding = now < self._hold_until
        if asked is None and holding:
            return  # one of those that were on their way
        # Whoever names hardly any time has been refused again and again by then.
        named = asked if asked is not None and asked >= _FIRST_HOLD else _FIRST_HOLD * 2**self._doublings
        wait = min(named, LONGEST_HOLD)
        if not holding:
            logger.warning("e-conomic asks for fewer requests (HTTP 429); nothing is sent for %.1f s.", wait)
            self._doublings = min(self._doublings + 1, _MOST_DOUBLINGS)
        self._hold_until = max(self._hold_until, now + wait)
        self._budget, self._unlimited = None, False
        self._refusals += 1

    def _warn(self, budget: Budget) -> None:
        if self._warned_of != budget.since:
            self._warned_of = budget.since
            logger.info(
                "%d of e-conomic's %d points a period are used; going slower until they are back.",
                budget.used,
                budget.points,
            )


def retry_after(header: str | None) -> float | None:
    """Read a `Retry-After` header, seconds or an HTTP date, as seconds from now; None when it says neither."""
    text = (header or "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text, re.ASCII):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)


def _told(headers: Mapping[str, str]) -> tuple[int, int, int] | None:
    """Read `X-RateLimiting`: seconds, points used, points in all; None when it does not say."""
    found = _USED.search(headers.get("X-RateLimiting", ""))
    seconds, used, points = (int(number) for number in found.groups()) if found else (0, 0, 0)
    return (min(seconds, int(LONGEST_HOLD)), used, points) if seconds and points else None


def _whole(header: str | None) -> int | None:
    text = (header or "").strip()
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None
