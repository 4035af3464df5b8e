"""The transport: one HTTP session to one Stripe account, raw JSON in, errors with names out.

Requests go through `requests` and not through Stripe's SDK, whose objects cost forty times as much to build and whose
client does not repeat a bare 429. The SDK is read for one thing: the API version it pins.
"""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import stripe
from urllib3.exceptions import NewConnectionError

from tap_stripe_invoices.errors import StripeError
from tap_stripe_invoices.http.answers import JsonObject, TransientError, http_date, read
from tap_stripe_invoices.settings import is_this_machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Params = tuple[tuple[str, str], ...]

API_VERSION: str = stripe.api_version
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
    """Reads from Stripe's API.

    Args:
        api_url: Where the API lives, without a trailing slash.
        api_key: The secret or restricted key.
        stripe_account: The connected account to read, or empty for the key's own.
        timeouts: Seconds to wait for a connection, and for an answer.
        pause: How to wait between tries.
    """

    def __init__(
        self,
        *,
        api_url: str,
        api_key: str,
        stripe_account: str = "",
        timeouts: tuple[float, float] = (_CONNECT_SECONDS, _READ_SECONDS),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api_url = api_url
        self._timeouts = timeouts
        self._pause = pause
        self._jitter = random.SystemRandom()
        self._server_time: int | None = None
        self._session = requests.Session()
        # Proxies are used as the environment says, but not for this machine.
        self._session.trust_env = not is_this_machine(urlsplit(api_url).hostname or "")
        self._session.auth = _Bearer(api_key)
        self._session.headers.update(
            {"Stripe-Version": API_VERSION, "User-Agent": "stripe-economic tap-stripe-invoices"}
        )
        if stripe_account:
            self._session.headers["Stripe-Account"] = stripe_account

    def __repr__(self) -> str:
        return f"Client({self._api_url})"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

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
                return read(self._send(path, params, what), what)
            except TransientError as trouble:
                tries = _TRIES_TO_CONNECT if trouble.error.code == "stripe_unreachable" else _TRIES
                if attempt >= tries:
                    raise trouble.error from trouble
                wait = self._backoff(attempt) if trouble.wait is None else trouble.wait
                _log.warning("Try %d of %d failed, next in %.1f s: %s", attempt, tries, wait, trouble.error.message)
                self._pause(wait)

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
        if not isinstance(data, list) or not isinstance(has_more, bool) or (has_more and not data):
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

    def _send(self, path: str, params: Sequence[tuple[str, str]], what: str) -> requests.Response:
        try:
            response = self._session.get(
                self._api_url + path,
                params=list(params),
                timeout=self._timeouts,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise StripeError(
                "stripe_unreachable",
                f"The encrypted connection to {self._api_url} failed: {_words(list(_causes(error)))}.",
                "Check the setting api_url and this machine's certificates.",
            ) from error
        except requests.exceptions.RequestException as error:
            raise TransientError(self._no_answer(error, what)) from error
        dated = http_date(response.headers.get("Date", ""))
        self._server_time = dated if dated is not None else self._server_time
        return response

    def _no_answer(self, error: requests.exceptions.RequestException, what: str) -> StripeError:
        causes = list(_causes(error))
        never_connected = any(isinstance(cause, NewConnectionError) for cause in causes)
        if never_connected or isinstance(error, requests.exceptions.ConnectTimeout):
            return StripeError(
                "stripe_unreachable",
                f"Nothing answers at {self._api_url}: {_words(causes)}.",
                "Check the setting api_url, the network, and, for a sandbox, that it is running.",
            )
        return StripeError(
            "stripe_no_answer",
            f"{what} got no complete answer from {self._api_url}: {_words(causes)}.",
            "Run again later; what was read so far is kept.",
        )

    def _backoff(self, attempt: int) -> float:
        longest = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** (attempt - 1))
        return self._jitter.uniform(longest / 2, longest)


class _Bearer(requests.auth.AuthBase):
    """Adds the key to a request. Being an auth object, it also keeps a .netrc file from replacing the key."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key

    def __repr__(self) -> str:
        return "_Bearer(***)"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._api_key}"
        return request


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, outermost first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _words(causes: list[BaseException]) -> str:
    """The innermost cause in a few words; the outer ones repeat the whole request."""
    return str(causes[-1]) or type(causes[-1]).__name__
