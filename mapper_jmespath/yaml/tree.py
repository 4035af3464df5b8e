"""A YAML file as a small tree in which everything knows its line and column."""

from dataclasses import dataclass

from mapper_jmespath.problems import Position


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text, a whole number, true, false or null (also: nothing at all)."""

    position: Position
    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    position: Position
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping: where the key stands, and its value."""

    position: Position
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file."""

    position: Position
    entries: dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Refused:
    """Something already reported; whoever meets it reports nothing more."""

    position: Position


Node = Scalar | Sequence | Mapping | Refused
