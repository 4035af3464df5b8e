"""Values that are no objects or arrays: what the schema phase finds wrong with one, and what is taken of it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from sandbox.economic.body.rules import Choice, Day, Flag, Number, Scalar, Text, Whole
from sandbox.economic.body.wording import shown, type_name

_TYPES: Final[dict[type[Scalar], str]] = {
    Text: "String",
    Choice: "String",
    Day: "String",
    Whole: "Integer",
    Number: "Float",
    Flag: "Boolean",
}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_DAY_PATTERN = r"\d{4}-\d{2}-\d{2}"
_LAST_YEAR = 9000


def complaints(rule: Scalar, value: object) -> list[str]:
    """What is wrong with a value, in the words of a schema validator; nothing when it is as the rule wants it."""
    expected, got = _TYPES[type(rule)], type_name(value)
    if got != expected and not (expected == "Float" and got == "Integer"):
        return [wrong_type(expected, value)]
    match rule, value:
        case Text(), str():
            return _of_text(rule, value)
        case Choice(words=words), str() if value not in words:
            return [f'Value "{shown(value)}" is not defined in enum.']
        case Day(), str():
            return _of_day(value)
        case ((Whole() | Number()), (int() | Decimal())):
            return _of_number(rule, value, expected)
    return []


def taken(rule: Scalar, value: object) -> object:
    """A value without complaints as the rest of the sandbox wants it: numbers as `Decimal`, days without a time."""
    match rule, value:
        case Text(), str() if not value.isascii():
            # Half of a pair, which JSON can say and UTF-8 cannot, is replaced, as it would be when it leaves.
            return value.encode("utf-8", "replace").decode("utf-8")
        case Day(), str():
            return date.fromisoformat(value[:10]).isoformat()
        case Number(), (int() | Decimal()):
            return Decimal(value)
    return value


def wrong_type(expected: str, value: object) -> str:
    """A value of another JSON type than the rule's."""
    return f"Invalid type. Expected {expected} but got {type_name(value)}."


def too_many_decimals(rule: Scalar, value: object, name: str | int) -> str | None:
    """The business phase's message (E04740) for a number with more decimals than the rule allows."""
    if not isinstance(rule, Number) or rule.places is None or not isinstance(value, Decimal):
        return None
    if value == round(value, rule.places):
        return None
    words = {2: "two", 6: "six"}.get(rule.places, str(rule.places))
    return f"{name} scale cannot be greater then {words} decimal places."


def _of_text(rule: Text, value: str) -> list[str]:
    found = []
    length = _length(value)
    if rule.most is not None and length > rule.most:
        found.append(f"String '{shown(value)}' exceeds maximum length of {rule.most}.")
    if length < rule.least:
        found.append(f"String '{shown(value)}' is less than minimum length of {rule.least}.")
    if rule.pattern is not None and re.search(rule.pattern, value) is None:
        found.append(f"String '{shown(value)}' does not match regex pattern '{rule.pattern}'.")
    return found


def _length(value: str) -> int:
    """How long a text is for .NET, which counts UTF-16 units: an emoji is two. That e-conomic does so is inferred."""
    return len(value) if value.isascii() else len(value.encode("utf-16-le", "surrogatepass")) // 2


def _of_day(value: str) -> list[str]:
    if _DAY.fullmatch(value) is None:
        return [f"String '{shown(value)}' does not match regex pattern '{_DAY_PATTERN}'."]
    try:
        day: date | None = date.fromisoformat(value[:10])
    except ValueError:
        day = None
    # A due date is computed from it; Python's calendar and .NET's both end with the year 9999.
    return [f"String '{shown(value)}' is not a valid date."] if day is None or day.year > _LAST_YEAR else []


def _of_number(rule: Whole | Number, value: int | Decimal, kind: str) -> list[str]:
    if value < rule.least:
        return [f"{kind} {shown(str(value))} is less than minimum value of {rule.least}."]
    if value > rule.most:
        return [f"{kind} {shown(str(value))} exceeds maximum value of {rule.most}."]
    return []
