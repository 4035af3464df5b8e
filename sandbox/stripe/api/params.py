"""Stripe's parameters: query strings and forms with nested keys such as `created[gte]` or `metadata[a]`."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from sandbox.stripe.api.errors import invalid, unknown_parameters

Params = dict[str, "str | Params"]

_SUBKEY = re.compile(r"\[([^\[\]]*)\]")
_MAX_LIMIT = 100
_DEFAULT_LIMIT = 10
_BOOLEANS = {"true": True, "false": False}


def parse(encoded: bytes) -> Params:
    """The parameters as nested dictionaries; members of `key[]` are numbered in order.

    Raises:
        ApiError: 400 for keys that are no keys, or that are used both plainly and nested.
    """
    try:
        text = encoded.decode("ascii")
        pairs = [part.partition("=") for part in text.split("&") if part]
        items = [
            (unquote_plus(key, errors="strict"), unquote_plus(value, errors="strict")) for key, _, value in pairs
        ]
    except UnicodeDecodeError:
        raise invalid("Invalid encoding: parameters must be percent-encoded UTF-8.") from None
    params: Params = {}
    for key, value in items:
        _store(params, key, value)
    return params


def _store(params: Params, key: str, value: str) -> None:
    name, bracket, rest = key.partition("[")
    path = [name, *_SUBKEY.findall(bracket + rest)]
    if not name or "".join(f"[{sub}]" for sub in path[1:]) != bracket + rest:
        raise invalid(f"Invalid parameter name: {key}", param=key)
    inner = params
    for sub in path[:-1]:
        found = inner.setdefault(sub or str(len(inner)), {})
        if isinstance(found, str):
            raise invalid(f"Invalid hash: {key}", param=name)
        inner = found
    last = path[-1] or str(len(inner))
    if isinstance(inner.get(last), dict):
        raise invalid(f"Invalid string: {key}", param=name)
    inner[last] = value


def only_known(params: Params, known: frozenset[str]) -> None:
    """Refuse what Stripe does not know.

    Raises:
        ApiError: 400 `parameter_unknown`.
    """
    unknown = [name for name in params if name not in known]
    if unknown:
        raise unknown_parameters(unknown)


def text(params: Params, name: str) -> str | None:
    """A plain parameter, or None where it was not given."""
    value = params.get(name)
    if isinstance(value, dict):
        raise invalid("Invalid string: a hash was given.", param=name)
    return value


def texts(params: Params, name: str) -> list[str]:
    """An array parameter; empty where it was not given."""
    value = params.get(name)
    if value is None:
        return []
    if isinstance(value, str):
        raise invalid("Invalid array", param=name)
    if nested := [key for key, member in value.items() if isinstance(member, dict)]:
        raise invalid("Invalid string: a hash was given.", param=f"{name}[{nested[0]}]")
    return [member for member in value.values() if isinstance(member, str)]


def integer(value: str, name: str) -> int:
    """A whole number, as Stripe reads it.

    Raises:
        ApiError: 400 `parameter_invalid_integer`.
    """
    if not re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        raise invalid(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def boolean(value: str, name: str) -> bool:
    """`true` or `false`.

    Raises:
        ApiError: 400.
    """
    if value not in _BOOLEANS:
        raise invalid(f"Invalid boolean: {value}", param=name)
    return _BOOLEANS[value]


def limit(params: Params) -> int:
    """The page size: 10 unless asked for, and silently kept within 1 and 100."""
    value = text(params, "limit")
    return _DEFAULT_LIMIT if value is None else min(max(integer(value, "limit"), 1), _MAX_LIMIT)
