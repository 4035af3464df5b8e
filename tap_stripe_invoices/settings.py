"""The tap's settings: their JSON Schema for `--about`, and the one place that reads and checks them.

The SDK would check settings against the schema as well, but quotes the bad value in its message; a key must never end
up in a log, so values are checked here and only named, never shown.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from singer_sdk import typing as th

from tap_stripe_invoices.errors import SettingsError
from tap_stripe_invoices.records.dates import to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_API_URL = "https://api.stripe.com"
# Invoices on terms of net 30 or end of month + 30 are common in Denmark, and are not all paid on the day.
DEFAULT_RESCAN_DAYS = 90

# No object at Stripe is older than the company, so reading without a start date begins here.
STRIPE_BEGAN = to_seconds("2010-01-01")
_LONGEST_RESCAN_DAYS = 3650

# "Today" begins before midnight UTC in much of the world, and clocks differ.
_DAY_AHEAD = 86_400

_ID = re.compile(r"(in|cus|prod)_\w+")
_KEY = re.compile(r"[!-~]+")

SCHEMA = th.PropertiesList(
    th.Property(
        "api_key",
        th.StringType,
        required=True,
        secret=True,
        title="API key",
        description="Secret or restricted Stripe key; a restricted one must read invoices, customers and products.",
    ),
    th.Property(
        "api_url",
        th.StringType,
        default=DEFAULT_API_URL,
        title="API address",
        description="Where Stripe's API is; the address of a sandbox for trying things out.",
    ),
    th.Property(
        "start_date",
        th.StringType,
        title="Start date",
        description=(
            "Read no invoice created before this date or date-time; a date is its midnight in UTC. "
            "Without it, all are read. Customers and products are read whatever their age."
        ),
    ),
    th.Property(
        "stripe_account",
        th.StringType,
        title="Connected account",
        description="Id of the connected account to read (acct_...), when the key is that of its platform.",
    ),
    th.Property(
        "ids",
        th.ArrayType(th.StringType),
        title="Ids",
        description=(
            "Read only these objects (in_..., cus_..., prod_...), whatever their date, and leave the bookmarks as "
            "they are. A list, or text separated by commas or spaces."
        ),
    ),
    th.Property(
        "rescan_days",
        th.StringType,
        default=str(DEFAULT_RESCAN_DAYS),
        title="Days to read again",
        description=(
            "How many days back from the bookmark invoices are looked at again, for those paid since the last run. "
            "Invoices paid more than rescan_days after they were created are found by a run with an earlier "
            "start_date and state cleared."
        ),
    ),
).to_dict()


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, checked.

    Attributes:
        api_key: The secret; kept out of the repr.
        api_url: Without a trailing slash.
        stripe_account: Empty for the key's own account.
        start: The earliest `created` of an invoice to read, in epoch seconds UTC.
        ids: The only objects to read; empty to read what is due.
        rescan_days: Days before the bookmark that are read again.
    """

    api_key: str = field(repr=False)
    api_url: str = DEFAULT_API_URL
    stripe_account: str = ""
    start: int = STRIPE_BEGAN
    ids: tuple[str, ...] = ()
    rescan_days: int = DEFAULT_RESCAN_DAYS

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Settings:
        """Check a configuration and make settings of it. A setting that is null or empty counts as not set.

        Raises:
            SettingsError: naming the first setting that is unknown, missing or unreadable.
        """
        _refuse_unknown(config)
        api_key = _api_key(config)
        api_url = _api_url(_text(config, "api_url") or DEFAULT_API_URL, api_key)
        return cls(
            api_key=api_key,
            api_url=api_url,
            stripe_account=_account(_text(config, "stripe_account")),
            start=_start(_text(config, "start_date")),
            ids=_ids(config.get("ids")),
            rescan_days=_days(config.get("rescan_days")),
        )


def _refuse_unknown(config: Mapping[str, Any]) -> None:
    known = list(SCHEMA["properties"])
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


def _api_key(config: Mapping[str, Any]) -> str:
    api_key = _text(config, "api_key")
    if not api_key:
        raise SettingsError(
            "setting_missing",
            "The setting api_key is not set.",
            "Give a restricted Stripe key; in a Meltano project, .env.example says where.",
        )
    if api_key.startswith(("pk_", "whsec_")):
        raise SettingsError(
            "setting_invalid",
            "The setting api_key holds a publishable key or a webhook secret, which can read nothing.",
            "Use a secret key (sk_...) or a restricted key (rk_...).",
        )
    if not _KEY.fullmatch(api_key):
        raise SettingsError(
            "setting_invalid",
            "The setting api_key has spaces or other characters that no Stripe key has.",
            "Copy the key again.",
        )
    return api_key


def _api_url(value: str, api_key: str) -> str:
    trouble = SettingsError(
        "setting_invalid", "The setting api_url is not a web address.", f"The usual one is {DEFAULT_API_URL}."
    )
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise trouble from error
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.query or parts.fragment:
        raise trouble
    if parts.scheme == "http" and "_live_" in api_key and not is_this_machine(host):
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


def _account(value: str) -> str:
    if value and not re.fullmatch(r"acct_\w+", value):
        raise SettingsError(
            "setting_invalid",
            "The setting stripe_account is not the id of an account.",
            "It looks like acct_1Ab2Cd3Ef4Gh.",
        )
    return value


def _start(value: str) -> int:
    if not value:
        return STRIPE_BEGAN
    try:
        start = to_seconds(value)
    except ValueError as error:
        raise SettingsError(
            "setting_invalid",
            f"The setting start_date is {value!r}, which is neither a date nor a date-time.",
            "Write 2026-01-01 or 2026-01-01T00:00:00Z.",
        ) from error
    if start > time.time() + _DAY_AHEAD:
        raise SettingsError(
            "setting_invalid",
            f"The setting start_date is {value!r}, which lies in the future: no invoice would be read.",
            "Check the year, and this machine's clock.",
        )
    return max(start, STRIPE_BEGAN)


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise SettingsError("setting_invalid", "The setting ids is not a JSON list.", _IDS_HINT) from error
    entries = [value] if isinstance(value, str) else value or []
    if not isinstance(entries, list | tuple) or not all(isinstance(entry, str) for entry in entries):
        raise SettingsError("setting_invalid", "The setting ids is neither a list of ids nor text.", _IDS_HINT)
    ids = [one for entry in entries for one in re.split(r"[\s,]+", entry) if one]
    for one in ids:
        if not _ID.fullmatch(one):
            raise SettingsError("setting_invalid", f"The setting ids names {one!r}, which is no such id.", _IDS_HINT)
    return tuple(dict.fromkeys(ids))


_IDS_HINT = "Name invoices (in_...), customers (cus_...) or products (prod_...), separated by commas."


def _days(value: object) -> int:
    if value is None or value == "":
        return DEFAULT_RESCAN_DAYS
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit()) or int(text) > _LONGEST_RESCAN_DAYS:
        raise SettingsError(
            "setting_invalid",
            f"The setting rescan_days is not a whole number of days from 0 to {_LONGEST_RESCAN_DAYS}.",
            f"The usual value is {DEFAULT_RESCAN_DAYS}.",
        )
    return int(text)
