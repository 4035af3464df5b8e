"""Whether one expression holds exactly where another does not."""

from mapper_jmespath.expressions.tree import Tree, children

_OTHERWISE = {"eq": "ne", "ne": "eq"}


def opposite(one: Tree, other: Tree) -> bool:
    """Tell whether two conditions are opposites by how they are written: `a == b` and `a != b`, `x` and `!x`."""
    return _without_not(one) == other or _without_not(other) == one or _turned(one) == other


def _without_not(tree: Tree) -> Tree | None:
    return next(children(tree)) if tree["type"] == "not_expression" else None


def _turned(tree: Tree) -> Tree | None:
    if tree["type"] != "comparator" or tree["value"] not in _OTHERWISE:
        return None
    return {**tree, "value": _OTHERWISE[tree["value"]]}
