"""Checks the parsed mappings against each other and against the document schemas.

What is found here would otherwise fail every record: a field that the document does not have, a required one that
nothing fills, a value of the wrong type, a mapping or table that does not exist.
"""

from collections.abc import Collection, Mapping

from mapper_jmespath.convert import CONVERTERS, Conversion
from mapper_jmespath.documents import FILLED_IN, NEVER_CUT, ORIGIN_FIELDS, DocumentSchema, Schema, types
from mapper_jmespath.language import (
    Blocks,
    Field,
    From,
    Lookup,
    Structure,
    Template,
    Unreadable,
    Use,
    Value,
    uses,
)
from mapper_jmespath.language import Mapping as MappingFile
from mapper_jmespath.problems import Problems, closest, did_you_mean
from mapper_jmespath.tables import Constant, Table


class Checker:
    """Checks all mappings of a folder; everything that is wrong goes to `problems`."""

    def __init__(
        self,
        mappings: Mapping[str, MappingFile],
        tables: Mapping[str, Table | None],
        schemas: Mapping[str, DocumentSchema],
        problems: Problems,
        unreadable: Collection[str] = (),
    ) -> None:
        """Take what was parsed; a table that is None, or a name in `unreadable`, exists but could not be read."""
        self._mappings = mappings
        self._tables = tables
        self._schemas = schemas
        self._problems = problems
        self._unreadable = unreadable

    def check(self, mapping: MappingFile) -> None:
        """Check one mapping."""
        schema = self._schemas.get(mapping.document)
        if schema is None:
            hint = did_you_mean(mapping.document, self._schemas)
            self._problems.add(mapping.keys["document"], f"there is no document `{mapping.document}`", hint)
            return
        if (mapping.kind or schema.only_kind) not in schema.kinds:
            hint = "post_as: " + " or ".join(schema.kinds)
            given = f"`{mapping.kind}` is not a kind of" if mapping.kind else "`post_as` does not say the kind of"
            where = mapping.keys.get("post_as", mapping.position)
            self._problems.add(where, f"{given} {mapping.document} document", hint)
        self._check_root(mapping, schema)
        self._check_cycle(mapping)
        self._check_single(mapping)

    def _check_root(self, mapping: MappingFile, schema: DocumentSchema) -> None:
        fields = mapping.fields
        for name, where in fields.keys.items():
            if name in FILLED_IN:
                self._problems.add(where, f"`{name}` is filled in by the mapper", "remove it")
        origin = fields.fields.get("origin")
        if isinstance(origin, Structure):
            for name, where in origin.keys.items():
                if name not in ORIGIN_FIELDS:
                    self._problems.add(
                        where, f"origin: `{name}` is filled in by the mapper", "only `url` is mapped here"
                    )
        elif origin is not None and not isinstance(origin, Unreadable):
            self._problems.add(origin.position, "origin: only its `url` is mapped", "origin: {url: {template: …}}")
        mappable = {name: part for name, part in schema.properties.items() if name not in FILLED_IN}
        required = [name for name in schema.strict["required"] if name in mappable and name != "origin"]
        whole = {"type": "object", "properties": mappable, "required": required}
        known = {name: field for name, field in fields.fields.items() if name not in FILLED_IN}
        keys = {name: where for name, where in fields.keys.items() if name in known}
        self._structure(Structure(fields.position, "", known, keys), whole, schema)

    def _structure(self, node: Structure, schema: Schema, document: DocumentSchema) -> None:
        if "properties" not in schema:
            self._problems.add(
                node.position, f"{node.path}: is a single value, not an object", "give it an intent: {from: …}"
            )
            return
        properties: Mapping[str, Schema] = schema["properties"]
        meant = set()
        for name, field in node.fields.items():
            if name not in properties:
                meant.add(closest(name, properties))
                place = f"{node.path} has" if node.path else f"the document `{document.stream}` has"
                self._problems.add(node.keys[name], f"{place} no `{name}`", did_you_mean(name, properties))
            else:
                self._field(field, document.resolve(properties[name]), document)
        required = schema.get("required", ()) if node.path != "origin" else ()
        for name in required:
            if name not in node.fields and name not in meant:
                path = f"{node.path}.{name}" if node.path else name
                self._problems.add(node.position, f"nothing fills `{path}`, which is required", "add the field")

    def _field(self, field: Field, schema: Schema, document: DocumentSchema) -> None:
        kinds = types(schema)
        match field:
            case Unreadable():
                pass
            case Structure():
                self._structure(field, schema, document)
            case Use():
                self._use(field, schema)
            case Blocks():
                self._blocks(field, schema, document)
            case Value():
                self._constant(field.constant, field.path, schema, document)
            case _ if "object" in kinds:
                hint = "write its fields below it: " + ", ".join(sorted(schema.get("properties", ())))
                self._problems.add(field.position, f"{field.path}: is an object", hint)
            case Lookup():
                self._lookup(field, schema, document)
            case From() | Template():
                self._found(field, kinds, schema, document)

    def _found(self, field: From | Template, kinds: frozenset[str], schema: Schema, document: DocumentSchema) -> None:
        if "array" in kinds and document.resolve(schema.get("items", {})).get("properties"):
            self._problems.add(field.position, f"{field.path}: is a list of objects", "write blocks: `- each: …`")
            return
        makes = _makes(field)
        if makes and kinds and makes not in kinds:
            hint = "use another converter: " + ", ".join(sorted(n for n, c in CONVERTERS.items() if c.makes in kinds))
            self._problems.add(
                field.position, f"{field.path}: takes {' or '.join(sorted(kinds))}, this makes {makes}", hint
            )
        if field.absence.default is not None:
            self._constant(field.absence.default, field.path, schema, document)
        limit = schema.get("maxLength")
        longest = field.conversion.max if field.conversion else None
        never_cut = schema.get(NEVER_CUT)
        if never_cut is not None and longest is not None:
            self._problems.add(field.position, f"{field.path}: is never cut: {never_cut}", "remove `max`")
        elif limit is not None and longest is not None and longest > limit:
            self._problems.add(
                field.position, f"{field.path}: holds at most {limit} characters", f"write max: {limit}"
            )
        if isinstance(field, Template):
            for inner in field.names.values():
                if isinstance(inner, Lookup):
                    self._lookup(inner, {}, document)

    def _constant(self, constant: Constant, path: str, schema: Schema, document: DocumentSchema) -> None:
        value = list(constant.value) if isinstance(constant.value, tuple) else constant.value
        complaint = document.complaint(value, schema)
        if complaint is not None:
            self._problems.add(constant.position, f"{path}: {complaint}", "write a value that the field takes")

    def _lookup(self, field: Lookup, schema: Schema, document: DocumentSchema) -> None:
        if isinstance(field.table, str) and field.table not in self._tables:
            if field.table in self._unreadable:
                return
            hint = (
                did_you_mean(field.table, self._tables)
                or f"make a file {field.table}.yml that starts with table: {field.table}"
            )
            self._problems.add(field.position, f"{field.path}: there is no table `{field.table}`", hint)
            return
        table = self._tables[field.table] if isinstance(field.table, str) else field.table
        if table is None:
            return
        for key in table.keys:
            if key not in field.inputs:
                hint = f"add {key}: and an expression"
                self._problems.add(field.position, f"{field.path}: table {table.name} needs the key `{key}`", hint)
        for key, expression in field.inputs.items():
            if key not in table.keys:
                hint = did_you_mean(key, table.keys)
                self._problems.add(expression.position, f"{field.path}: table {table.name} has no key `{key}`", hint)
        for constant in (*(row.to for row in table.rows), table.default):
            if constant is not None:
                self._constant(constant, field.path, schema, document)

    def _blocks(self, field: Blocks, schema: Schema, document: DocumentSchema) -> None:
        if "array" not in types(schema):
            self._problems.add(field.position, f"{field.path}: is not a list", "remove the dash")
            return
        for block in field.blocks:
            self._field(block.item, document.resolve(schema.get("items", {})), document)

    def _use(self, field: Use, schema: Schema) -> None:
        used = self._mappings.get(field.mapping)
        if used is None:
            if field.mapping not in self._unreadable:
                hint = did_you_mean(field.mapping, self._mappings)
                self._problems.add(field.position, f"{field.path}: there is no mapping `{field.mapping}`", hint)
            return
        if "properties" not in schema:
            self._problems.add(field.position, f"{field.path}: is a single value, not an object", "use `from` for it")
            return
        given = set(used.fields.fields) - {"origin"}
        wanted = set(schema["properties"])
        missing = sorted(set(schema.get("required", ())) - given)
        if missing or not given <= wanted:
            detail = (
                f"it does not give {', '.join(missing)}"
                if missing
                else f"it gives {', '.join(sorted(given - wanted))}"
            )
            self._problems.add(field.position, f"{field.path}: the mapping `{field.mapping}` does not fit; {detail}")

    def _check_single(self, mapping: MappingFile) -> None:
        """Refuse a second mapping that makes the same document of the same stream: its ids would be the same too."""
        for other in self._mappings.values():
            if other is mapping:
                return
            if (other.source, other.document) == (mapping.source, mapping.document):
                message = (
                    f"makes the document {mapping.document} of the stream {mapping.source}, "
                    f"as {other.position.file} does"
                )
                hint = "one file makes one kind of document of one stream; merge the two, or remove one"
                self._problems.add(mapping.position, message, hint)

    def _check_cycle(self, mapping: MappingFile) -> None:
        waiting, seen = [mapping], set[str]()
        while waiting:
            for where, name in uses(waiting.pop().fields):
                if name == mapping.name:
                    self._problems.add(where, f"the mapping `{name}` uses itself", "map the fields out instead")
                elif name in self._mappings and name not in seen:
                    seen.add(name)
                    waiting.append(self._mappings[name])


def _makes(field: From | Template) -> str | None:
    conversion: Conversion | None = field.conversion
    if conversion is not None:
        return CONVERTERS[conversion.name].makes
    return "string" if isinstance(field, Template) else None
