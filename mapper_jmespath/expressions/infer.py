"""Works out what an expression finds from what it is evaluated on, following JMESPath's tree without any record.

It answers with a shape and with remarks: a property that cannot exist, a function that is given the wrong type, a
comparison that never holds. Where nothing is known of a value, nothing is said about it, so that the same walk
serves a mapping alone (literals are known) and a mapping together with the schema of the records (all is known).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.functions import EXPRESSION, Argument, result_of, takes, wanted_by
from mapper_jmespath.expressions.shapes import (
    BOOLEAN,
    NULL,
    UNKNOWN,
    List,
    Object,
    Shape,
    either,
    found,
    named,
    named_kinds,
    of_literal,
)
from mapper_jmespath.expressions.tree import Tree, children, is_bare_word, quoted, spell
from mapper_jmespath.expressions.unlike import unlike
from mapper_jmespath.problems import did_you_mean

_FALSE = of_literal(value=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about an expression that cannot be meant."""

    code: Code
    message: str
    hint: str


@dataclass(slots=True)
class Inference:
    """One walk; `remarks` collects what is said on the way."""

    remarks: list[Remark] = field(default_factory=list)
    # Single words that stand where text often does: the right side of a comparison, the end of `name || unknown`.
    _words: set[int] = field(default_factory=set)

    _visits: Mapping[str, Callable[[Tree, Shape], Shape]] = field(init=False)

    def __post_init__(self) -> None:
        self._visits = {
            "field": self._field,
            "subexpression": self._subexpression,
            "pipe": self._subexpression,
            "index_expression": self._subexpression,
            "index": self._index,
            "slice": self._slice,
            "projection": self._projection,
            "filter_projection": self._filter,
            "value_projection": self._values,
            "flatten": self._flatten,
            "or_expression": self._or,
            "and_expression": self._and,
            "not_expression": self._not,
            "comparator": self._comparator,
            "multi_select_list": self._list,
            "multi_select_dict": self._dict,
            "function_expression": self._function,
            "literal": lambda tree, _: of_literal(tree["value"]),
            "current": lambda _, value: value,
            "identity": lambda _, value: value,
        }

    def shape(self, tree: Tree, value: Shape) -> Shape:
        """Return what the expression finds in a value of this shape; null where it can find nothing."""
        visit = self._visits.get(tree["type"])
        return visit(tree, value) if visit else UNKNOWN

    def _note(self, code: Code, message: str, hint: str = "") -> None:
        remark = Remark(code, message, hint)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def _operands(self, tree: Tree) -> list[Tree]:
        parts = list(children(tree))
        self._words.update(id(part) for part in parts[1:] if part["type"] == "field")
        return parts

    def _field(self, tree: Tree, value: Shape) -> Shape:
        name = str(tree["value"])
        if not value.known:
            return UNKNOWN
        objects = [one for one in value.alternatives if isinstance(one, Object)]
        offered = [one.properties.get(name, one.rest) for one in objects]
        possible = [shape for shape in offered if shape is not None]
        if not possible:
            if value.kinds:
                self._note(Code.PATH_UNKNOWN, *_no_such(name, value, objects, as_word=id(tree) in self._words))
            return UNKNOWN if value.kinds else NULL
        # Beside the objects there may be null, of which every property is null.
        return either([*possible, NULL] if len(possible) < len(value.alternatives) else possible)

    def _subexpression(self, tree: Tree, value: Shape) -> Shape:
        parts = list(children(tree))
        if tree["type"] == "subexpression" and parts[0]["type"] == "not_expression":
            self._note(Code.PATH_UNKNOWN, *_not_reaches(parts))
            return UNKNOWN
        for child in parts:
            value = self.shape(child, value)
        return value

    def _index(self, _: Tree, value: Shape) -> Shape:
        return either([self._items(value, "an index, [0],"), NULL]) if value.known else UNKNOWN

    def _slice(self, _: Tree, value: Shape) -> Shape:
        return Shape((List(self._items(value, "a slice, [0:2],")),))

    def _items(self, value: Shape, what: str) -> Shape:
        """Return the shape of a list's items; a remark where the value is never a list."""
        lists = [one.items for one in value.alternatives if isinstance(one, List)]
        if not lists and value.kinds:
            self._note(
                Code.PATH_UNKNOWN, f"{what} needs a list, and it is given {named(value)}", "remove the brackets"
            )
        return either(lists) if lists else UNKNOWN

    def _projection(self, tree: Tree, value: Shape) -> Shape:
        left, right = list(children(tree))[:2]
        # The list that a slice makes is a list already.
        return self._each(self._items(self.shape(left, value), "[*]"), right)

    def _each(self, item: Shape, right: Tree) -> Shape:
        made = self.shape(right, item)
        return Shape((List(found(made) if made.kinds else UNKNOWN),))

    def _flatten(self, tree: Tree, value: Shape) -> Shape:
        (child,) = children(tree)
        item = self._items(self.shape(child, value), "[]")
        inner = [one.items if isinstance(one, List) else Shape((one,)) for one in item.alternatives]
        return Shape((List(either(inner) if inner else UNKNOWN),))

    def _filter(self, tree: Tree, value: Shape) -> Shape:
        left, right, condition = children(tree)
        item = self._items(self.shape(left, value), "a filter, [?…],")
        self.shape(condition, item)
        return self._each(item, right)

    def _values(self, tree: Tree, value: Shape) -> Shape:
        left, right = children(tree)
        whole = self.shape(left, value)
        objects = [one for one in whole.alternatives if isinstance(one, Object)]
        if not objects and whole.kinds:
            self._note(Code.PATH_UNKNOWN, f"`.*` needs an object, and it is given {named(whole)}")
        return self._each(_any_property(objects), right)

    def _or(self, tree: Tree, value: Shape) -> Shape:
        left, right = (self.shape(child, value) for child in self._operands(tree))
        # What does not hold is never the result of the left side.
        holds = Shape(tuple(one for one in found(left).alternatives if one not in _FALSE.alternatives))
        return either([holds, right]) if holds.known else right if left.known else UNKNOWN

    def _and(self, tree: Tree, value: Shape) -> Shape:
        left, right = (self.shape(child, value) for child in children(tree))
        # What does not hold is the result itself: null, or the `false` that surprises in a text.
        fallen = [_FALSE] if "boolean" in left.kinds else []
        return either([right, NULL, *fallen])

    def _not(self, tree: Tree, value: Shape) -> Shape:
        for child in children(tree):
            self.shape(child, value)
        return BOOLEAN

    def _comparator(self, tree: Tree, value: Shape) -> Shape:
        left, right = self._operands(tree)
        shapes = self.shape(left, value), self.shape(right, value)
        complaint = unlike(str(tree["value"]), (left, right), shapes)
        if complaint is not None:
            self._note(Code.COMPARISON_UNLIKE, *complaint)
        return BOOLEAN if tree["value"] in {"eq", "ne"} else either([BOOLEAN, NULL])

    def _list(self, tree: Tree, value: Shape) -> Shape:
        items = [self.shape(child, value) for child in children(tree)]
        return Shape((List(either(items)),))

    def _dict(self, tree: Tree, value: Shape) -> Shape:
        pairs = {str(pair["value"]): self.shape(next(children(pair)), value) for pair in children(tree)}
        return Shape((Object("{…}", pairs),))

    def _function(self, tree: Tree, value: Shape) -> Shape:
        name, given = str(tree["value"]), list(children(tree))
        shapes = [UNKNOWN if child["type"] == "expref" else self.shape(child, value) for child in given]
        arguments: list[Argument] = []
        for child, shape in zip(given, shapes, strict=True):
            inner = next(children(child)) if child["type"] == "expref" else None
            # The expression of map() and sort_by() is evaluated on the items of the other argument.
            item = either(one.items for other in shapes for one in other.alternatives if isinstance(one, List))
            arguments.append(Argument(shape, None if inner is None else self.shape(inner, item)))
        for position, (argument, child) in enumerate(zip(arguments, given, strict=True)):
            self._argument(name, position, argument, child)
        return result_of(name, arguments)

    def _argument(self, name: str, position: int, argument: Argument, child: Tree) -> None:
        wanted = wanted_by(name, position)
        if (EXPRESSION in wanted) is not (child["type"] == EXPRESSION):
            hint = f"write &{spell(child)}" if EXPRESSION in wanted else "write it without the &"
            an = "an expression with & before it" if EXPRESSION in wanted else "a value"
            self._note(Code.FUNCTION_ARGUMENTS, f"{name}() takes {an} as argument {position + 1}", hint)
        elif argument.by is None and not takes(wanted, argument.shape):
            message = f"{name}() takes {named_kinds(wanted)} as argument {position + 1}, and {quoted(child)} is "
            self._note(Code.FUNCTION_ARGUMENTS, message + named(argument.shape), _argument_hint(child, wanted))


def _no_such(name: str, value: Shape, objects: list[Object], *, as_word: bool) -> tuple[str, str]:
    if not objects:
        if name == "_record":
            return "an element that is a single value has no `_record`", "make it an object: [].{id: @}"
        hint = f"[0].{name} is that of the first, [].{name} a list of all" if "array" in value.kinds else ""
        return f"`{name}` cannot be found: it is looked for in {named(value)}", hint or "name the value itself"
    known = dict.fromkeys(key for one in objects for key in one.properties)
    where = " or ".join(dict.fromkeys(one.label for one in objects))
    hint = did_you_mean(name, known)
    if as_word and is_bare_word(name):
        hint = f"{hint}; text stands in single quotes: '{name}'".removeprefix("; ")
    if not is_bare_word(name) and not hint.startswith("did"):
        hint = f"in double quotes it is a property; text stands in single quotes; {hint}".removesuffix("; ")
    return f"`{name}` is not a property of {where}", hint


def _not_reaches(parts: list[Tree]) -> tuple[str, str]:
    """Complain of `!a.b`, which is not read as it is meant: `!` reaches no further than the first name."""
    (inner,) = children(parts[0])
    whole = ".".join(spell(part) for part in (inner, *parts[1:]))
    return (
        f"`!{whole}` asks whether there is no {spell(inner)}, and then for a property of the answer",
        f"write !({whole})",
    )


def _argument_hint(child: Tree, wanted: frozenset[str]) -> str:
    if child["type"] == "literal" and wanted == {"string"}:
        return f"text stands in single quotes: '{child['value']}'"
    return "see the list of functions in docs/mapping.md"


def _any_property(objects: list[Object]) -> Shape:
    shapes = [shape for one in objects for shape in (*one.properties.values(), one.rest) if shape is not None]
    return either(shapes) if shapes else UNKNOWN
