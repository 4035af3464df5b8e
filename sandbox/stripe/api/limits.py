"""Stripe's rate limits: so many requests a second for each named endpoint, and for the account.

The numbers are those of Stripe's rate limit documentation. A request over the limit is answered 429 with the header
`Stripe-Rate-Limited-Reason` and without `Retry-After`; nothing of it is done.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.stripe.api.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a second: for one endpoint, and for a whole account in test or live mode."""

    endpoint: int = 25
    account_test: int = 25
    account_live: int = 100

    def of_account(self, *, live: bool) -> int:
        """The limit of the account."""
        return self.account_live if live else self.account_test


class Limiter:
    """Counts requests with a bucket for each endpoint and account, refilled continuously."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def check(self, limits: Limits, account: str, endpoint: str, *, live: bool) -> None:
        """Let a request pass and count it.

        Raises:
            ApiError: 429.
        """
        key = f"{account}:{live}"
        with self._lock:
            self._take((key, endpoint), limits.endpoint, "endpoint-rate")
            self._take((key, ""), limits.of_account(live=live), "global-rate")

    def _take(self, key: tuple[str, str], rate: int, reason: str) -> None:
        now = self._now()
        left, since = self._buckets.get(key, (float(rate), now))
        left = min(float(rate), left + (now - since) * rate)
        if left < 1:
            self._buckets[key] = (left, now)
            raise _limited(reason)
        self._buckets[key] = (left - 1, now)


def locked() -> ApiError:
    """The 429 for an object that something else is working on; wording of Stripe's documentation."""
    return ApiError(
        429,
        "This object cannot be accessed right now because another API request or Stripe process is currently "
        "accessing it. If you see this error intermittently, retry the request. If you see this error frequently "
        "and are making multiple concurrent requests to a single object, make your requests serially or at a lower "
        "rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
        code="lock_timeout",
    )


def _limited(reason: str) -> ApiError:
    error = ApiError(
        429,
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
        code="rate_limit",
    )
    error.headers["Stripe-Rate-Limited-Reason"] = reason
    return error
