"""The classic API's budget of points: a token bucket that all clients of an agreement share.

`token-limit-10000-per-60-seconds` is recorded, as are costs of 3 for a page and 13 for a PDF; that refused calls are
charged, too. Unverified: that the bucket is filled up once a minute rather than drop by drop, what other calls
cost, and the body of the 429.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PERIOD: Final = timedelta(seconds=60)
POINTS: Final = 10_000

COST: Final = 3
COST_OF_PDF: Final = 13


@dataclass(frozen=True)
class RateLimit:
    """That calls are refused when the points of the minute are used up."""

    points: int = POINTS


@dataclass(frozen=True)
class Budget:
    """What was used since the bucket was last full.

    Attributes:
        since: When it was filled up; None before the first call.
        used: Points, never more than there are.
    """

    since: datetime | None = None
    used: int = 0

    def filled(self, now: datetime) -> Budget:
        """The bucket as it is now: full again once a minute. A clock that was set back starts a new one."""
        if self.since is None or now < self.since:
            return Budget(now)
        minutes = (now - self.since) // PERIOD
        return Budget(self.since + minutes * PERIOD) if minutes else self


@dataclass(frozen=True)
class Charge:
    """What a call did to the budget.

    Attributes:
        cost: What it cost.
        used: What is used with it.
        points: What there is in all.
        retry_after: Seconds until the bucket is full again, when the call must be refused.
    """

    cost: int
    used: int
    points: int
    retry_after: int | None = None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that every answer carries, and `Retry-After` on a refused one."""
        limit = f"token-limit-{self.points}-per-60-seconds: {self.used}/{self.points}"
        found = [(b"x-callcost", str(self.cost).encode()), (b"x-ratelimiting", limit.encode())]
        if self.retry_after is not None:
            found.append((b"retry-after", str(self.retry_after).encode()))
        return found


def charge(budget: Budget, limit: RateLimit | None, cost: int, now: datetime) -> tuple[Budget, Charge]:
    """Charge a call: the new budget, and what to tell the client. Without a limit nothing is ever refused."""
    filled = budget.filled(now)
    points = POINTS if limit is None else limit.points
    wanted = filled.used + cost
    after = Budget(filled.since, min(wanted, points))
    if limit is None or wanted <= points or filled.since is None:
        return after, Charge(cost, after.used, points)
    # Whole seconds, rounded up, so that whoever waits as told is let in.
    wait = -((now - filled.since - PERIOD) // timedelta(seconds=1))
    return after, Charge(cost, after.used, points, max(wait, 1))
