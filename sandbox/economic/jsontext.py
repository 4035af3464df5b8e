"""JSON in and out without floats: numbers come in as `int` or `Decimal` and leave with the decimals they were given.

e-conomic writes amounts with trailing zeros (`9450.000000`), which the standard encoder cannot do, so there is a
small encoder here. A `Decimal` is written as it is: its exponent decides the decimals shown.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from json.encoder import encode_basestring
from types import NoneType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

# Enough for the largest number the sandbox takes (12 digits), squared, with a discount and six decimals.
WIDE = Context(prec=60)

# Far beyond any document of either API; keeps a hostile one from reaching Python's recursion limit.
_MAX_DEPTH = 60

# A .NET decimal has 28 digits; a longer number is refused before anyone computes with it.
_MAX_DIGITS = 60
_MAX_EXPONENT = 40


def parse(raw: bytes) -> object:
    """The value a body holds; numbers with a fraction or exponent become `Decimal`.

    Raises:
        ValueError: Not UTF-8, not JSON, NaN or an infinity, a number out of bounds, or nested too deeply.
    """
    try:
        value: object = json.loads(raw.decode("utf-8"), parse_float=_decimal, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("The JSON is nested too deeply.") from error
    if _deeper_than(value, _MAX_DEPTH):
        raise ValueError("The JSON is nested too deeply.")
    return value


def encode(value: object) -> bytes:
    """A JSON value as UTF-8, keys in their order, each `Decimal` with exactly its own decimals."""
    # A lone surrogate can arrive as an escape and cannot leave as UTF-8; .NET replaces it too.
    return _text(value).encode("utf-8", "replace")


_ONE = {count: Decimal(1).scaleb(-count) for count in range(9)}


def places(value: Decimal | int, count: int) -> Decimal:
    """A number written with `count` decimals (0 to 8). Ties of amounts are decided in `sales.totals`."""
    return Decimal(value).quantize(_ONE[count], ROUND_HALF_UP, WIDE)


_SCALARS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: format(value, "f"),
    NoneType: lambda _: "null",
}


def _text(value: object) -> str:
    scalar = _SCALARS.get(type(value))
    if scalar is not None:
        return scalar(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode_basestring(key)}:{_text(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_text(item) for item in value]) + "]"
    raise TypeError(f"A {type(value).__name__} cannot be written as JSON.")


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except DecimalException as error:
        raise ValueError(f"JSON number {text[:40]} is out of bounds.") from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _MAX_EXPONENT or len(text) > _MAX_DIGITS:
        raise ValueError(f"JSON number {text[:40]} is out of bounds.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
