"""What one sandbox side was asked: a request journal that tests count and assert on."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A benchmark of millions of requests must not fill the memory; the counts go on being exact.
_KEPT = 20_000

HEADERS_OF_INTEREST = frozenset(
    {
        "content-type",
        "idempotency-key",
        "stripe-account",
        "stripe-version",
        "user-agent",
    }
)


@dataclass(frozen=True)
class Request:
    """One request as the server saw it.

    Attributes:
        number: Counts arrivals on this side, from 1.
        method: Upper case.
        path: Decoded, without the query.
        query: The raw query string, without the question mark.
        status: What was answered; 0 when the connection was dropped without an answer.
        body: The request's body; at most the part that was read.
        headers: The headers worth asserting on, names in lower case; never one that holds a secret.
        route: The path with its parameters named, such as `/invoices/drafts/{number}`.
        replayed: Whether an idempotency key was answered from the cache.
        fault: The action of the fault that hit this request, if one did.
    """

    number: int
    method: str
    path: str
    query: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    route: str
    replayed: bool = False
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The request as plain data: what was asked and answered, without the body."""
        return {
            "number": self.number,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "replayed": self.replayed,
            "fault": self.fault,
        }


class Journal(Sequence[Request]):
    """Requests in order of arrival, newest last. Safe to use from any thread.

    The newest 20,000 are kept whole; `total` and `counts` cover all since the last `clear`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[int, Request] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._arrivals = 0

    def arrive(self) -> int:
        """The number of a request that just came in."""
        with self._lock:
            self._arrivals += 1
            return self._arrivals

    def record(self, request: Request) -> None:
        """Note an answered (or dropped) request; called just before its client can see the answer."""
        with self._lock:
            self._entries[request.number] = request
            self._counts[request.method, request.route] += 1
            if len(self._entries) > _KEPT:
                del self._entries[next(iter(self._entries))]

    def clear(self) -> None:
        """Forget everything so far. Numbers go on counting."""
        with self._lock:
            self._entries.clear()
            self._counts.clear()

    @property
    def total(self) -> int:
        """How many requests were recorded since the last `clear`."""
        with self._lock:
            return self._counts.total()

    def counts(self) -> list[dict[str, Any]]:
        """How many requests each method and route had, as plain data sorted by route."""
        with self._lock:
            items = sorted(self._counts.items(), key=lambda item: (item[0][1], item[0][0]))
        return [{"method": method, "path": route, "count": count} for (method, route), count in items]

    def matching(self, method: str, path: str) -> list[Request]:
        """The recorded requests with this method and this path or route."""
        return [r for r in self._ordered() if r.method == method and path in {r.path, r.route}]

    def newest(self, count: int) -> list[Request]:
        """The newest of them, newest last."""
        return self._ordered()[-count:] if count else []

    @overload
    def __getitem__(self, index: int) -> Request: ...
    @overload
    def __getitem__(self, index: slice) -> list[Request]: ...
    def __getitem__(self, index: int | slice) -> Request | list[Request]:
        return self._ordered()[index]

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def __iter__(self) -> Iterator[Request]:
        return iter(self._ordered())

    def _ordered(self) -> list[Request]:
        with self._lock:
            return [self._entries[number] for number in sorted(self._entries)]
