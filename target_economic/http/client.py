"""A door to e-conomic: requests within the budget, each answered or not, and reads repeated until they are.

Reads are repeated until they succeed or clearly fail. Writes go out once per call: whether one may be repeated
is decided in `posting`, which knows what repeating would do.
"""

import logging
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from requests import PreparedRequest, RequestException, Response, codes

from run_telemetry.facts import Request
from target_economic.errors import NoAnswer, RunError, Unreachable
from target_economic.http import answers
from target_economic.http.answers import Answer, TooManyRequests
from target_economic.http.connections import Connections
from target_economic.http.filters import MAX_URL
from target_economic.http.jsontext import Json, encode
from target_economic.http.limiter import Limiter
from target_economic.http.pages import PAGE_SIZE, members
from target_economic.stopping import Stopping

__all__ = ["TRIES", "Answer", "Client", "Json", "TooManyRequests", "encode"]

logger = logging.getLogger(__name__)

TRIES = 5
_FIRST_WAIT = 0.5


class Client:
    """One agreement's tokens at one of e-conomic's hosts; used by all threads of a run.

    Args:
        api_url: such as `https://restapi.e-conomic.com`.
        app_secret_token: identifies the app; secret.
        agreement_grant_token: identifies the agreement; secret.
        connect_timeout: seconds; a failure within it means that nothing was sent.
        read_timeout: seconds; a failure after it means that the outcome is unknown.
        stopping: nothing new is sent once it was asked. Nothing is lost by that: whatever was sent is looked up by
            the next run.
        limiter: shared by everything that uses the agreement's budget.
        writes: False in a dry run, in which no write leaves.
        tell: takes each request and how long it took.
    """

    def __init__(  # noqa: PLR0913 - one parameter per independent property of the connection
        self,
        api_url: str,
        app_secret_token: str,
        agreement_grant_token: str,
        *,
        connect_timeout: float = 10.0,
        read_timeout: float = 60.0,
        stopping: Stopping | None = None,
        limiter: Limiter | None = None,
        writes: bool = True,
        tell: Callable[[Request], None] = lambda _: None,
    ) -> None:
        self._url = api_url.rstrip("/")
        self._tokens = (app_secret_token, agreement_grant_token)
        self._timeout = (connect_timeout, read_timeout)
        self._stopping = stopping or Stopping()
        self._limiter = limiter or Limiter()
        self._writes = writes
        self._tell = tell
        self._doors: list[Client] = []
        self._connections = Connections(
            self._url,
            {
                "X-AppSecretToken": app_secret_token,
                "X-AgreementGrantToken": agreement_grant_token,
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
            tell,
        )

    def __repr__(self) -> str:
        return f"Client({self._url})"

    @property
    def requests(self) -> int:
        """How many requests were sent, through this door and all others of the same limiter."""
        return self._limiter.requests

    def at(self, other_url: str) -> "Client":
        """Return a door to another of e-conomic's hosts: the same tokens, limiter and budget; closed with this one.

        Args:
            other_url: such as `https://apis.e-conomic.com`, whose PUTs answer without a body.
        """
        connect_timeout, read_timeout = self._timeout
        door = Client(
            other_url,
            *self._tokens,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            stopping=self._stopping,
            limiter=self._limiter,
            writes=self._writes,
            tell=self._tell,
        )
        self._doors.append(door)
        return door

    def close(self) -> None:
        """Give the connections of all threads back."""
        self._connections.close()
        for door in self._doors:
            door.close()

    def get(self, path: str, what: str, params: Mapping[str, str | int] | None = None) -> Json:
        """Read one resource, repeating on 429, 5xx, timeouts, broken connections and half answers.

        Args:
            path: such as `/products/abc`, its identifiers already encoded.
            what: what is being read, for messages: `read product abc`.
            params: the query; encoded here.

        Raises:
            Rejected: 4xx, with status 404 for what does not exist.
            RunError: e-conomic cannot be reached, gives no definite answer, or refuses the tokens.
        """
        last: NoAnswer | Unreachable
        for attempt in range(TRIES):
            try:
                body = self._request("GET", path, what, params=params).body
            except (NoAnswer, Unreachable) as error:
                last = error
                if attempt < TRIES - 1:
                    self.back_off(error, attempt)
            else:
                if not isinstance(body, dict):
                    raise answers.not_economic(what, self._url)
                return body
        if isinstance(last, Unreachable):
            raise last
        raise RunError("economic_unavailable", last.message, "Run again later: nothing was lost.")

    def collection(self, path: str, what: str, condition: str | None = None) -> Iterator[Json]:
        """Read every member of a collection; see `pages` for what happens when it changes meanwhile.

        Args:
            path: such as `/customers`.
            what: what is being read, for messages.
            condition: a filter made by `filters`.

        Raises:
            RunError: as `get`, or the pages do not make up a collection.
        """

        def page(number: int) -> Json:
            params: dict[str, str | int] = {"pagesize": PAGE_SIZE, "skippages": number}
            return self.get(path, what, {**params, "filter": condition} if condition else params)

        return members(page, lambda: answers.not_economic(what, self._url), what)

    def send(  # noqa: PLR0913, PLR0917 - the parts of one request
        self,
        method: str,
        path: str,
        what: str,
        content: bytes | None,
        idempotency_key: str,
        content_type: str | None = None,
    ) -> Answer:
        """Send one write, once.

        Args:
            method: POST, PUT or DELETE.
            path: such as `/invoices/drafts`, its identifiers already encoded.
            what: what is being done, for messages: `create the draft of in_1`.
            content: the body, from `encode`, None for none; the same bytes must go with the same key.
            idempotency_key: from `idempotency.key`.
            content_type: of a body that is not JSON.

        Raises:
            Rejected: 4xx; nothing was written, or an earlier write had the same key.
            TooManyRequests: 429; nothing was written.
            NoAnswer: the write may or may not have happened.
            RunError: e-conomic cannot be reached or refuses the tokens; nothing was written.
            Stopped: the run was asked to stop; nothing was sent.
        """
        if not self._writes:
            raise AssertionError(f"A dry run was about to {what}; nothing was sent.")
        headers = {"Idempotency-Key": idempotency_key}
        if content_type is not None:
            headers["Content-Type"] = content_type
        return self._request(method, path, what, content=content, headers=headers)

    def back_off(self, error: NoAnswer | Unreachable, attempt: int) -> None:
        """Wait before repeating: 0.5 s doubled each time, with jitter. After a 429 the limiter makes all wait."""
        if isinstance(error, TooManyRequests):
            return
        seconds = _FIRST_WAIT * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not secrecy
        logger.warning("%s Trying again in %.1f s.", error.message, seconds)
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        """Wait, unless the run was asked to stop."""
        self._stopping.wait(seconds)

    def _request(  # noqa: PLR0913 - the parts of one request
        self,
        method: str,
        path: str,
        what: str,
        *,
        params: Mapping[str, str | int] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        request = self._prepared(method, path, what, params=params, content=content, headers=headers)
        ticket = self._limiter.admit(self._stopping)
        response: Response | None = None
        try:
            response = self._connections.send(request, self._timeout)
        except RequestException as error:
            raise answers.unanswered(error, what, self._url) from None
        finally:
            self._limiter.settle(
                ticket,
                None if response is None else response.headers,
                refused=response is not None and response.status_code == codes.too_many_requests,
            )
        return answers.read(response, what)

    def _prepared(self, method: str, path: str, what: str, **parts: Any) -> PreparedRequest:  # noqa: ANN401 - as in _request
        try:
            prepared = self._connections.prepare(method, path, **parts)
        except (RequestException, UnicodeError) as error:  # its words may hold a token
            why = type(error).__name__
        else:
            if len(prepared.url or "") <= MAX_URL:
                return prepared
            why = f"its address would be longer than {MAX_URL} characters"
        raise RunError(
            "request_impossible",
            f"A request to {self._url} to {what} cannot be made: {why}.",
            "Check the settings api_url, app_secret_token and agreement_grant_token.",
        )
