"""Follows the fields of a mapping with the shape of the records that it reads and the schema of what it makes."""

from dataclasses import dataclass

from mapper_jmespath.codes import Code
from mapper_jmespath.documents import DocumentSchema, Schema
from mapper_jmespath.evaluation.scope import RECORD_KEY
from mapper_jmespath.expressions.expression import Expression
from mapper_jmespath.expressions.infer import Inference
from mapper_jmespath.expressions.shapes import (
    STRING,
    UNKNOWN,
    List,
    Object,
    Shape,
    Single,
    either,
    found,
    named,
)
from mapper_jmespath.expressions.tree import is_bare_word
from mapper_jmespath.language.model import (
    Blocks,
    Each,
    Field,
    From,
    Lookup,
    Named,
    Structure,
    Template,
    Use,
)
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.library import Library
from mapper_jmespath.linting.depending import rules_for
from mapper_jmespath.linting.lookups import complaints_of
from mapper_jmespath.linting.results import longest_of, misfits
from mapper_jmespath.problems import Problems
from mapper_jmespath.text import length

_IN_TEXT = frozenset({"string", "number"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What expressions are evaluated on: an element and the whole record; the same outside of `each`."""

    value: Shape
    record: Shape


class Near:
    """Checks one mapping; what is wrong goes to `problems`, what is wrong where another mapping is used to `used`."""

    def __init__(self, library: Library, document: DocumentSchema, problems: Problems, used: Problems) -> None:
        self._library = library
        self._document = document
        self._problems = problems
        self._used = used

    def mapping(self, mapping: MappingFile, record: Shape | None) -> None:
        """Check a whole mapping on records of this shape; None where nothing is known of them."""
        seen = Seen(record or UNKNOWN, record or UNKNOWN)
        withdrawn = [rule.condition for rule in mapping.withdrawals]
        for condition in (*withdrawn, *mapping.conditions, *mapping.notices):
            self._infer(condition.that, seen.value, "")
        self._structure(mapping.fields, seen, self._document.strict, top=True)

    def _structure(self, node: Structure, seen: Seen, schema: Schema, *, top: bool = False) -> None:
        rules = rules_for(node, schema, self._library.tables)
        required = {*schema.get("required", ()), *(name for rule in rules if rule.always for name in rule.required)}
        free = not top and all(_may_be_missing(field) for field in node.fields.values())
        for name, field in node.fields.items():
            part = self._document.resolve(schema.get("properties", {}).get(name, {}))
            self._field(field, seen, part)
            if name in required and not free and _may_be_missing(field):
                message, hint = (
                    "is required, so it cannot be optional",
                    "remove `optional: true`, or give a `default:`",
                )
                self._problems.at(field.path).add(field.position, Code.FIELD_REQUIRED, message, hint)

    def _field(self, field: Field, seen: Seen, schema: Schema) -> Shape:
        """Check a field, and return what it finds."""
        made = UNKNOWN
        match field:
            case From():
                made = self._from(field, seen, schema)
            case Template():
                made = self._template(field, seen, schema)
            case Lookup():
                self._lookup(field, seen)
            case Structure():
                self._structure(field, seen, schema)
            case Blocks():
                self._blocks(field, seen, schema)
            case Use():
                self._use(field, seen, schema)
        return made

    def _from(self, field: From, seen: Seen, schema: Schema) -> Shape:
        shape = self._infer(field.expression, seen.value, field.path)
        for complaint in misfits(field.expression.text, shape, field.conversion, schema):
            self._problems.at(field.path).add(field.position, *complaint)
        longest = longest_of(shape, field.conversion)
        return Shape((Single("string", longest),)) if shape.known or field.conversion else UNKNOWN

    def _template(self, field: Template, seen: Seen, schema: Schema) -> Shape:
        lengths: list[int | None] = []
        for part in field.parts:
            if isinstance(part, str):
                lengths.append(length(part))
            elif isinstance(part, Named):
                lengths.append(self._field(field.names[part.name], seen, {}).longest)
            else:
                shape = self._infer(part, seen.value, field.path)
                lengths.append(shape.longest)
                if shape.kinds - _IN_TEXT:
                    message = f"{{{part.text}}} is {named(shape)}, which is not text"
                    hint = "name a property that holds text or a number"
                    self._problems.at(field.path).add(field.position, Code.FIELD_TYPE, message, hint)
        known = [length for length in lengths if length is not None]
        whole = Shape((Single("string", sum(known)),)) if len(known) == len(lengths) else STRING
        for complaint in misfits("the template", whole, field.conversion, schema):
            self._problems.at(field.path).add(field.position, *complaint)
        return Shape((Single("string", longest_of(whole, field.conversion)),))

    def _lookup(self, field: Lookup, seen: Seen) -> None:
        table = self._library.tables[field.table] if isinstance(field.table, str) else field.table
        problems = self._problems.at(field.path)
        for key, expression in field.inputs.items():
            shape = self._infer(expression, seen.value, field.path)
            for complaint in complaints_of(table, key, expression.text, shape):
                problems.add(expression.position, *complaint)

    def _blocks(self, field: Blocks, seen: Seen, schema: Schema) -> None:
        part = self._document.resolve(schema.get("items", {}))
        for block in field.blocks:
            inside = seen
            shape = self._infer(block.expression, seen.value, f"{field.path}[]")
            if isinstance(block, Each):
                lists = [one.items for one in shape.alternatives if isinstance(one, List)]
                if shape.kinds and not lists:
                    self._no_list(block, f"{field.path}[]", shape)
                element = either(lists) if lists else UNKNOWN
                inside = Seen(_with_record(found(element), seen.record), seen.record)
            self._field(block.item, inside, part)

    def _no_list(self, block: Each, path: str, shape: Shape) -> None:
        message = f"`each` needs a list, and finds {named(shape)}"
        hint = f'a list of what there is of it: "[{block.expression.text}][?@]"'
        hint = hint if "object" not in shape.kinds else "name a list, for instance lines"
        self._problems.at(path).add(block.position, Code.FIELD_TYPE, message, hint)

    def _use(self, field: Use, seen: Seen, schema: Schema) -> None:
        shape = self._infer(field.expression, seen.value, field.path)
        if shape.kinds and "object" not in shape.kinds:
            message = f"`use` needs an object to map, and finds {named(shape)}"
            hint = "name the object itself, for instance customer"
            self._problems.at(field.path).add(field.position, Code.FIELD_TYPE, message, hint)
            return
        used = self._library.mappings.get(field.mapping)
        if used is not None:
            inner = Near(self._library, self._document, self._used, self._used)
            objects = Shape(tuple(one for one in shape.alternatives if isinstance(one, Object)))
            fields = {name: one for name, one in used.fields.fields.items() if name != "origin"}
            whole = Structure(used.fields.position, "", fields, used.fields.keys)
            inner._structure(whole, Seen(objects, objects), schema)

    def _infer(self, expression: Expression, value: Shape, path: str) -> Shape:
        walk = Inference()
        shape = walk.shape(expression.tree, value)
        for remark in walk.remarks:
            hint = remark.hint
            word = str(expression.tree.get("value"))
            if remark.code == Code.PATH_UNKNOWN and expression.tree["type"] == "field" and is_bare_word(word):
                # `from: DKK`: a whole expression of one word was perhaps never meant as one.
                hint = f"{hint}; for the text itself write {{value: {word}}}"
                if value.known and not any(isinstance(one, Object) for one in value.alternatives):
                    hint = "the element itself is '@'"
            self._problems.at(path).add(expression.position, remark.code, remark.message, hint.removeprefix("; "))
        return shape


def _may_be_missing(field: Field) -> bool:
    if isinstance(field, From | Template):
        return field.absence.optional
    if isinstance(field, Lookup):
        return field.optional
    return isinstance(field, Structure) and all(_may_be_missing(inner) for inner in field.fields.values())


def _with_record(element: Shape, record: Shape) -> Shape:
    """Return an element of an `each` as its expressions see it: an object has the whole record beside its own."""
    extra = {RECORD_KEY: record}
    return Shape(
        tuple(
            Object(one.label, {**one.properties, **extra}, one.rest) if isinstance(one, Object) else one
            for one in element.alternatives
        )
    )
