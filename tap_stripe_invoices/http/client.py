"""Reading one Stripe account: raw JSON in, errors with names out, tries repeated, limits kept.

Requests go through `requests` and not through Stripe's SDK, whose objects cost forty times as much to build and whose
client does not repeat a bare 429. The SDK is read for one thing: the API version it pins.
"""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeGuard

from tap_stripe_invoices.errors import AnswerError, StripeError
from tap_stripe_invoices.http.answers import JsonObject, TransientError, http_date, read
from tap_stripe_invoices.http.connection import Connection
from tap_stripe_invoices.http.limiter import Limiter
from tap_stripe_invoices.http.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from run_telemetry.facts import Request

Params = tuple[tuple[str, str], ...]

PAGE_SIZE = 100

_TRIES = 5
# A server that refuses connections is usually not running; saying so soon is worth more than two more tries.
_TRIES_TO_CONNECT = 3
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.5, 8.0
_CONNECT_SECONDS, _READ_SECONDS = 10.0, 80.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a Stripe list, in Stripe's order (newest first)."""

    data: list[JsonObject]
    has_more: bool


class Client:
    """Reads from Stripe's API. Its methods may be called from any thread.

    Args:
        api_url: Where the API lives, without a trailing slash.
        api_key: The secret or restricted key.
        stripe_account: The connected account to read, or empty for the key's own.
        mode: `live` or `test` where objects of the other mode are refused; empty where either will do.
        requests_per_second: The most that one endpoint is asked; 0 for no limit.
        concurrency: How many requests may be under way at once.
        timeouts: Seconds to wait for a connection, and for an answer.
        pause: How to wait between tries, and for the limit.
        tell: Takes each request and how long it took.

    Attributes:
        stripe_account: As given.
        workers: The threads that read ahead.
    """

    def __init__(  # noqa: PLR0913  # each is named at the call
        self,
        *,
        api_url: str,
        api_key: str,
        stripe_account: str = "",
        mode: str = "",
        requests_per_second: float = 0,
        concurrency: int = 1,
        timeouts: tuple[float, float] = (_CONNECT_SECONDS, _READ_SECONDS),
        pause: Callable[[float], None] = time.sleep,
        tell: Callable[[Request], None] = lambda _: None,
    ) -> None:
        self.stripe_account = stripe_account
        self.workers = Workers(concurrency)
        self._api_url = api_url
        self._mode = mode
        self._connection = Connection(api_url, api_key, stripe_account, timeouts, tell)
        self._pause = pause
        self._limiter = Limiter(requests_per_second, pause)
        self._jitter = random.SystemRandom()
        self._server_time: int | None = None

    def __repr__(self) -> str:
        return f"Client({self._api_url})"

    def close(self) -> None:
        """Close the connections."""
        self.workers.close()
        self._connection.close()

    def server_time(self) -> int:
        """Stripe's clock at its last answer, in epoch seconds; this machine's where no answer carried a date.

        The server's, because a machine whose clock runs ahead would move bookmarks past what it has not read.
        """
        return int(time.time()) if self._server_time is None else self._server_time

    def get(self, path: str, params: Params = ()) -> JsonObject:
        """One object, or one page, as Stripe's JSON with decimal numbers as `Decimal`.

        Failed requests are repeated a bounded number of times, with growing random waits or as long as Stripe asks.

        Raises:
            AnswerError: Stripe refuses or keeps failing this one request.
            StripeError: the run cannot go on.
        """
        what = f"GET {path}"
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._try(path, params, what)
            except TransientError as trouble:
                tries = _TRIES_TO_CONNECT if trouble.error.code == "stripe_unreachable" else _TRIES
                if attempt >= tries:
                    raise trouble.error from trouble
                wait = self._backoff(attempt) if trouble.wait is None else trouble.wait
                _log.warning("Try %d of %d failed, next in %.1f s: %s", attempt, tries, wait, trouble.error.message)
                if trouble.too_fast:
                    # Not this thread alone: whoever asks the same endpoint next waits for as long.
                    self._limiter.hold(path, wait)
                else:
                    self._pause(wait)

    def get_many(self, paths: Iterable[str], params: Params = ()) -> Iterator[JsonObject | AnswerError]:
        """The objects at these paths, in the order asked for, several requests at once.

        In place of one that Stripe refuses, or keeps failing, stands the reason.

        Raises:
            StripeError: the run cannot go on.
        """
        under_way: deque[Future[JsonObject | AnswerError]] = deque()
        try:
            for path in paths:
                under_way.append(self.workers.submit(partial(self._get_or_reason, path, params)))
                if len(under_way) > self.workers.count:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()

    def _get_or_reason(self, path: str, params: Params) -> JsonObject | AnswerError:
        try:
            return self.get(path, params)
        except AnswerError as error:
            return error

    def page(self, path: str, params: Params, after: str = "") -> Page:
        """One page of a list, of up to 100 objects.

        Args:
            path: The list, such as `/v1/invoices`.
            params: Filters and expansions.
            after: The id of the object that the page before ended with, or empty for the first page.

        Raises:
            AnswerError: Stripe refuses or keeps failing this one request.
            StripeError: the run cannot go on.
        """
        cursor: Params = (("starting_after", after),) if after else ()
        body = self.get(path, (*params, ("limit", str(PAGE_SIZE)), *cursor))
        data, has_more = body.get("data"), body.get("has_more")
        # One that goes on and does not get further would be read for ever.
        if not _is_list(data) or not isinstance(has_more, bool) or (has_more and _end(data) in {"", after}):
            raise StripeError(
                "stripe_answer_unreadable",
                f"GET {path} was not answered with a list.",
                "Check the setting api_url.",
            )
        return Page(data, has_more)

    def members(self, path: str, params: Params = ()) -> list[JsonObject]:
        """All members of a list, whatever its length, in Stripe's order.

        Raises:
            AnswerError: Stripe refuses or keeps failing one of the pages.
            StripeError: the run cannot go on.
        """
        found: list[JsonObject] = []
        page = self.page(path, params)
        found += page.data
        while page.has_more:
            page = self.page(path, params, after=found[-1]["id"])
            found += page.data
        return found

    def _try(self, path: str, params: Params, what: str) -> JsonObject:
        self._limiter.wait(path)
        response = self._connection.send(path, params, what)
        dated = http_date(response.headers.get("Date", ""))
        self._server_time = dated if dated is not None else self._server_time
        return self._of_mode(read(response, what), what)

    def _of_mode(self, body: JsonObject, what: str) -> JsonObject:
        """The answer, unless it comes from the live account where a test one is wanted, or the reverse."""
        if self._mode:
            listed = body.get("data")
            first = listed[0] if isinstance(listed, list) and listed else body
            live = first.get("livemode") if isinstance(first, dict) else None
            if isinstance(live, bool) and live != (self._mode == "live"):
                found = "live" if live else "test"
                raise StripeError(
                    "stripe_mode_differs",
                    f"{what} was answered with {found} data, but the setting mode is {self._mode}.",
                    f"Use a {self._mode} key in api_key, or change mode if {found} data is what you want to post.",
                )
        return body

    def _backoff(self, attempt: int) -> float:
        longest = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** (attempt - 1))
        return self._jitter.uniform(longest / 2, longest)


def _is_list(data: Any) -> TypeGuard[list[JsonObject]]:  # noqa: ANN401  # any JSON value, by nature
    """Whether these are objects that can be told apart, and the last of them used as a cursor."""
    return isinstance(data, list) and all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in data)


def _end(data: list[JsonObject]) -> str:
    """The id of the last object, empty without any."""
    return data[-1]["id"] if data else ""
