"""Idempotency keys: for one hour, the same request with the same key gets the first answer again.

Sources: the REST documentation ("Idempotency tokens") for the hour and `X-ResultFromCache`; a production
integration's logs for `PayloadChanged` and `URLChanged`. That refusals (4xx) are kept too is unverified.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.economic.errors import problem
from sandbox.tables import Table

LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as it was first given."""

    status: int
    body: bytes
    location: str | None
    media_type: str


@dataclass(frozen=True)
class _Use:
    url: str
    payload: bytes
    answer: KeptAnswer
    until: datetime


class Keys:
    """The keys of the last hour with their answers."""

    def __init__(self) -> None:
        self._uses: Table[str, _Use] = Table()

    def answer_for(self, key: str, url: str, body: bytes, now: datetime) -> KeptAnswer | None:
        """The kept answer of an identical request, None for a key not seen within the hour.

        Raises:
            ApiError: The key was used within the hour for another URL or method (`URLChanged`) or another body
                (`PayloadChanged`).
        """
        self._forget(now)
        use = self._uses.get(key)
        if use is None or use.until <= now:
            return None
        if use.url != url:
            raise problem("URL must be the same when using the same Idempotency key.", "URLChanged")
        if use.payload != _digest(body):
            raise problem("Content must be the same when using the same Idempotency key.", "PayloadChanged")
        return use.answer

    def keep(self, key: str, url: str, body: bytes, answer: KeptAnswer, now: datetime) -> None:
        """Remember an answer for an hour."""
        self._uses.pop(key, None)
        self._uses[key] = _Use(url, _digest(body), answer, now + LIFETIME)

    def _forget(self, now: datetime) -> None:
        # Uses are in the order of their end, unless the clock was set back; then some go later than they could.
        while self._uses:
            oldest = next(iter(self._uses))
            if self._uses[oldest].until > now:
                return
            del self._uses[oldest]


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
