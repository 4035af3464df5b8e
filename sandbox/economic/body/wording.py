"""How validation messages name things: JSON types, places in a body, and texts that may be long."""

from __future__ import annotations

from decimal import Decimal

Path = tuple[str | int, ...]

# Enough of a text to recognise it by.
_SHOWN = 40

_TYPE_NAMES = {
    type(None): "Null",
    bool: "Boolean",
    str: "String",
    int: "Integer",
    Decimal: "Float",
    dict: "Object",
    list: "Array",
}


def type_name(value: object) -> str:
    """The JSON type of a parsed value, as e-conomic's schema validator calls it."""
    return _TYPE_NAMES[type(value)]


def dotted(path: Path) -> str:
    """A place in a body: `lines[0].product`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def shown(value: str) -> str:
    """The text, cut when it is long."""
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "..."
