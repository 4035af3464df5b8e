"""Who is asking: the API key, by bearer token or as the user name of basic authentication, and the account header."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sandbox.stripe.api.errors import ApiError, invalid, unauthorised

if TYPE_CHECKING:
    from sandbox.stripe.store import Store

SANDBOX_KEY = "sk_test_sandbox"
LIVE_KEY = "sk_live_sandbox"
READ_ONLY_KEY = "rk_test_readonly"

Level = Literal["none", "read", "write"]
Rights = Mapping[str, Level]

_SHOWN_HEAD, _SHOWN_TAIL = 8, 4
_LIVE_PREFIXES = ("sk_live_", "rk_live_")
_NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A request's key with its rights, and the account it is about."""

    key: str
    rights: Rights
    account: str

    @property
    def live(self) -> bool:
        """Whether the key is of live mode."""
        return self.key.startswith(_LIVE_PREFIXES)


def account_named(headers: Mapping[str, str]) -> str | None:
    """The account that a request names: `Stripe-Account`, or the newer `Stripe-Context`, whose last part it is.

    Raises:
        ApiError: 400 where the two differ (unverified).
    """
    account, context = headers.get("stripe-account"), headers.get("stripe-context")
    found = context.rpartition("/")[2] if context else None
    if account and found and account != found:
        raise invalid("The Stripe-Account and Stripe-Context headers name different accounts.")
    return account or found


def identify(authorization: str | None, account: str | None, store: Store) -> tuple[Caller, Store]:
    """Who asks, and the account that is asked: the key's own, or the connected one that a header names.

    Raises:
        ApiError: 401 for a missing, wrong or expired key, 403 for an account that the key does not reach.
    """
    key = _key(authorization)
    if not key:
        raise unauthorised(_NO_KEY)
    if key in store.expired_keys:
        raise unauthorised(f"Expired API Key provided: {masked(key)}", "api_key_expired")
    rights = store.keys.get(key)
    if rights is None:
        raise unauthorised(f"Invalid API Key provided: {masked(key)}")
    asked = account_of(store, key, account or store.account_id)
    caller = Caller(key, rights, asked.account_id)
    return caller, asked.in_mode(live=caller.live)


def account_of(store: Store, key: str, account: str) -> Store:
    """The account of this id, if the key reaches it.

    Raises:
        ApiError: 403.
    """
    asked = store if account == store.account_id else store.accounts.get(account)
    if asked is None:
        raise ApiError(
            403,
            f"The provided key '{masked(key)}' does not have access to account '{account}' (or that account does not "
            "exist). Application access may have been revoked.",
            code="account_invalid",
        )
    return asked


def masked(key: str, tail: int = _SHOWN_TAIL) -> str:
    """A key as Stripe's messages show it: the kind, and the last characters."""
    if len(key) <= _SHOWN_HEAD + tail:
        return "*" * len(key)
    hidden = "*" * (len(key) - _SHOWN_HEAD - tail)
    return f"{key[:_SHOWN_HEAD]}{hidden}{key[-tail:]}"


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
