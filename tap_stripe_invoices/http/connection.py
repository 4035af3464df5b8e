"""The way to Stripe's servers: one HTTP session for each thread, and what a missing answer means."""

from __future__ import annotations

import ssl
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import stripe
from urllib3.exceptions import NewConnectionError

from run_telemetry.facts import Request, endpoint
from tap_stripe_invoices.errors import StripeError
from tap_stripe_invoices.http.answers import TransientError
from tap_stripe_invoices.settings import is_this_machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

API_VERSION: str = stripe.api_version

# An encrypted connection that ended too early; what else goes wrong with one goes wrong again.
_CUT_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)


class Connection:
    """Sends requests to one account with one key, at the pinned API version. May be used from any thread.

    Args:
        api_url: Where the API lives, without a trailing slash.
        api_key: The secret or restricted key.
        stripe_account: The connected account to read, or empty for the key's own.
        timeouts: Seconds to wait for a connection, and for an answer.
        tell: Takes each request and how long it took.
    """

    def __init__(
        self,
        api_url: str,
        api_key: str,
        stripe_account: str,
        timeouts: tuple[float, float],
        tell: Callable[[Request], None],
    ) -> None:
        self._api_url = api_url
        self._api_key = api_key
        self._stripe_account = stripe_account
        self._timeouts = timeouts
        self._tell = tell
        # A session belongs to the thread that made it: `requests` does not promise that they can be shared.
        self._own = threading.local()
        self._sessions: list[requests.Session] = []

    def __repr__(self) -> str:
        return f"Connection({self._api_url})"

    def close(self) -> None:
        """Close the connections of all threads."""
        for session in self._sessions:
            session.close()

    def send(self, path: str, params: Sequence[tuple[str, str]], what: str) -> requests.Response:
        """The answer to a GET, whatever its status.

        Args:
            path: Below the API's address.
            params: The query.
            what: The request in words, for messages.

        Raises:
            TransientError: there was no answer, or half of one.
            StripeError: the other side cannot be trusted.
        """
        began, status = time.perf_counter(), 0
        try:
            answer = self._session().get(
                self._api_url + path,
                params=list(params),
                timeout=self._timeouts,
                allow_redirects=False,
            )
            status = answer.status_code
        except requests.exceptions.SSLError as error:
            if any(isinstance(cause, _CUT_OFF) for cause in _causes(error)):
                raise TransientError(self._no_answer(error, what)) from error
            raise StripeError(
                "stripe_unreachable",
                f"The encrypted connection to {self._api_url} failed: {_words(list(_causes(error)))}.",
                "Check the setting api_url and this machine's certificates.",
            ) from error
        except requests.exceptions.RequestException as error:
            raise TransientError(self._no_answer(error, what)) from error
        else:
            return answer
        finally:
            self._tell(Request("GET", endpoint(path), status, time.perf_counter() - began))

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = requests.Session()
            # Proxies are used as the environment says, but not for this machine.
            session.trust_env = not is_this_machine(urlsplit(self._api_url).hostname or "")
            session.auth = _Bearer(self._api_key)
            session.headers.update(
                {"Stripe-Version": API_VERSION, "User-Agent": "stripe-economic tap-stripe-invoices"}
            )
            if self._stripe_account:
                session.headers["Stripe-Account"] = self._stripe_account
            self._own.session = session
            self._sessions.append(session)
        return session

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
