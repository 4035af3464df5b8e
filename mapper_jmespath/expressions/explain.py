"""Says why an expression found nothing: which step of it the record does not have, and what it has instead."""

from collections.abc import Callable, Mapping

from mapper_jmespath.expressions.expression import Expression, Tree, search_tree
from mapper_jmespath.problems import did_you_mean, one_line

# A record may hold text by the megabyte as a key; a hint names what a person could have meant.
_MAX_KEY = 60


def why_missing(expression: Expression, value: object) -> str:
    """Return a hint for a value that is missing; an empty text where there is nothing useful to say.

    Only names of properties are told, never values.
    """
    try:
        return one_line(_explain(expression.tree, value) or "", 300)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        # The search itself went well; only this second, piecewise walk met a part that cannot stand alone.
        return ""


def _explain(tree: Tree, value: object) -> str | None:
    explain = _EXPLAINERS.get(tree["type"])
    return explain(tree, value) if explain else None


def _field(tree: Tree, value: object) -> str | None:
    name = str(tree["value"])
    if not isinstance(value, dict):
        return None
    if name in value:
        return f"`{name}` is empty in this record"
    keys = [key for key in value if isinstance(key, str) and len(key) <= _MAX_KEY]
    return f"the record has no `{name}` there" + (f"; {hint}" if (hint := did_you_mean(name, keys)) else "")


def _chain(tree: Tree, value: object) -> str | None:
    for child in tree["children"]:
        found = search_tree(child, value)
        if found is None:
            return _explain(child, value)
        value = found
    return None


def _either(tree: Tree, value: object) -> str | None:
    hints = [hint for child in tree["children"] if (hint := _explain(child, value))]
    meant = [hint for hint in hints if "did you mean" in hint]
    return next(iter(meant or hints), None)


def _first(tree: Tree, value: object) -> str | None:
    return _explain(tree["children"][0], value)


_EXPLAINERS: Mapping[str, Callable[[Tree, object], str | None]] = {
    "field": _field,
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _chain,
    "or_expression": _either,
    "and_expression": _either,
    "projection": _first,
    "filter_projection": _first,
    "value_projection": _first,
}
