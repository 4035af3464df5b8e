"""Literals of a mapping file: text, whole numbers, true and false, and lists of these."""

from dataclasses import dataclass

from mapper_jmespath.codes import Code
from mapper_jmespath.problems import Position, Problems
from mapper_jmespath.yaml.tree import Entry, Refused, Scalar, Sequence

Literal = str | int | bool


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal of a mapping file and where it stands."""

    position: Position
    value: Literal | tuple[Literal, ...]


def literal(constant: Constant) -> object:
    """Return the value as it stands in a document."""
    return list(constant.value) if isinstance(constant.value, tuple) else constant.value


def parse_constant(entry: Entry, what: str, problems: Problems) -> Constant | None:
    """Return a literal: text, a whole number, true or false, or a list of these."""
    node = entry.value
    items = node.items if isinstance(node, Sequence) else (node,)
    values: list[Literal] = []
    for item in items:
        if isinstance(item, Refused):
            return None
        if not isinstance(item, Scalar) or item.value is None:
            hint = "to leave a field out, leave out its line; to read it from the record, use `from:`"
            message = f"{what} is text, a number, true or false, or a list of these"
            problems.add(entry.position, Code.KEY_INVALID, message, hint)
            return None
        values.append(item.value)
    return Constant(node.position, tuple(values) if isinstance(node, Sequence) else values[0])
