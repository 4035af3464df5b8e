"""One door to e-conomic's REST API: headers, timeouts, paging, and what each answer means.

Reads are repeated until they succeed or clearly fail. Writes go out once per call: whether one may be repeated
is decided in `posting`, which knows what repeating would do.
"""

import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from singer_sdk.singerlib.json import serialize_json
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError
from urllib3.util import Retry

from target_economic.errors import AccessError, NoAnswer, Rejected, RunError, Unreachable
from target_economic.http import rejections

logger = logging.getLogger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PAGE_SIZE = 1000
TRIES = 5
TOO_MANY_REQUESTS = 429
_LONGEST_WAIT = 60.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A definite 2xx answer.

    Attributes:
        body: the parsed body; numbers with decimals are `Decimal`.
        from_cache: e-conomic repeated a stored answer because of the Idempotency-Key.
    """

    body: Any
    from_cache: bool


class TooManyRequests(NoAnswer):
    """A 429: e-conomic did not look at the request; it may be sent again after `wait` seconds."""

    def __init__(self, what: str, wait: float) -> None:
        super().__init__(what, "it asks for fewer requests (HTTP 429)")
        self.wait = wait


class Client:
    """e-conomic's classic REST API with one agreement's tokens.

    Args:
        api_url: such as `https://restapi.e-conomic.com`, without a trailing slash.
        app_secret_token: identifies the app; secret.
        agreement_grant_token: identifies the agreement; secret.
        connect_timeout: seconds; a failure within it means that nothing was sent.
        read_timeout: seconds; a failure after it means that the outcome is unknown.
        pause: how to wait, in seconds; given by tests that do not want to.
        checkpoint: called around each wait; raises where the run was asked to stop. Nothing is lost by that: whatever
            was sent is looked up by the next run.
    """

    def __init__(  # noqa: PLR0913 - one parameter per independent property of the connection
        self,
        api_url: str,
        app_secret_token: str,
        agreement_grant_token: str,
        *,
        connect_timeout: float = 10.0,
        read_timeout: float = 60.0,
        pause: Callable[[float], None] = time.sleep,
        checkpoint: Callable[[], None] = lambda: None,
    ) -> None:
        self._api_url = api_url.rstrip("/")
        self._timeout = (connect_timeout, read_timeout)
        self._pause = pause
        self._checkpoint = checkpoint
        self._session = requests.Session()
        # Proxies are used as the environment says, but not for this machine. An auth of our own keeps .netrc from
        # adding another; urllib3's own retries could send a write twice.
        self._session.trust_env = urlsplit(self._api_url).hostname not in LOOPBACK
        self._session.auth = _no_other
        self._session.mount(self._api_url, HTTPAdapter(max_retries=Retry(0, read=False, redirect=False)))
        self._session.headers.update(
            {
                "X-AppSecretToken": app_secret_token,
                "X-AgreementGrantToken": agreement_grant_token,
                "Content-Type": "application/json",
                "Accept": "application/json",
            }
        )

    def __repr__(self) -> str:
        return f"Client({self._api_url})"

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def get(self, path: str, what: str, params: Mapping[str, str | int] | None = None) -> Json:
        """Read one resource, repeating on 429, 5xx, timeouts and broken connections.

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
                body = self._send("GET", path, what, params=params).body
            except (NoAnswer, Unreachable) as error:
                last = error
                if attempt < TRIES - 1:
                    self.back_off(error, attempt)
            else:
                return self._object(body, what)
        if isinstance(last, Unreachable):
            raise last
        raise RunError("economic_unavailable", last.message, "Run again later: nothing was lost.")

    def collection(self, path: str, what: str, condition: str | None = None) -> Iterator[Json]:
        """Read every member of a collection, page by page.

        Args:
            path: such as `/customers`.
            what: what is being read, for messages.
            condition: a filter made by `filters`.
        """
        page = 0
        while True:
            params: dict[str, str | int] = {"pagesize": PAGE_SIZE, "skippages": page}
            if condition:
                params["filter"] = condition
            body = self.get(path, what, params)
            members, pagination = body.get("collection"), body.get("pagination")
            if not isinstance(members, list) or not isinstance(pagination, dict):
                raise self._not_economic(what)
            yield from members
            if "nextPage" not in pagination:
                return
            page += 1

    def post(self, path: str, what: str, content: bytes, idempotency_key: str) -> Answer:
        """Send one write, once.

        Args:
            path: such as `/invoices/drafts`.
            what: what is being done, for messages: `create the draft of in_1`.
            content: the body, from `encode`; the same bytes must go with the same key.
            idempotency_key: from `idempotency.key`.

        Raises:
            Rejected: 4xx; nothing was written, or an earlier write had the same key.
            TooManyRequests: 429; nothing was written.
            NoAnswer: the write may or may not have happened.
            RunError: e-conomic cannot be reached or refuses the tokens; nothing was written.
        """
        return self._send("POST", path, what, content=content, headers={"Idempotency-Key": idempotency_key})

    def back_off(self, error: NoAnswer | Unreachable, attempt: int) -> None:
        """Wait before repeating: what e-conomic asked for, else 0.5 s doubled each time, with jitter."""
        wait = error.wait if isinstance(error, TooManyRequests) else 0.0
        wait = wait or 0.5 * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not secrecy
        logger.warning("%s Trying again in %.1f s.", error.message, wait)
        self.wait(min(wait, _LONGEST_WAIT))

    def wait(self, seconds: float) -> None:
        """Wait, unless the run was asked to stop."""
        self._checkpoint()
        self._pause(seconds)
        self._checkpoint()

    def _send(  # noqa: PLR0913 - the parts of one request
        self,
        method: str,
        path: str,
        what: str,
        *,
        params: Mapping[str, str | int] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            response = self._session.request(
                method,
                f"{self._api_url}{path}",
                params=params,
                data=content,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise self._unanswered(error, what) from None
        return self._read(response, what)

    def _object(self, body: object, what: str) -> Json:
        if not isinstance(body, dict):
            raise self._not_economic(what)
        return body

    def _not_economic(self, what: str) -> RunError:
        return RunError(
            "not_economic",
            f"{self._api_url} answered, but not as e-conomic does, when asked to {what}.",
            "Check the setting api_url.",
        )

    def _unanswered(self, error: requests.RequestException, what: str) -> NoAnswer | Unreachable:
        if _never_sent(error):
            return Unreachable(
                "economic_unreachable",
                f"Could not connect to e-conomic at {self._api_url} to {what}.",
                "Check the setting api_url and that the server is running.",
            )
        return NoAnswer(what, type(error).__name__)

    def _read(self, response: requests.Response, what: str) -> Answer:
        status = response.status_code
        from_cache = response.headers.get("X-ResultFromCache", "").lower() == "true"
        if status == requests.codes.unauthorized:
            raise AccessError(
                "economic_tokens_rejected",
                f"e-conomic does not accept the tokens (HTTP 401) when asked to {what}.",
                "Check the settings app_secret_token and agreement_grant_token; a revoked grant must be given anew.",
            )
        if status == requests.codes.forbidden:
            raise AccessError(
                "economic_permission_missing",
                f"e-conomic's tokens lack the right to {what} (HTTP 403).",
                "Give the app the SuperUser role; Sales alone and Bookkeeping alone reach half of what is needed.",
            )
        if status == TOO_MANY_REQUESTS:
            raise TooManyRequests(what, _seconds(response.headers.get("Retry-After")))
        body = _parsed(response)
        if requests.codes.ok <= status < requests.codes.multiple_choices and body is not None:
            return Answer(body, from_cache)
        if requests.codes.bad_request <= status < requests.codes.internal_server_error:
            details = body if isinstance(body, dict) else {}
            raise Rejected(
                what,
                status=status,
                error_code=details.get("errorCode"),
                problems=rejections.problems(body),
                log_id=details.get("logId"),
                from_cache=from_cache,
            )
        # A 2xx that cannot be read, a redirect or a 5xx: a write behind it may have happened.
        raise NoAnswer(what, f"HTTP {status}" + ("" if body is not None else " with an unreadable body"))


def encode(body: Json) -> bytes:
    """Write a body as JSON bytes that are the same for the same content; decimals keep their digits."""
    return serialize_json(body, sort_keys=True, ensure_ascii=False).encode()


def _no_other(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _parsed(response: requests.Response) -> Any:  # noqa: ANN401 - whatever JSON held, None if it is not JSON
    try:
        return json.loads(response.content, parse_float=Decimal)
    except ValueError:
        return None


def _never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | NameResolutionError | ConnectTimeoutError)


def _seconds(header: str | None) -> float:
    return float(header) if header and header.strip().isdigit() else 0.0
