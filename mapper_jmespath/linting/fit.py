"""Lays the fields of a mapping beside the schema of the document that they fill."""

from collections.abc import Collection, Mapping

from mapper_jmespath.codes import Code
from mapper_jmespath.documents import NEVER_CUT, WHO_FILLS_IN, DocumentSchema, Schema, types
from mapper_jmespath.evaluation.convert import CONVERTERS
from mapper_jmespath.expressions.shapes import named_kinds
from mapper_jmespath.language.constants import Constant, literal
from mapper_jmespath.language.model import (
    Blocks,
    Field,
    From,
    Lookup,
    Structure,
    Template,
    Unreadable,
    Use,
    Value,
)
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.linting.depending import rules_for
from mapper_jmespath.problems import Problems, closest, did_you_mean, shown
from mapper_jmespath.tables.table import Table


class Fit:
    """Checks fields against one document's schema; everything that does not fit goes to `problems`."""

    def __init__(
        self,
        mappings: Mapping[str, MappingFile],
        tables: Mapping[str, Table | None],
        document: DocumentSchema,
        problems: Problems,
        unreadable: Collection[str],
    ) -> None:
        self._mappings = mappings
        self._tables = tables
        self._document = document
        self._problems = problems
        self._unreadable = unreadable

    def structure(self, node: Structure, schema: Schema) -> None:
        """Check an object of the document with all that is below it."""
        problems = self._problems.at(node.path)
        if "properties" not in schema:
            hint = "give it an intent: {from: …}"
            problems.add(node.position, Code.FIELD_TYPE, "is a single value, not an object", hint)
            return
        properties: Mapping[str, Schema] = schema["properties"]
        meant = set()
        for name, field in node.fields.items():
            if name in properties:
                self._field(field, self._document.resolve(properties[name]))
                continue
            meant.add(closest(name, properties))
            place = "has" if node.path else f"the document `{self._document.stream}` has"
            hint = did_you_mean(name, properties)
            problems.add(node.keys[name], Code.FIELD_UNKNOWN, f"{place} no `{name}`", hint)
        required = dict.fromkeys(schema.get("required", ()) if node.path != "origin" else (), "")
        for rule in rules_for(node, schema, self._tables):
            required |= {name: f" where {rule.where}" for name in rule.required if name not in required}
            for name in rule.refused if rule.always else ():
                if name in node.keys:
                    message = f"has no `{name}` where {rule.where}"
                    problems.add(node.keys[name], Code.FIELD_UNKNOWN, message, "remove it")
        for name, where in required.items():
            if name not in node.fields and name not in meant:
                path = f"{node.path}.{name}" if node.path else name
                message = f"nothing fills `{path}`, which is required{where}"
                problems.add(node.position, Code.FIELD_REQUIRED, message, "add the field")

    def _field(self, field: Field, schema: Schema) -> None:
        problems = self._problems.at(field.path)
        if WHO_FILLS_IN in schema and not isinstance(field, Unreadable):
            problems.add(field.position, Code.FIELD_FILLED_IN, f"is filled in {schema[WHO_FILLS_IN]}", "remove it")
            return
        match field:
            case Unreadable():
                pass
            case Structure():
                self.structure(field, schema)
            case Use():
                self._use(field, schema)
            case Blocks():
                self._blocks(field, schema)
            case _ if "object" in types(schema):
                hint = "write its fields below it: " + ", ".join(sorted(schema.get("properties", ())))
                problems.add(field.position, Code.FIELD_TYPE, "is an object", hint)
            case Value():
                self._constant(field.constant, field.path, schema)
            case Lookup():
                self._lookup(field, schema)
            case From() | Template():
                self._found(field, schema)

    def _found(self, field: From | Template, schema: Schema) -> None:
        problems, kinds = self._problems.at(field.path), types(schema)
        if "array" in kinds and self._document.resolve(schema.get("items", {})).get("properties"):
            problems.add(field.position, Code.FIELD_TYPE, "is a list of objects", "write blocks: `- each: …`")
            return
        makes = _makes(field)
        if makes and kinds and makes not in kinds:
            hint = "use another converter: " + ", ".join(sorted(n for n, c in CONVERTERS.items() if c.makes in kinds))
            message = f"takes {named_kinds(kinds)}, and this makes {named_kinds([makes])}"
            problems.add(field.position, Code.FIELD_TYPE, message, hint)
        if field.absence.default is not None:
            self._constant(field.absence.default, field.path, schema)
        limit = schema.get("maxLength")
        longest = field.conversion.max if field.conversion else None
        never_cut = schema.get(NEVER_CUT)
        if never_cut is not None and longest is not None:
            problems.add(field.position, Code.FIELD_NEVER_CUT, f"is never cut: {never_cut}", "remove `max`")
        elif limit is not None and longest is not None and longest > limit:
            message = f"holds at most {limit} characters"
            problems.add(field.position, Code.FIELD_TOO_LONG, message, f"write max: {limit}")
        if isinstance(field, Template):
            for inner in field.names.values():
                if isinstance(inner, Lookup):
                    self._lookup(inner, {})

    def _constant(self, constant: Constant, path: str, schema: Schema) -> None:
        complaint = self._document.complaint(literal(constant), schema)
        if complaint is not None:
            hint = _other_spelling(constant, self._document.resolve(schema))
            self._problems.at(path).add(constant.position, Code.FIELD_TYPE, complaint, hint)

    def _lookup(self, field: Lookup, schema: Schema) -> None:
        problems = self._problems.at(field.path)
        if isinstance(field.table, str) and field.table not in self._tables:
            if field.table not in self._unreadable:
                fallback = f"make a file {field.table}.yml that starts with table: {field.table}"
                hint = did_you_mean(field.table, self._tables) or fallback
                problems.add(field.position, Code.TABLE_UNKNOWN, f"there is no table `{field.table}`", hint)
            return
        table = self._tables[field.table] if isinstance(field.table, str) else field.table
        if table is None:
            return
        for key in table.keys:
            if key not in field.inputs:
                hint = f"add {key}: and an expression"
                problems.add(field.position, Code.TABLE_KEY, f"table {table.name} needs the key `{key}`", hint)
        for key, expression in field.inputs.items():
            if key not in table.keys:
                hint = did_you_mean(key, table.keys)
                message = f"table {table.name} has no key `{key}`"
                problems.add(expression.position, Code.TABLE_KEY, message, hint)
        self._given(field, table, schema)

    def _given(self, field: Lookup, table: Table, schema: Schema) -> None:
        """Check what the table gives; an empty text is nothing, which only an optional field can be."""
        given = [one for one in (*(row.to for row in table.rows), table.default) if one is not None]
        empty = [one for one in given if one.value == "" and (field.optional or schema.get("minLength"))]
        if empty and not field.optional:
            message = f"table {table.name} gives '', an empty text, on line {empty[0].position.line}"
            hint = "write `optional: true` beside `table:`, by which an empty text leaves the field out"
            self._problems.at(field.path).add(field.position, Code.FIELD_REQUIRED, message, hint)
        for constant in given:
            if constant not in empty:
                self._constant(constant, field.path, schema)

    def _blocks(self, field: Blocks, schema: Schema) -> None:
        if "array" not in types(schema):
            self._problems.at(field.path).add(field.position, Code.FIELD_TYPE, "is not a list", "remove the dash")
            return
        for block in field.blocks:
            self._field(block.item, self._document.resolve(schema.get("items", {})))

    def _use(self, field: Use, schema: Schema) -> None:
        problems = self._problems.at(field.path)
        used = self._mappings.get(field.mapping)
        if used is None:
            if field.mapping not in self._unreadable:
                hint = did_you_mean(field.mapping, self._mappings)
                message = f"there is no mapping `{field.mapping}`"
                problems.add(field.position, Code.MAPPING_UNKNOWN, message, hint)
            return
        if "properties" not in schema:
            message = "is a single value, not an object"
            problems.add(field.position, Code.FIELD_TYPE, message, "use `from` for it")
            return
        given = set(used.fields.fields) - {"origin"}
        wanted = set(schema["properties"])
        missing = sorted(set(schema.get("required", ())) - given)
        if missing or not given <= wanted:
            surplus = f"it gives {', '.join(sorted(given - wanted))}"
            detail = f"it does not give {', '.join(missing)}" if missing else surplus
            message = f"the mapping `{field.mapping}` does not fit; {detail}"
            hint = f"name a mapping that makes {', '.join(sorted(wanted))}"
            problems.add(field.position, Code.MAPPING_DOES_NOT_FIT, message, hint)


def _makes(field: From | Template) -> str | None:
    if field.conversion is not None:
        return CONVERTERS[field.conversion.name].makes
    return "string" if isinstance(field, Template) else None


def _other_spelling(constant: Constant, schema: Schema) -> str:
    """Return how to write a literal that does not fit; quotes make the difference between most of them."""
    value, kinds = constant.value, types(schema)
    if isinstance(value, str) and "enum" in schema:
        return did_you_mean(value, schema["enum"])
    if isinstance(value, int) and "string" in kinds:
        return f"write '{shown(value)}', in quotes"
    if isinstance(value, str) and "integer" in kinds and value.isascii() and value.isdigit():
        return f"write {int(value)}, without quotes"
    if isinstance(value, str) and "boolean" in kinds:
        return "write true or false, without quotes"
    return "write a value that the field takes"
