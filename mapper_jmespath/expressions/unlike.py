"""Comparisons that never hold, whatever the record: text with a number, a status that there is not."""

from mapper_jmespath.expressions.shapes import Shape, Single, named
from mapper_jmespath.expressions.tree import Tree, is_bare_word, quoted
from mapper_jmespath.problems import did_you_mean, shown

_EQUALITY = frozenset({"eq", "ne"})
_NO = frozenset({"false", "no", "0", ""})
_ORDERED = frozenset({"string", "number"})


def unlike(operator: str, trees: tuple[Tree, Tree], shapes: tuple[Shape, Shape]) -> tuple[str, str] | None:
    """Return message and hint for a comparison that is never, or always, true; None for any other.

    Args:
        operator: JMESPath's name of it: eq, ne, lt, lte, gt, gte.
        trees: both sides.
        shapes: what both sides may be; what is not known may be anything.
    """
    left, right = shapes
    if operator not in _EQUALITY:
        odd = next((one for one in shapes if one.known and not one.kinds & _ORDERED), None)
        if odd is not None:
            return f"greater and less are for numbers, and one side is {named(odd)}", "compare with == or !="
    if not left.kinds or not right.kinds:
        return None  # with null anything may be compared
    if not left.kinds & right.kinds:
        message = f"{quoted(trees[0])} is {named(left)} and {quoted(trees[1])} is {named(right)}: never the same"
        sides = ((trees[0], right), (trees[1], left))
        hints = [hint(*side) for hint in (_as_literal, _as_text) for side in sides]
        return message, next((hint for hint in hints if hint), "compare values of one type")
    if operator in _EQUALITY:
        return _never(trees[0], left, right) or _never(trees[1], right, left)
    return None


def _never(tree: Tree, side: Shape, other: Shape) -> tuple[str, str] | None:
    """Complain of a value that is none of those that the other side can have."""
    values, allowed = _values(side), _values(other)
    if tree["type"] != "literal" or values is None or allowed is None or values & allowed:
        return None
    (value,) = values
    known = sorted(str(one) for one in allowed)
    return f"{shown(value)} is none of the values that there are", did_you_mean(str(value), known)


def _values(shape: Shape) -> frozenset[object] | None:
    found: frozenset[object] = frozenset()
    for one in shape.alternatives_found:
        if not isinstance(one, Single) or one.only is None:
            return None
        found |= one.only
    return found


def _as_text(tree: Tree, other: Shape) -> str:
    """Say how to write a word as text, where the other side is text."""
    if tree["type"] == "field" and is_bare_word(str(tree["value"])) and other.kinds == {"string"}:
        return f"if `{tree['value']}` is meant as text, write it in single quotes: '{tree['value']}'"
    return ""


def _as_literal(tree: Tree, other: Shape) -> str:
    """Say how to write a literal as the type that the other side has."""
    if tree["type"] != "literal":
        return ""
    value = tree["value"]
    if isinstance(value, str) and other.kinds == {"boolean"}:
        return f"true and false stand in backticks: `{'false' if value.lower() in _NO else 'true'}`"
    if isinstance(value, str) and other.kinds == {"number"}:
        return f"a number stands in backticks: `{value.strip() if value.strip().isdecimal() else 0}`"
    if isinstance(value, int) and other.kinds == {"string"}:
        return f"text stands in single quotes: '{shown(value)}'"
    return ""
