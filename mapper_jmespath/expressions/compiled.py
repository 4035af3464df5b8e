"""Turns the tree of a JMESPath expression into a Python function, once, when a mapping is loaded.

The library walks the tree anew for each record and looks up a method for each node of it; a function made beforehand
finds the same values in a fraction of the time. What it finds is what the library's own interpreter finds: a test
compares the two on random expressions. Functions are the library's own.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from jmespath.functions import Functions
from jmespath.visitor import TreeInterpreter

from mapper_jmespath.expressions.truth import ORDER, equal, has_order, is_false

Tree = dict[str, Any]
JsonValue = Any  # whatever JSON can hold; what a value is, only the data know
Find = Callable[[JsonValue], JsonValue]

_INTERPRETER = TreeInterpreter()
_CALL = Functions().call_function


def compile_tree(tree: Tree) -> Find:
    """Return the function that finds in a value what the expression names; it raises what the library raises.

    Args:
        tree: as the library parsed it, checked for unknown functions.
    """
    return _COMPILERS[tree["type"]](tree)


def _child(tree: Tree, index: int) -> Find:
    return compile_tree(tree["children"][index])


def _field(tree: Tree) -> Find:
    name = tree["value"]

    def find(value: JsonValue) -> JsonValue:
        return value.get(name) if type(value) is dict else None

    return find


def _itself(_: Tree) -> Find:
    return lambda value: value


def _literal(tree: Tree) -> Find:
    literal = tree["value"]
    return lambda _: literal


def _chain(tree: Tree) -> Find:
    """Make steps out of nested pairs, `a.b.c` is parsed as (a.b).c, and one step of names that follow each other."""
    steps: list[Find] = []
    for is_name, found in groupby(_links(tree), key=lambda link: link["type"] == "field"):
        links = list(found)
        steps += [_names([link["value"] for link in links])] if is_name else map(compile_tree, links)
    if len(steps) == 1:
        return steps[0]
    if len(steps) == 2:  # noqa: PLR2004 - the common case, without a loop
        first, second = steps
        return lambda value: second(first(value))

    def find(value: JsonValue) -> JsonValue:
        for step in steps:
            value = step(value)
        return value

    return find


def _links(tree: Tree) -> Iterator[Tree]:
    """Yield what follows each other in a chain, whatever joins it: a dot, a bracket or a pipe."""
    for child in tree["children"]:
        if child["type"] in _CHAINS:
            yield from _links(child)
        else:
            yield child


def _names(names: list[str]) -> Find:
    if len(names) == 1:
        return _field({"value": names[0]})

    def find(value: JsonValue) -> JsonValue:
        for name in names:
            if type(value) is not dict:
                return None
            value = value.get(name)
        return value

    return find


def _index(tree: Tree) -> Find:
    index = tree["value"]
    return lambda value: value[index] if isinstance(value, list) and -len(value) <= index < len(value) else None


def _slice(tree: Tree) -> Find:
    part = slice(*tree["children"])
    return lambda value: value[part] if isinstance(value, list) else None


def _or(tree: Tree) -> Find:
    left, right = _child(tree, 0), _child(tree, 1)

    def find(value: JsonValue) -> JsonValue:
        found = left(value)
        return right(value) if is_false(found) else found

    return find


def _and(tree: Tree) -> Find:
    left, right = _child(tree, 0), _child(tree, 1)

    def find(value: JsonValue) -> JsonValue:
        found = left(value)
        return found if is_false(found) else right(value)

    return find


def _not(tree: Tree) -> Find:
    inner = _child(tree, 0)
    return lambda value: is_false(inner(value))


def _comparator(tree: Tree) -> Find:
    left, right, kind = _child(tree, 0), _child(tree, 1), tree["value"]
    if kind == "eq":
        return lambda value: equal(left(value), right(value))
    if kind == "ne":
        return lambda value: not equal(left(value), right(value))
    compare = ORDER[kind]

    def find(value: JsonValue) -> JsonValue:
        one, other = left(value), right(value)
        return compare(one, other) if has_order(one) and has_order(other) else None

    return find


def _projection(tree: Tree) -> Find:
    base, each = _child(tree, 0), _child(tree, 1)

    def find(value: JsonValue) -> JsonValue:
        items = base(value)
        if not isinstance(items, list):
            return None
        return [found for item in items if (found := each(item)) is not None]

    return find


def _filter(tree: Tree) -> Find:
    base, each, holds = (_child(tree, index) for index in range(3))

    def find(value: JsonValue) -> JsonValue:
        items = base(value)
        if not isinstance(items, list):
            return None
        return [found for item in items if not is_false(holds(item)) and (found := each(item)) is not None]

    def find_whole(value: JsonValue) -> JsonValue:
        items = base(value)
        if not isinstance(items, list):
            return None
        return [item for item in items if not is_false(holds(item)) and item is not None]

    return find_whole if tree["children"][1]["type"] == "identity" else find


def _values(tree: Tree) -> Find:
    base, each = _child(tree, 0), _child(tree, 1)

    def find(value: JsonValue) -> JsonValue:
        items = base(value)
        if not isinstance(items, dict):
            return None
        return [found for item in items.values() if (found := each(item)) is not None]

    return find


def _flatten(tree: Tree) -> Find:
    base = _child(tree, 0)

    def find(value: JsonValue) -> JsonValue:
        items = base(value)
        if not isinstance(items, list):
            return None
        made: list[Any] = []
        for item in items:
            made.extend(item) if isinstance(item, list) else made.append(item)
        return made

    return find


def _select_list(tree: Tree) -> Find:
    parts = [compile_tree(child) for child in tree["children"]]
    return lambda value: None if value is None else [part(value) for part in parts]


def _select_object(tree: Tree) -> Find:
    parts = [(child["value"], compile_tree(child["children"][0])) for child in tree["children"]]
    return lambda value: None if value is None else {name: part(value) for name, part in parts}


def _call(tree: Tree) -> Find:
    name, arguments = tree["value"], [compile_tree(child) for child in tree["children"]]
    return lambda value: _CALL(name, [argument(value) for argument in arguments])


def _reference(tree: Tree) -> Find:
    # `&net`, an argument of sort_by and the like: the library's functions want its own kind of object.
    return lambda value: _INTERPRETER.visit(tree, value)  # type: ignore[arg-type]  # the stub's type is private


_CHAINS = frozenset({"subexpression", "index_expression", "pipe"})
_COMPILERS: Mapping[str, Callable[[Tree], Find]] = {
    "field": _field,
    "current": _itself,
    "identity": _itself,
    "literal": _literal,
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _chain,
    "index": _index,
    "slice": _slice,
    "or_expression": _or,
    "and_expression": _and,
    "not_expression": _not,
    "comparator": _comparator,
    "projection": _projection,
    "filter_projection": _filter,
    "value_projection": _values,
    "flatten": _flatten,
    "multi_select_list": _select_list,
    "multi_select_dict": _select_object,
    "function_expression": _call,
    "expref": _reference,
}
