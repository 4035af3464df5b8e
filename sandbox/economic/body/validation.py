"""Checks a request body against its rules, in e-conomic's two phases.

The schema phase is about types, lengths, bounds, enums and missing properties (an array of strings); only then come
the business rules (a tree with codes): references that exist, and decimals. The wording of the schema phase is that
of the validator e-conomic appears to use; "Expected String but got Null" and "Integer 0 is less than minimum value
of 1" are recorded, the rest follows and is unverified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from sandbox.economic.body.rules import (
    LARGEST_INTEGER,
    LARGEST_NUMBER,
    Choice,
    Day,
    Flag,
    Group,
    Many,
    Number,
    Reference,
    Rule,
    Scalar,
    Text,
    Whole,
)
from sandbox.economic.body.wording import Path, dotted, shown, type_name
from sandbox.economic.errors import Tree, plain, schema_phase
from sandbox.economic.identifiers import from_segment

_TYPES: dict[type[Scalar], str] = {
    Text: "String",
    Choice: "String",
    Day: "String",
    Whole: "Integer",
    Number: "Float",
    Flag: "Boolean",
}

_LAST_YEAR = 9000


class Books(Protocol):
    """What the business phase must be able to ask."""

    def exists(self, resource: str, key: int | str) -> bool:
        """Whether a collection has a resource of that number."""
        ...

    def url(self, resource: str) -> str:
        """The address of a collection, for hints."""
        ...


@dataclass
class Checked:
    """A body that passed the schema phase.

    Attributes:
        fields: The known, writable properties; references as `{key: number}`; dates as `YYYY-MM-DD`.
        tree: The business errors so far; callers add theirs, then `tree.raise_if_any()`.
        ignored: Path and reason of every property that was ignored.
        hints: Read-only properties sent along with references, by path, for rules that compare them.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    hints: dict[str, Any] = field(default_factory=dict)


def check(rules: Group, body: object, books: Books) -> Checked:
    """Check a body; business errors are collected, not raised.

    Raises:
        ApiError: 400 of the schema phase.
    """
    if not isinstance(body, dict):
        raise plain(400, f"Invalid type. Expected Object but got {type_name(body)}.")
    walk = _Walk(books)
    walk.checked.fields = walk.group(rules, body, ())
    if walk.errors:
        raise schema_phase(walk.errors)
    for path, code, message, value, hint in walk.business:
        walk.checked.tree.add(path, code, message, value, hint)
    for path, rule, number in walk.references:
        if not books.exists(rule.resource, number):
            walk.checked.tree.not_found(path, rule.code, rule.name, number, books.url(rule.resource))
    return walk.checked


class _Walk:
    """One pass over a body."""

    def __init__(self, books: Books) -> None:
        self.checked = Checked()
        self.errors: list[str] = []
        self.business: list[tuple[Path, str, str, object, str]] = []
        self.references: list[tuple[Path, Reference, int | str]] = []
        self._books = books

    def group(self, rules: Group, body: dict[str, Any], path: Path) -> dict[str, Any]:
        missing = [name for name, rule in rules.properties.items() if rule.required and name not in body]
        if missing:
            self._wrong(f"Required properties are missing from object: {', '.join(missing)}.", path)
        known: dict[str, Any] = {}
        for name, value in body.items():
            rule = rules.properties.get(name)
            if rule is not None:
                accepted = self._property(rule, value, (*path, name))
                if accepted is not None:
                    known[name] = accepted
            elif name != "self" or path == ():
                reason = "read-only" if name in rules.read_only else "unknown"
                self.checked.ignored.append((dotted((*path, name)), reason))
        return known

    def _property(self, rule: Rule, value: object, path: Path) -> object:
        if isinstance(rule, Reference):
            return self._reference(rule, value, path)
        if isinstance(rule, Group):
            if isinstance(value, dict):
                return self.group(rule, value, path)
            self._wrong_type("Object", value, path)
            return None
        if isinstance(rule, Many):
            if not isinstance(value, list):
                self._wrong_type("Array", value, path)
                return None
            return [self._property(rule.items, item, (*path, index)) for index, item in enumerate(value)]
        return self._scalar(rule, value, path)

    def _scalar(self, rule: Scalar, value: object, path: Path) -> object:
        expected = _TYPES[type(rule)]
        got = type_name(value)
        if got != expected and not (expected == "Float" and got == "Integer"):
            self._wrong_type(expected, value, path)
            return None
        match rule, value:
            case Text(), str():
                self._text(rule, value, path)
            case Choice(words=words), _ if value not in words:
                self._wrong(f'Value "{value}" is not defined in enum.', path)
            case Day(), str():
                return self._day(value, path)
            case Whole(least=least), int() if value < least:
                self._wrong(f"Integer {shown(str(value))} is less than minimum value of {least}.", path)
            case Whole(most=most), int() if value > most:
                self._wrong(f"Integer {shown(str(value))} exceeds maximum value of {most}.", path)
            case Number(), int() | Decimal():
                return self._number(rule, Decimal(value), path)
        return value

    def _text(self, rule: Text, value: str, path: Path) -> None:
        if rule.most is not None and len(value) > rule.most:
            self._wrong(f"String '{shown(value)}' exceeds maximum length of {rule.most}.", path)
        if len(value) < rule.least:
            self._wrong(f"String '{shown(value)}' is less than minimum length of {rule.least}.", path)
        if rule.pattern is not None and re.search(rule.pattern, value) is None:
            self._wrong(f"String '{shown(value)}' does not match regex pattern '{rule.pattern}'.", path)

    def _day(self, value: str, path: Path) -> str | None:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", value, re.ASCII) is None:
            self._wrong(rf"String '{shown(value)}' does not match regex pattern '\d{{4}}-\d{{2}}-\d{{2}}'.", path)
            return None
        try:
            day: date | None = date.fromisoformat(value[:10])
        except ValueError:
            day = None
        # A due date is computed from it; Python's calendar and .NET's both end with the year 9999.
        if day is None or day.year > _LAST_YEAR:
            self._wrong(f"String '{shown(value)}' is not a valid date.", path)
            return None
        return day.isoformat()

    def _number(self, rule: Number, value: Decimal, path: Path) -> Decimal:
        if abs(value) > LARGEST_NUMBER:
            self._wrong(f"Float {shown(str(value))} exceeds maximum value of {LARGEST_NUMBER}.", path)
        elif rule.places is not None and value != round(value, rule.places):
            name = path[-1]
            words = {2: "two", 6: "six"}.get(rule.places, str(rule.places))
            self.business.append(
                (path, "E04740", f"{name} scale cannot be greater then {words} decimal places.", value, "")
            )
        return value

    def _reference(self, rule: Reference, value: object, path: Path) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self._wrong_type("Object", value, path)
            return None
        for name, words in rule.choices.items():
            if name in value:
                self._scalar(Choice(words=words), value[name], (*path, name))
                self.checked.hints[dotted((*path, name))] = value[name]
        self.checked.ignored.extend(
            (dotted((*path, name)), "read-only")
            for name in value
            if name not in {rule.key, "self"} and name not in rule.choices
        )
        number = self._identifier(rule, value, path)
        if number is None:
            return None
        self.references.append((path, rule, number))
        return {rule.key: number}

    def _identifier(self, rule: Reference, value: dict[str, Any], path: Path) -> int | str | None:
        """The number sent, or else the one in the `self` link. Which of the two wins is unverified."""
        if rule.key in value:
            scalar = (
                Text(most=25) if rule.text else Whole(least=-LARGEST_INTEGER if rule.least is None else rule.least)
            )
            before = len(self.errors)
            number = self._scalar(scalar, value[rule.key], (*path, rule.key))
            return number if isinstance(number, int | str) and len(self.errors) == before else None
        link = value.get("self")
        if link is not None and not isinstance(link, str):
            self._wrong_type("String", link, (*path, "self"))
            return None
        segment = from_segment((link or "").rstrip("/").rpartition("/")[2].partition("?")[0])
        if segment and rule.text:
            return segment
        if re.fullmatch(r"\d{1,9}", segment, re.ASCII):
            return int(segment)
        message = f"No identifiers present on {path[-1]}. Please include either a self link or a {rule.key}."
        hint = f"Find a list of resources at {self._books.url(rule.resource)}."
        self.business.append((path, "E04500", message, None, hint))
        return None

    def _wrong_type(self, expected: str, value: object, path: Path) -> None:
        self._wrong(f"Invalid type. Expected {expected} but got {type_name(value)}.", path)

    def _wrong(self, message: str, path: Path) -> None:
        self.errors.append(f"{message} Path '{dotted(path)}'." if path else message)
