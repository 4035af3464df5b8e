"""JMESPath's functions as the linter knows them: what they take and what they make.

Functions that do arithmetic are left out of the language: amounts arrive counted from the tap, and JMESPath's numbers
are floats.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jmespath.functions import Functions

from mapper_jmespath.expressions.shapes import (
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    UNKNOWN,
    List,
    Object,
    Shape,
    either,
    found,
)
from mapper_jmespath.problems import did_you_mean

ARITHMETIC = frozenset({"abs", "avg", "ceil", "floor", "sum", "to_number"})
FUNCTIONS = frozenset(Functions.FUNCTION_TABLE) - ARITHMETIC

EXPRESSION = "expref"
_ITEMS = "array-"


@dataclass(frozen=True, slots=True)
class Argument:
    """What a function is given: a value, or what `&expression` finds in each item."""

    shape: Shape
    by: Shape | None


def complaint_of(name: str, given: int) -> tuple[str, str] | None:
    """Return message and hint where there is no such function, or it takes another number of arguments."""
    if name in ARITHMETIC:
        hint = "amounts arrive counted (net, tax, gross); `as: integer` or `as: decimal` turns text into a number"
        return f"{name}() does arithmetic, which a mapping does not do", hint
    if name not in FUNCTIONS:
        return f"there is no function {name}()", did_you_mean(name, FUNCTIONS) or "docs/mapping.md lists them"
    signature = Functions.FUNCTION_TABLE[name]["signature"]
    variadic = bool(signature and signature[-1].get("variadic"))
    if given == len(signature) or (variadic and given > len(signature)):
        return None
    wanted = f"at least {len(signature)}" if variadic else str(len(signature))
    return f"{name}() takes {wanted} argument(s), here are {given}", "see the list of functions in docs/mapping.md"


def wanted_by(name: str, position: int) -> frozenset[str]:
    """Return the types that a function takes as an argument; empty where it takes any."""
    signature = Functions.FUNCTION_TABLE[name]["signature"]
    return frozenset(signature[min(position, len(signature) - 1)]["types"])


def takes(wanted: frozenset[str], shape: Shape) -> bool:
    """Tell whether a value of this shape may be one of the types wanted; what is not known may be."""
    if not wanted or not shape.known:
        return True
    lists = [one.items for one in shape.alternatives if isinstance(one, List)]
    items = frozenset().union(*(inner.kinds for inner in lists)) if lists else frozenset()
    for kind in wanted:
        if kind in shape.kinds:
            return True
        if kind.startswith(_ITEMS) and lists and (not items or kind.removeprefix(_ITEMS) in items):
            return True
    return False


def result_of(name: str, arguments: Sequence[Argument]) -> Shape:
    """Return the shape of what a function makes."""
    make = _RESULTS.get(name)
    return make(arguments) if make and arguments else UNKNOWN


def _items(shape: Shape) -> Shape:
    lists = [one.items for one in shape.alternatives if isinstance(one, List)]
    return either(lists) if lists else UNKNOWN


def _item(arguments: Sequence[Argument]) -> Shape:
    return either([_items(arguments[0].shape), NULL])


def _same(arguments: Sequence[Argument]) -> Shape:
    return arguments[0].shape


def _mapped(arguments: Sequence[Argument]) -> Shape:
    return Shape((List(arguments[0].by or UNKNOWN),))


def _first(arguments: Sequence[Argument]) -> Shape:
    return either([*(found(one.shape) for one in arguments if one.shape.kinds or not one.shape.known), NULL])


def _merged(arguments: Sequence[Argument]) -> Shape:
    objects = [one for argument in arguments for one in argument.shape.alternatives if isinstance(one, Object)]
    if len(objects) < len(arguments):
        return UNKNOWN
    rests = [one.rest for one in objects if one.rest is not None]
    properties = {name: shape for one in objects for name, shape in one.properties.items()}
    return Shape((Object("the merged object", properties, UNKNOWN if rests else None),))


def _array(arguments: Sequence[Argument]) -> Shape:
    (argument,) = arguments
    if not argument.shape.known:
        return UNKNOWN
    inner = [one.items if isinstance(one, List) else Shape((one,)) for one in argument.shape.alternatives]
    return Shape((List(either(inner)),))


def _values(arguments: Sequence[Argument]) -> Shape:
    objects = [one for one in arguments[0].shape.alternatives if isinstance(one, Object)]
    shapes = [shape for one in objects for shape in (*one.properties.values(), one.rest) if shape is not None]
    return Shape((List(either(shapes) if shapes else UNKNOWN),))


_RESULTS: Mapping[str, Callable[[Sequence[Argument]], Shape]] = {
    "contains": lambda _: BOOLEAN,
    "ends_with": lambda _: BOOLEAN,
    "join": lambda _: STRING,
    "keys": lambda _: Shape((List(STRING),)),
    "length": lambda _: NUMBER,
    "map": _mapped,
    "max": _item,
    "max_by": _item,
    "merge": _merged,
    "min": _item,
    "min_by": _item,
    "not_null": _first,
    "reverse": _same,
    "sort": _same,
    "sort_by": _same,
    "starts_with": lambda _: BOOLEAN,
    "to_array": _array,
    "to_string": lambda _: STRING,
    "type": lambda _: STRING,
    "values": _values,
}
