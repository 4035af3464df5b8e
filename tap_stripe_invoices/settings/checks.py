"""Reads and checks one setting at a time; what is wrong is said with the setting's name and without its value."""

from __future__ import annotations

import difflib
import ipaddress
import json
import re
import time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tap_stripe_invoices.errors import SettingsError
from tap_stripe_invoices.records.dates import to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# No object at Stripe is older than the company, so reading without a start date begins here.
STRIPE_BEGAN = to_seconds("2010-01-01")

# "Today" begins before midnight UTC in much of the world, and clocks differ.
_DAY_AHEAD = 86_400

_ID = re.compile(r"(in|cus|prod|ch|py|cn|txn|po)_\w+")
_KEY = re.compile(r"[!-~]+")
_QUOTES = frozenset("'\"")
_KEY_MODE = re.compile(r"[a-z_]+?_(live|test)_")
_MOST_A_SECOND = 100


def refuse_unknown(config: Mapping[str, Any], known: Sequence[str]) -> None:
    """Refuse a setting that does not exist.

    Raises:
        SettingsError: `setting_unknown`, with the name that was probably meant.
    """
    for name in config:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"The settings are: {', '.join(known)}."
            raise SettingsError("setting_unknown", f"There is no setting {name!r}.", hint)


def _text(config: Mapping[str, Any], name: str) -> str:
    value = config.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SettingsError("setting_invalid", f"The setting {name} is not text.", "Put it in quotes.")
    return value.strip()


def api_key(config: Mapping[str, Any]) -> str:
    """The key.

    Raises:
        SettingsError: it is missing, or no key that can read anything.
    """
    key = _text(config, "api_key")
    if not key:
        raise SettingsError(
            "setting_missing",
            "The setting api_key is not set.",
            "Give a restricted Stripe key; in a Meltano project, .env.example says where.",
        )
    if key.startswith(("pk_", "whsec_")):
        raise SettingsError(
            "setting_invalid",
            "The setting api_key holds a publishable key or a webhook secret, which can read nothing.",
            "Use a secret key (sk_...) or a restricted key (rk_...).",
        )
    if key[0] in _QUOTES:
        raise SettingsError(
            "setting_invalid",
            "The setting api_key begins with a quote, which no Stripe key does.",
            "Take the quotes away: docker run --env-file, for one, leaves them in the value.",
        )
    if not _KEY.fullmatch(key):
        raise SettingsError(
            "setting_invalid",
            "The setting api_key has spaces or other characters that no Stripe key has.",
            "Copy the key again.",
        )
    return key


def api_url(config: Mapping[str, Any], key: str, default: str) -> str:
    """The address, without a slash at its end.

    Raises:
        SettingsError: it is no web address, or would send a live key unencrypted.
    """
    value = _text(config, "api_url") or default
    trouble = SettingsError(
        "setting_invalid", "The setting api_url is not a web address.", f"The usual one is {default}."
    )
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise trouble from error
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.query or parts.fragment:
        raise trouble
    if parts.scheme == "http" and "_live_" in key and not is_this_machine(host):
        raise SettingsError(
            "setting_invalid",
            "The setting api_url would send a live key over the network unencrypted.",
            "Use an https address.",
        )
    return value.rstrip("/")


def is_this_machine(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def key_mode(key: str, mode: str) -> str:
    """Whether a key says itself that it is for `live` or `test` data; empty where it does not.

    Raises:
        SettingsError: `mode_differs`: it is of the other mode than `mode`.
    """
    told = _KEY_MODE.match(key)
    if mode and told and told[1] != mode:
        raise SettingsError(
            "mode_differs",
            f"The setting mode is {mode}, but the key in api_key is a {told[1]} key.",
            f"Use a {mode} key, or change mode if {told[1]} data is what you want to post.",
        )
    return told[1] if told else ""


def choice(config: Mapping[str, Any], name: str, known: Sequence[str], default: str) -> str:
    """One of a few words.

    Raises:
        SettingsError: it is another.
    """
    value = _text(config, name)
    if value and value not in known:
        close = difflib.get_close_matches(value, known, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"Write {' or '.join(known)}."
        raise SettingsError("setting_invalid", f"The setting {name} is {value!r}.", hint)
    return value or default


def accounts(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The connected accounts, each once.

    Raises:
        SettingsError: one of them is not the id of an account.
    """
    hint = "Name accounts like acct_1Ab2Cd3Ef4Gh, separated by commas."
    found = _names(config, "stripe_account", hint)
    if any(not re.fullmatch(r"acct_\w+", one) for one in found):
        raise SettingsError("setting_invalid", "The setting stripe_account is not the id of an account.", hint)
    return found


def start(config: Mapping[str, Any]) -> int:
    """The start date in epoch seconds.

    Raises:
        SettingsError: it is no date, or lies in the future.
    """
    value = _text(config, "start_date")
    if not value:
        return STRIPE_BEGAN
    try:
        found = to_seconds(value)
    except ValueError as error:
        raise SettingsError(
            "setting_invalid",
            f"The setting start_date is {value!r}, which is neither a date nor a date-time.",
            "Write 2026-01-01 or 2026-01-01T00:00:00Z.",
        ) from error
    if found > time.time() + _DAY_AHEAD:
        raise SettingsError(
            "setting_invalid",
            f"The setting start_date is {value!r}, which lies in the future: no invoice would be read.",
            "Check the year, and this machine's clock.",
        )
    return max(found, STRIPE_BEGAN)


def ids(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the only objects to read, each once.

    Raises:
        SettingsError: one of them is no id that this tap could read.
    """
    found = _names(config, "ids", _IDS_HINT)
    for one in found:
        if not _ID.fullmatch(one):
            raise SettingsError("setting_invalid", f"The setting ids names {one!r}, which is no such id.", _IDS_HINT)
    return found


_IDS_HINT = (
    "Name invoices (in_...), customers (cus_...), products (prod_...), charges (ch_..., py_...), credit notes "
    "(cn_...), balance transactions (txn_...) or payouts (po_...), separated by commas."
)


def whole(config: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    """A whole number within bounds.

    Raises:
        SettingsError: it is something else.
    """
    value = config.get(name)
    if value is None or value == "":
        return default
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise SettingsError(
            "setting_invalid",
            f"The setting {name} is not a whole number from {low} to {high}.",
            f"The usual value is {default}.",
        )
    return int(text)


def rate(config: Mapping[str, Any], name: str, default: str) -> float:
    """A number of requests a second, with decimals if need be.

    Raises:
        SettingsError: it is something else.
    """
    value = config.get(name)
    text = default if value is None or value == "" else str(value).strip()
    try:
        found = Decimal(text if not isinstance(value, bool) else "")
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found <= _MOST_A_SECOND or 0 < found < Decimal("0.1"):
        raise SettingsError(
            "setting_invalid",
            f"The setting {name} is neither 0 nor a number from 0.1 to {_MOST_A_SECOND}.",
            f"The usual value is {default}.",
        )
    return float(found)


def _names(config: Mapping[str, Any], name: str, hint: str) -> tuple[str, ...]:
    """A list, or text with commas or spaces, as the words in it, each once."""
    value: object = config.get(name)
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise SettingsError("setting_invalid", f"The setting {name} is not a JSON list.", hint) from error
    entries = [value] if isinstance(value, str) else value or []
    if not isinstance(entries, list | tuple) or not all(isinstance(entry, str) for entry in entries):
        raise SettingsError("setting_invalid", f"The setting {name} is neither a list of ids nor text.", hint)
    return tuple(dict.fromkeys(one for entry in entries for one in re.split(r"[\s,]+", entry) if one))
