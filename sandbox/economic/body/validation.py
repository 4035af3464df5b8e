"""Checks a request body against its rules, in e-conomic's two phases.

The schema phase is about types, lengths, bounds, enums and missing properties (an array of strings); only then come
the business rules (a tree with codes): references that exist, and decimals. The wording of the schema phase is that
of the validator e-conomic appears to use; "Expected String but got Null" and "Integer 0 is less than minimum value
of 1" are recorded, the rest follows and is unverified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sandbox.economic.body.rules import (
    LARGEST_INTEGER,
    Choice,
    Group,
    Many,
    Reference,
    Rule,
    Scalar,
    Text,
    Whole,
    Words,
)
from sandbox.economic.body.scalars import complaints, taken, too_many_decimals, wrong_type
from sandbox.economic.body.wording import Path, dotted
from sandbox.economic.errors import Tree, plain, schema_phase
from sandbox.economic.identifiers import from_link

# More than anyone reads; keeps the answer to a hostile body smaller than the body.
_MOST_ERRORS = 1000

# A product's number, the longest text that names something.
_LONGEST_KEY = 25

# How links to a resource end, where that is not its own name.
_PATHS: Final = {
    "customer-contacts": ("contacts",),
    "departmental-distributions": (
        "departmental-distributions",
        "departmental-distributions/departments",
        "departmental-distributions/distributions",
    ),
}


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
        raise plain(400, wrong_type("Object", body))
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


def _identifier_rule(rule: Reference) -> Scalar:
    if rule.text:
        return Text(most=_LONGEST_KEY if rule.most is None else rule.most, least=rule.least or 0)
    least = -LARGEST_INTEGER if rule.least is None else rule.least
    return Whole(least=least, most=LARGEST_INTEGER if rule.most is None else rule.most)


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
        return self._words(rule, value, path) if isinstance(rule, Words) else self._scalar(rule, value, path)

    def _words(self, rule: Words, value: object, path: Path) -> object:
        if not isinstance(value, list):
            self._wrong_type("Array", value, path)
            return None
        seen: set[str] = set()
        for index, word in enumerate(value):
            self._scalar(Choice(words=rule.words), word, (*path, index))
            if isinstance(word, str) and word in seen:
                self._wrong(f"Non-unique array item at index {index}.", path)
            if isinstance(word, str):
                seen.add(word)
        return value

    def _scalar(self, rule: Scalar, value: object, path: Path) -> object:
        """What is taken of a value; None when something is wrong with it."""
        found = complaints(rule, value)
        for message in found:
            self._wrong(message, path)
        if found:
            return None
        accepted = taken(rule, value)
        decimals = too_many_decimals(rule, accepted, path[-1])
        if decimals is not None:
            self.business.append((path, "E04740", decimals, accepted, ""))
        return accepted

    def _reference(self, rule: Reference, value: object, path: Path) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self._wrong_type("Object", value, path)
            return None
        for name, words in rule.choices.items():
            if name in value:
                self._scalar(Choice(words=words), value[name], (*path, name))
                self.checked.hints[dotted((*path, name))] = value[name]
        missing = [name for name, scalar in rule.along.items() if scalar.required and name not in value]
        if missing:
            self._wrong(f"Required properties are missing from object: {', '.join(missing)}.", path)
        for name, scalar in rule.along.items():
            if name in value:
                self._scalar(scalar, value[name], (*path, name))
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
            number = self._scalar(_identifier_rule(rule), value[rule.key], (*path, rule.key))
            return number if isinstance(number, int | str) else None
        link = value.get("self")
        if link is not None and not isinstance(link, str):
            self._wrong_type("String", link, (*path, "self"))
            return None
        segment = from_link(link or "", _PATHS.get(rule.resource, (rule.resource,)))
        if segment and rule.text:
            return segment
        if re.fullmatch(r"\d{1,10}", segment, re.ASCII):
            return int(segment)
        message = f"No identifiers present on {path[-1]}. Please include either a self link or a {rule.key}."
        hint = f"Find a list of resources at {self._books.url(rule.resource)}."
        self.business.append((path, "E04500", message, None, hint))
        return None

    def _wrong_type(self, expected: str, value: object, path: Path) -> None:
        self._wrong(wrong_type(expected, value), path)

    def _wrong(self, message: str, path: Path) -> None:
        if len(self.errors) < _MOST_ERRORS:
            self.errors.append(f"{message} Path '{dotted(path)}'." if path else message)
