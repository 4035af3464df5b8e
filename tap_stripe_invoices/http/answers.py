"""What an HTTP answer from Stripe means: an object, a failure worth repeating, or an error with a name."""

from __future__ import annotations

import email.utils
import re
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from tap_stripe_invoices.errors import AnswerError, StripeError

if TYPE_CHECKING:
    import requests

JsonObject = dict[str, Any]

# Twice as fast as the standard library's, and numbers with a point become `Decimal` all the same.
_DECODER = msgspec.json.Decoder(float_hook=Decimal)

# Stripe quotes keys back in its messages; the middle is starred out there, but nothing promises that.
_KEY = re.compile(r"\b((?:sk|rk|pk)_[a-z]+)_[\w*]+")
_PERMISSION = re.compile(r"\brak_[a-z_]+")

_KEY_HINT = "Check the setting api_key: a secret or restricted key of the right account, test or live, not expired."

# No server's wish makes the tap wait longer than this for one retry.
_LONGEST_WAIT = 60.0

_OK, _UNAUTHORIZED, _FORBIDDEN, _CONFLICT, _TOO_MANY, _REDIRECTS, _SERVER_ERRORS = 200, 401, 403, 409, 429, 300, 500


class TransientError(Exception):
    """A request that may succeed when it is repeated.

    Attributes:
        error: What to raise when the tries are used up.
        wait: Seconds the server asked to wait, or None when it did not say.
        too_fast: Whether the whole endpoint should be left alone meanwhile, and not this one request only.
    """

    def __init__(self, error: StripeError, wait: float | None = None, *, too_fast: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait
        self.too_fast = too_fast


def read(response: requests.Response, what: str) -> JsonObject:
    """The JSON object an answer holds, with its decimal numbers as `Decimal`.

    Args:
        response: Stripe's answer, fully received.
        what: The request in words, such as `GET /v1/invoices`.

    Raises:
        TransientError: repeating the same request may help (429, 409, 5xx, an unreadable body).
        AnswerError: Stripe refuses this one request.
        StripeError: the key is wrong or lacks a permission, or the address is not Stripe's API.
    """
    body = _parse(response.content)
    if response.status_code == _OK and body is not None:
        return body
    if response.status_code == _OK:
        raise TransientError(
            StripeError(
                "stripe_answer_unreadable",
                f"{what} was answered with something that is not a JSON object{_where(response)}.",
                "Check that the setting api_url is the address of Stripe's API.",
            )
        )
    error = _error(response, body or {}, what)
    if _worth_repeating(response):
        raise TransientError(error, _asked_to_wait(response), too_fast=_too_fast(response, body or {}))
    raise error


def _error(response: requests.Response, body: JsonObject, what: str) -> StripeError:
    told = body.get("error")
    told = told if isinstance(told, dict) else {}
    said = mask(str(told.get("message") or "no message"), _key_sent(response)).rstrip(".")
    status, where = response.status_code, _where(response)
    if status == _UNAUTHORIZED:
        return StripeError(
            "stripe_key_rejected",
            f"Stripe rejected the key at {what}: {said}{where}.",
            _account_hint(response, told, said) or _KEY_HINT,
        )
    if status == _FORBIDDEN:
        return StripeError(
            "stripe_permission_missing",
            f"Stripe forbids {what} to this key: {said}{where}.",
            _account_hint(response, told, said) or _permission_hint(said),
        )
    if status == _TOO_MANY:
        reason = response.headers.get("Stripe-Rate-Limited-Reason") or told.get("code") or "rate limit"
        return StripeError(
            "stripe_rate_limited",
            f"Stripe kept refusing {what} for coming too fast ({reason}): {said}{where}.",
            "Run again later; something else may be using up the account's limit.",
        )
    if _REDIRECTS <= status < 400:  # noqa: PLR2004  # the 3xx range
        return StripeError(
            "stripe_redirected",
            f"{what} was answered with a redirect, which is not followed because the key would go with it{where}.",
            "Check the setting api_url.",
        )
    return AnswerError(
        "stripe_failed" if status >= _SERVER_ERRORS else "stripe_refused",
        f"{what} was answered with HTTP {status}: {said}{where}.",
        status=status,
        stripe_code=str(told.get("code") or ""),
        param=str(told.get("param") or ""),
    )


def mask(text: str, secret: str = "") -> str:
    """The text on one line, without `secret`, and with what looks like a Stripe key reduced to its kind."""
    plain = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return _KEY.sub(r"\1_***", plain.replace(secret, "***") if secret else plain)


def _key_sent(response: requests.Response) -> str:
    return str(response.request.headers.get("Authorization", "")).removeprefix("Bearer ")


def _account_hint(response: requests.Response, told: JsonObject, said: str) -> str:
    """What to do when the key does not reach the connected account that was asked for; empty in any other case.

    A missing permission is told with the account's id too, and is no matter of the account.
    """
    account = response.request.headers.get("Stripe-Account")
    words = said.lower()
    about_account = told.get("code") == "account_invalid" or ("account" in words and "permission" not in words)
    if not account or not about_account:
        return ""
    return (
        "Check the setting stripe_account: the id of an account connected to the platform that the key in api_key "
        "belongs to. Leave it out to read that key's own account."
    )


def _permission_hint(said: str) -> str:
    named = sorted(set(_PERMISSION.findall(said)))
    if named:
        return f"Give the restricted key in the setting api_key this permission: {', '.join(named)}."
    return "Give the restricted key in the setting api_key read access to this resource."


def _worth_repeating(response: requests.Response) -> bool:
    wish = response.headers.get("Stripe-Should-Retry", "").strip().lower()
    if wish in {"true", "false"}:
        return wish == "true"
    return response.status_code in {_CONFLICT, _TOO_MANY} or response.status_code >= _SERVER_ERRORS


def _too_fast(response: requests.Response, body: JsonObject) -> bool:
    """Whether a rate limit was hit; a 429 with `lock_timeout` is about one object that somebody is changing."""
    told = body.get("error")
    locked = isinstance(told, dict) and told.get("code") == "lock_timeout"
    return response.status_code == _TOO_MANY and not locked


def _asked_to_wait(response: requests.Response) -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isdecimal():
        return min(float(value), _LONGEST_WAIT)
    at = http_date(value)
    return None if at is None else min(max(0.0, at - time.time()), _LONGEST_WAIT)


def http_date(value: str) -> int | None:
    """An HTTP date header as epoch seconds, or None when it is not one."""
    try:
        return int(email.utils.parsedate_to_datetime(value).timestamp())
    except ValueError:
        return None


def _where(response: requests.Response) -> str:
    request_id = response.headers.get("Request-Id", "")
    return f" (request {request_id})" if request_id else ""


def _parse(content: bytes) -> JsonObject | None:
    try:
        body = _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
