"""The filter language of collections: `name$eq:Joe$and:(city$like:*port$or:customerNumber$in:[1,2])`.

From the documentation and from live probing, character by character: `$` and `)` in a value must be escaped with `$`;
`(`, `*` and `,` may be; `[` and `]` must not be (`$[` stays two characters and so matches nothing). `$and:` binds
tighter than `$or:`; text compares without case; `$null:` is a value; `$in:` and `$nin:` take numbers in brackets,
200 at most, and match no text. Unverified: that an absent property differs from any value (`$ne:`), and the wording
of syntax errors other than the bracket's.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sandbox.economic.errors import ApiError, bad_filter, plain
from sandbox.economic.query.collection import normal, value_at
from sandbox.economic.query.days import as_kept, is_dated
from sandbox.economic.query.matching import Star, compile_like, matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.query.collection import Document
    from sandbox.economic.query.fields import Queryable

MAX_IN_VALUES = 200
_MAX_DEPTH = 50

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_OPERATOR = re.compile(r"\$(eq|ne|gte|gt|lte|lt|like|in|nin):")
_END_OF_VALUE = re.compile(r"\$(?:and|or):")
_ESCAPED = frozenset("$()*,")

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


@dataclass(frozen=True)
class Condition:
    """A compiled filter.

    Attributes:
        holds: Whether a document passes.
        narrowed: A property and the only values it can have in a passing document, when the filter says so; lets the
            caller use an index instead of reading everything.
    """

    holds: Callable[[Document], bool]
    narrowed: tuple[str, frozenset[object]] | None = None


def compile_filter(text: str, queryable: Queryable) -> Condition:
    """Compile a filter.

    Raises:
        ApiError: 400 for one that does not parse or names another property; 500 for those that crash the real API.
    """
    parser = _Parser(text, queryable)
    condition = parser.either(0)
    if parser.position != len(text):
        raise parser.wrong(f"Syntax error, unexpected: {text[parser.position]}")
    return condition


class _Parser:
    """Recursive descent over one filter."""

    def __init__(self, text: str, queryable: Queryable) -> None:
        self.position = 0
        self._text = text
        self._queryable = queryable

    def wrong(self, message: str) -> ApiError:
        return bad_filter(message, list(self._queryable.filterable))

    def either(self, depth: int) -> Condition:
        parts = [self._all(depth)]
        while self._take("$or:"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else _any_of(parts)

    def _all(self, depth: int) -> Condition:
        parts = [self._term(depth)]
        while self._take("$and:"):
            parts.append(self._term(depth))
        if len(parts) == 1:
            return parts[0]
        checks = [part.holds for part in parts]
        narrowed = next((part.narrowed for part in parts if part.narrowed), None)
        return Condition(lambda document: all(check(document) for check in checks), narrowed)

    def _term(self, depth: int) -> Condition:
        if self._take("("):
            if depth >= _MAX_DEPTH:
                raise self.wrong("Syntax error, too many parentheses.")
            inner = self.either(depth + 1)
            if not self._take(")"):
                raise self.wrong("Syntax error, expected: )")
            return inner
        name = self._match(_FIELD, "a property name")[0]
        word = self._match(_OPERATOR, "an operator")[1]
        self._allow(name, word)
        if word in {"in", "nin"}:
            return self._among(name, negated=word == "nin")
        return self._compare(name, word, self._value())

    def _allow(self, name: str, word: str) -> None:
        if name in self._queryable.crashing or (name in self._queryable.only_equal and word != "eq"):
            raise plain(500, "An unexpected error occurred.", hint="This filter crashes the real API too.")
        if name not in self._queryable.filterable:
            raise self.wrong(f"Filtering is not allowed on property '{name}'.")

    def _value(self) -> list[str | Star] | None:
        """The value as literal texts and unescaped stars; None for `$null:`."""
        if self._take("$null:"):
            return None
        pieces: list[str | Star] = []
        literal = ""
        while self.position < len(self._text):
            char = self._text[self.position]
            if char == ")" or _END_OF_VALUE.match(self._text, self.position):
                break
            if char == "$":
                following = self._text[self.position + 1 : self.position + 2]
                if following in _ESCAPED and following:
                    literal += following
                elif following in {"[", "]"}:
                    literal += char + following
                else:
                    raise self.wrong("Syntax error, unexpected: $")
                self.position += 2
                continue
            if char == "*":
                pieces += [literal, Star()]
                literal = ""
            else:
                literal += char
            self.position += 1
        return [*pieces, literal]

    def _compare(self, name: str, word: str, value: list[str | Star] | None) -> Condition:
        if value is None:
            return self._compare_null(name, word)
        kind = self._queryable.filterable[name]
        if word == "like" and kind == "text":
            tokens = compile_like(value)
            return Condition(lambda document: matches(tokens, str(normal(value_at(document, name) or ""))))
        if word not in {"eq", "ne"} and (word == "like" or kind == "flag"):
            raise self.wrong(f"Operator ${word}: not supported on property '{name}'.")
        # Outside of patterns a star is a star.
        text = "".join("*" if isinstance(piece, Star) else piece for piece in value)
        wanted = normal(self._typed(name, text))
        if kind == "flag":
            # False booleans are left out of documents.
            return Condition(lambda document: (bool(value_at(document, name)) == wanted) == (word == "eq"))
        if word == "eq":
            return _one_of(name, frozenset({wanted}))
        if word == "ne":
            return Condition(lambda document: normal(value_at(document, name)) != wanted)
        return _in_order(name, _ORDER[word], wanted)

    def _compare_null(self, name: str, word: str) -> Condition:
        if word == "eq":
            return Condition(lambda document: value_at(document, name) is None)
        if word == "ne":
            return Condition(lambda document: value_at(document, name) is not None)
        raise self.wrong(f"Operator ${word}: cannot compare with $null:.")

    def _among(self, name: str, *, negated: bool) -> Condition:
        if not self._take("["):
            raise self.wrong("Syntax error, expected: [")
        end = self._text.find("]", self.position)
        if end < 0:
            raise self.wrong("Syntax error, expected: ]")
        parts = self._text[self.position : end].split(",")
        self.position = end + 1
        if len(parts) > MAX_IN_VALUES:
            raise self.wrong(f"The number of values is limited to {MAX_IN_VALUES}.")
        # Observed: text values parse, and match nothing.
        numeric = self._queryable.filterable[name] == "number"
        values = frozenset(self._typed(name, part.strip()) for part in parts) if numeric else frozenset()
        if negated:
            return Condition(lambda document: normal(value_at(document, name)) not in values)
        return _one_of(name, values)

    def _typed(self, name: str, text: str) -> object:
        kind = self._queryable.filterable[name]
        if kind == "flag":
            if text.lower() not in {"true", "false"}:
                raise self.wrong(f"Value '{text[:40]}' is not valid for property '{name}'.")
            return text.lower() == "true"
        if kind == "number":
            try:
                number = Decimal(text)
            except InvalidOperation:
                number = Decimal("NaN")
            if not number.is_finite():
                raise self.wrong(f"Value '{text[:40]}' is not valid for property '{name}'.")
            return number
        if is_dated(name):
            day = as_kept(name, text)
            if day is None:
                raise self.wrong(f"Value '{text[:40]}' is not valid for property '{name}'.")
            return day
        return text

    def _take(self, token: str) -> bool:
        if self._text.startswith(token, self.position):
            self.position += len(token)
            return True
        return False

    def _match(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        match = pattern.match(self._text, self.position)
        if match is None:
            raise self.wrong(f"Syntax error, expected: {expected}")
        self.position = match.end()
        return match


def _one_of(name: str, values: frozenset[object]) -> Condition:
    """Equality with one of several values: what a look-up of a whole batch comes down to."""
    return Condition(lambda document: normal(value_at(document, name)) in values, (name, values))


def _in_order(name: str, compare: Callable[[Any, Any], bool], wanted: object) -> Condition:
    def holds(document: Document) -> bool:
        found = normal(value_at(document, name))
        return found is not None and compare(found, wanted)

    return Condition(holds)


def _any_of(parts: list[Condition]) -> Condition:
    narrowed = [part.narrowed for part in parts if part.narrowed]
    if len(narrowed) == len(parts) and len({name for name, _ in narrowed}) == 1:
        values = frozenset[object]().union(*(values for _, values in narrowed))
        checks = [part.holds for part in parts]
        return Condition(lambda document: any(check(document) for check in checks), (narrowed[0][0], values))
    checks = [part.holds for part in parts]
    return Condition(lambda document: any(check(document) for check in checks))
