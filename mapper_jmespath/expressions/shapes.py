"""What a value may be, as far as that is known before any record comes: the types that the linter works with.

A shape is a set of alternatives, because an expression such as `number || id` may find one or the other, and because
nearly everything in a record may be null. A shape without alternatives is not known, and nothing is said about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mapper_jmespath.text import length

_MOST_NODES = 20_000
_DEEPEST = 40
# As long as any moment in time is written: 2026-11-20T08:00:00.123456+01:00.
_LONGEST_INSTANT = 32
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Single:
    """Text, a number, true or false, or null.

    Attributes:
        kind: `string`, `number`, `boolean` or `null`.
        longest: the most units of UTF-16 it has as text (`text.length`); None where there is no limit.
        only: the values that it can have; None where it can have any.
    """

    kind: str
    longest: int | None = None
    only: frozenset[object] | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A list of items of one shape."""

    items: "Shape"
    kind: str = "array"


@dataclass(frozen=True, slots=True)
class Object:
    """An object.

    Attributes:
        label: how messages call it.
        properties: the shapes of those that are known.
        rest: the shape of any other; None where there is no other.
    """

    label: str
    properties: Mapping[str, "Shape"]
    rest: "Shape | None" = None
    kind: str = "object"

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


Alternative = Single | List | Object

_WORDS: Mapping[str, str] = {
    "string": "text", "number": "a number", "boolean": "true or false", "array": "a list", "object": "an object",
    "integer": "a whole number", "null": "nothing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be: one of the alternatives; none of them named means that it is not known."""

    alternatives: tuple[Alternative, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return bool(self.alternatives)

    @property
    def kinds(self) -> frozenset[str]:
        """The JSON types that it may have, null left out; empty also where nothing is known."""
        return frozenset(one.kind for one in self.alternatives) - {"null"}

    @property
    def longest(self) -> int | None:
        """The most units it has as text; None where there is no limit or it is not known."""
        lengths = [one.longest if isinstance(one, Single) else None for one in self.alternatives_found]
        known = [length for length in lengths if length is not None]
        return max(known) if known and len(known) == len(lengths) else None

    @property
    def alternatives_found(self) -> tuple[Alternative, ...]:
        """The alternatives in which something is found."""
        return tuple(one for one in self.alternatives if one.kind != "null")


UNKNOWN = Shape()
NULL = Shape((Single("null", 0),))
STRING = Shape((Single("string"),))
NUMBER = Shape((Single("number", _LONGEST_NUMBER),))
BOOLEAN = Shape((Single("boolean", len("false")),))


def named(shape: Shape) -> str:
    """Return what a value may be, in words."""
    return named_kinds(shape.kinds) or "null"


def named_kinds(kinds: Iterable[str]) -> str:
    """Return JSON types in words."""
    return " or ".join(sorted({_WORDS.get(kind, "a list of texts or of numbers") for kind in kinds}))


def either(shapes: Iterable[Shape]) -> Shape:
    """Return the shape of a value that has one of these shapes."""
    alternatives: dict[Alternative, None] = {}
    for shape in shapes:
        if not shape.known:
            return UNKNOWN
        alternatives.update(dict.fromkeys(shape.alternatives))
    return Shape(tuple(alternatives))


def found(shape: Shape) -> Shape:
    """Return the shape of a value that is not null."""
    return Shape(shape.alternatives_found)


def of_literal(value: object) -> Shape:
    """Return the shape of a literal in an expression."""
    if isinstance(value, bool):
        return Shape((Single("boolean", len("false"), frozenset({value})),))
    if isinstance(value, int):
        return Shape((Single("number", len(str(value)), frozenset({value})),))
    if isinstance(value, str):
        return Shape((Single("string", length(value), frozenset({value})),))
    if isinstance(value, list):
        return Shape((List(either(of_literal(item) for item in value)),))
    if isinstance(value, dict):
        return Shape((Object("a literal", {key: of_literal(item) for key, item in value.items()}),))
    return NULL if value is None else NUMBER


def of_schema(schema: Mapping[str, Any], label: str) -> Shape:
    """Return the shape that a JSON Schema describes.

    An object whose properties are listed has those and no others, also where the schema calls it open: what a
    mapping names and the schema does not list is far more often misspelt than new. An object without a list may
    have any property; so may one whose schema says of which type the others are, as Stripe's metadata does.

    Args:
        schema: a JSON Schema; what is not understood in it makes the shape less known, never wrong.
        label: how messages call the value.
    """
    return _Reader(schema, label).shape(schema, label, 0)


class _Reader:
    """Reads one schema, within bounds: a schema comes from a program that this one does not know."""

    def __init__(self, root: Mapping[str, Any], label: str) -> None:
        self._root = root
        self._label = label
        self._nodes = 0

    def shape(self, schema: object, label: str, depth: int) -> Shape:
        self._nodes += 1
        if not isinstance(schema, Mapping) or depth > _DEEPEST or self._nodes > _MOST_NODES:
            return UNKNOWN
        if "$ref" in schema:
            return self.shape(self._referred(schema["$ref"]), label, depth + 1)
        for union in ("anyOf", "oneOf"):
            if isinstance(schema.get(union), list):
                return either(self.shape(one, label, depth + 1) for one in schema[union])
        named = schema.get("type")
        kinds = [named] if isinstance(named, str) else named
        if not isinstance(kinds, list):
            values = [schema["const"]] if "const" in schema else schema.get("enum")
            return either(of_literal(one) for one in values) if isinstance(values, list) else UNKNOWN
        return either(self._alternative(str(kind), schema, label, depth) for kind in kinds)

    def _alternative(self, kind: str, schema: Mapping[str, Any], label: str, depth: int) -> Shape:
        if kind == "array":
            return Shape((List(self.shape(schema.get("items"), f"{label}[]", depth + 1)),))
        if kind == "object":
            return Shape((self._object(schema, label, depth),))
        if kind in {"integer", "number"}:
            return NUMBER
        if kind == "string":
            return Shape((Single("string", _longest(schema), _only(schema)),))
        return {"boolean": BOOLEAN, "null": NULL}.get(kind, UNKNOWN)

    def _object(self, schema: Mapping[str, Any], label: str, depth: int) -> Object:
        listed = schema.get("properties")
        properties = listed if isinstance(listed, Mapping) else {}
        others = schema.get("additionalProperties", True)
        rest: Shape | None = None
        if isinstance(others, Mapping):
            rest = self.shape(others, label, depth + 1)
        elif not properties and others is not False:
            rest = UNKNOWN
        prefix = "" if label == self._label else f"{label}."
        known = {str(name): self.shape(one, f"{prefix}{name}", depth + 1) for name, one in properties.items()}
        return Object(label, known, rest)

    def _referred(self, reference: object) -> object:
        found: object = self._root
        for step in str(reference).removeprefix("#").strip("/").split("/"):
            found = found.get(step) if isinstance(found, Mapping) and step else found
        return found


def _longest(schema: Mapping[str, Any]) -> int | None:
    limit = schema.get("maxLength")
    if isinstance(limit, int):
        return limit
    only = _only(schema)
    if only is not None:
        return max((length(str(one)) for one in only), default=0)
    return _LONGEST_INSTANT if schema.get("format") in {"date-time", "date"} else None


def _only(schema: Mapping[str, Any]) -> frozenset[object] | None:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(values, list) or any(isinstance(one, dict | list) for one in values):
        return None
    return frozenset(one for one in values if one is not None)
