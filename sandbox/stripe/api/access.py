"""Who may ask: the API key, by bearer token or as the user name of basic authentication, and the account header."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from sandbox.stripe.account import ACCOUNT_ID
from sandbox.stripe.api.errors import ApiError, unauthorised

if TYPE_CHECKING:
    from collections.abc import Collection

SANDBOX_KEY = "sk_test_sandbox"

_SHOWN_HEAD, _SHOWN_TAIL = 8, 4
_NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details."
)


def check(authorization: str | None, account: str | None, keys: Collection[str]) -> None:
    """Let the request pass.

    Raises:
        ApiError: 401 for a missing or wrong key, 403 for an account that the key does not reach.
    """
    key = _key(authorization)
    if not key:
        raise unauthorised(_NO_KEY)
    if key not in keys:
        raise unauthorised(f"Invalid API Key provided: {masked(key)}")
    if account is not None and account != ACCOUNT_ID:
        raise ApiError(
            403,
            f"The provided key '{masked(key)}' does not have access to account '{account}' (or that account does not "
            "exist). Application access may have been revoked.",
            code="account_invalid",
        )


def masked(key: str) -> str:
    """A key as Stripe's messages show it: the kind, and the last characters."""
    if len(key) <= _SHOWN_HEAD + _SHOWN_TAIL:
        return "*" * len(key)
    hidden = "*" * (len(key) - _SHOWN_HEAD - _SHOWN_TAIL)
    return f"{key[:_SHOWN_HEAD]}{hidden}{key[-_SHOWN_TAIL:]}"


def _key(authorization: str | None) -> str:
    scheme, _, value = (authorization or "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
