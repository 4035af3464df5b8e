"""How fast the tap asks: at most so many requests a second to each of Stripe's endpoints, whichever thread asks.

Stripe counts by named operation (`GET /v1/invoices`, `GET /v1/invoices/{id}`), 25 a second by default, and by account
(its documentation of rate limits). Staying well below leaves room for whoever else uses the account.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def endpoint(path: str) -> str:
    """The operation that a path belongs to: `/v1/invoices/in_1/lines` is `/v1/invoices/:id/lines`."""
    # /v1/resource/id/resource/id: every second segment behind the version is an id.
    return "/".join(":id" if place > 2 and place % 2 else name for place, name in enumerate(path.split("/")))  # noqa: PLR2004


class Limiter:
    """Spaces requests out, endpoint by endpoint. Safe to use from several threads.

    A second's worth of requests may go at once; after that they go at the rate.

    Args:
        rate: Requests a second to one endpoint; 0 for no limit.
        pause: How to wait, in seconds.
        clock: A monotonic clock, in seconds.
    """

    def __init__(
        self,
        rate: float,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spacing = 1 / rate if rate else 0.0
        self._allowance = max(0.0, 1 - self._spacing) if rate else 0.0
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        # When each endpoint's next request would be due if all had been sent evenly.
        self._due: dict[str, float] = {}

    def wait(self, path: str) -> None:
        """Return when a request to the path may be sent."""
        name = endpoint(path)
        with self._lock:
            now = self._clock()
            due = max(self._due.get(name, 0.0), now)
            self._due[name] = due + self._spacing
            seconds = due - now - self._allowance
        if seconds > 0:
            self._pause(seconds)

    def hold(self, path: str, seconds: float) -> None:
        """Let nobody ask this endpoint for a while: Stripe has just refused one for coming too fast."""
        name = endpoint(path)
        with self._lock:
            self._due[name] = max(self._due.get(name, 0.0), self._clock() + seconds + self._allowance)
