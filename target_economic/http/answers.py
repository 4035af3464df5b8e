"""What an answer of e-conomic means, and what it means that none came.

The classic API and the newer services differ in their error bodies (see `rejections`) and agree in their statuses.
"""

from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError

from target_economic.errors import AccessError, NoAnswer, Rejected, RunError, Unreachable
from target_economic.http import jsontext, rejections

_FROM_CACHE = "X-ResultFromCache"


@dataclass(frozen=True, slots=True)
class Answer:
    """A definite 2xx answer.

    Attributes:
        body: the parsed body; numbers with decimals are `Decimal`; None where e-conomic had nothing to say (204).
        from_cache: e-conomic repeated a stored answer because of the Idempotency-Key.
    """

    body: Any
    from_cache: bool


class TooManyRequests(NoAnswer):
    """A 429: e-conomic did not look at the request. The limiter holds the next one until it may be sent again."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "it asks for fewer requests (HTTP 429)")


def read(response: requests.Response, what: str) -> Answer:
    """Return what a request was answered with.

    Args:
        response: any, whatever its status and body.
        what: what was being done, for messages: `create the draft of in_1`.

    Raises:
        Rejected: 4xx; nothing was written.
        TooManyRequests: 429; nothing was written.
        AccessError: 401 or 403; nothing was written.
        NoAnswer: anything that does not tell whether the request was carried out.
    """
    status = response.status_code
    if status == requests.codes.no_content:
        return Answer(None, _from_cache(response))
    if status == requests.codes.too_many_requests:
        raise TooManyRequests(what)
    body = jsontext.parse(response.content)
    if status == requests.codes.unauthorized:
        raise _tokens_rejected(what, body)
    if status == requests.codes.forbidden:
        raise _permission_missing(what, body)
    if requests.codes.ok <= status < requests.codes.multiple_choices and body is not None:
        return Answer(body, _from_cache(response))
    if status == requests.codes.request_timeout:
        raise NoAnswer(what, "HTTP 408")
    if requests.codes.bad_request <= status < requests.codes.internal_server_error:
        raise Rejected(
            what,
            status=status,
            error_code=rejections.code(body),
            problems=rejections.problems(body),
            log_id=rejections.log_id(body),
            from_cache=_from_cache(response),
        )
    # A 2xx that cannot be read, a redirect or a 5xx: a write behind it may have happened.
    raise NoAnswer(what, f"HTTP {status}" + ("" if body is not None else " with an unreadable body"))


def unanswered(error: requests.RequestException, what: str, url: str) -> NoAnswer | Unreachable:
    """Return what it means that a request failed without an answer: never sent, or perhaps carried out."""
    if _never_sent(error):
        return Unreachable(
            "economic_unreachable",
            f"Could not connect to e-conomic at {url} to {what}.",
            "Check the setting api_url and that the server is running.",
        )
    return NoAnswer(what, type(error).__name__)


def not_economic(what: str, url: str) -> RunError:
    """Return the error for a good answer that e-conomic would not have given."""
    return RunError(
        "not_economic",
        f"{url} answered, but not as e-conomic does, when asked to {what}.",
        "Check the setting api_url.",
    )


def _from_cache(response: requests.Response) -> bool:
    return response.headers.get(_FROM_CACHE, "").strip().lower() == "true"


def _tokens_rejected(what: str, body: object) -> AccessError:
    return AccessError(
        "economic_tokens_rejected",
        f"e-conomic does not accept the tokens (HTTP 401) when asked to {what}{_said(body)}.",
        "Check the settings app_secret_token and agreement_grant_token; a revoked grant must be given anew.",
    )


def _permission_missing(what: str, body: object) -> AccessError:
    return AccessError(
        "economic_permission_missing",
        f"e-conomic's tokens lack the right to {what} (HTTP 403){_said(body)}.",
        "Give the app the SuperUser role; Sales alone and Bookkeeping alone reach half of what is needed. Some "
        "things also need a module that the agreement has to buy.",
    )


def _said(body: object) -> str:
    """E-conomic's own words, such as the module that is missing, and the log id that its support asks for."""
    words = "; ".join(str(problem) for problem in rejections.problems(body)).rstrip(".")
    log_id = rejections.log_id(body)
    return (f": {words}" if words else "") + (f" (log id {log_id})" if log_id else "")


def _never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | NameResolutionError | ConnectTimeoutError)
