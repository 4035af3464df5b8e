"""Checks the parsed mappings against each other and against the document schemas.

What is found here would otherwise fail every record, or post one twice: a field that the document does not have, a
required one that nothing fills, a value of the wrong type, a mapping or table that does not exist.
"""

from collections.abc import Collection, Mapping

from mapper_jmespath.codes import Code
from mapper_jmespath.documents import FILLED_IN, ORIGIN_FIELDS, DocumentSchema
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.language.model import Structure, Unreadable, uses
from mapper_jmespath.language.parse import HEAD_KEYS
from mapper_jmespath.linting.fit import Fit
from mapper_jmespath.linting.twice import twice
from mapper_jmespath.problems import Problems, did_you_mean
from mapper_jmespath.tables.table import Table


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
            message = f"there is no document `{mapping.document}`"
            self._problems.add(mapping.keys["document"], Code.DOCUMENT_UNKNOWN, message, hint)
            return
        self._check_kind(mapping, schema)
        self._check_root(mapping, schema)
        self._check_cycle(mapping)
        self._check_single(mapping)

    def _check_kind(self, mapping: MappingFile, schema: DocumentSchema) -> None:
        cannot = {
            "prices": None if schema.priced else "has no prices",
            "withdraw": None if schema.withdrawable else "cannot be withdrawn",
            "notice": None if schema.noticed else "takes no notice",
        }
        for key, why in cannot.items():
            if why is not None and key in mapping.keys:
                message = f"a {mapping.document} document {why}"
                self._problems.add(mapping.keys[key], Code.KEY_UNKNOWN, message, "remove it")
        if (mapping.kind or schema.only_kind) in schema.kinds:
            return
        other = next((one.stream for one in self._schemas.values() if mapping.kind in one.kinds), None)
        known = "post_as: " + " or ".join(schema.kinds)
        hint = f"write document: {other}, or {known}" if other else known
        given = f"`{mapping.kind}` is not a kind of" if mapping.kind else "`post_as` does not say the kind of"
        where = mapping.keys.get("post_as", mapping.position)
        self._problems.add(where, Code.KIND_UNKNOWN, f"{given} {mapping.document} document", hint)

    def _check_root(self, mapping: MappingFile, schema: DocumentSchema) -> None:
        fields = mapping.fields
        for name, where in fields.keys.items():
            if name in FILLED_IN:
                hint = f"`{name}:` stands at the head of the file" if name in HEAD_KEYS else "remove it"
                self._problems.add(where, Code.FIELD_FILLED_IN, f"`{name}` is filled in by the mapper", hint)
        origin = fields.fields.get("origin")
        problems = self._problems.at("origin")
        if isinstance(origin, Structure):
            for name, where in origin.keys.items():
                if name not in ORIGIN_FIELDS:
                    message = f"`{name}` is filled in by the mapper"
                    problems.add(where, Code.FIELD_FILLED_IN, message, "only `url` is mapped here")
        elif origin is not None and not isinstance(origin, Unreadable):
            hint = "origin: {url: {template: …}}"
            problems.add(origin.position, Code.FIELD_FILLED_IN, "only its `url` is mapped", hint)
        mappable = {name: part for name, part in schema.properties.items() if name not in FILLED_IN}
        required = [name for name in schema.strict["required"] if name in mappable and name != "origin"]
        whole = {"type": "object", "properties": mappable, "required": required}
        known = {name: field for name, field in fields.fields.items() if name not in FILLED_IN}
        keys = {name: where for name, where in fields.keys.items() if name in known}
        fit = Fit(self._mappings, self._tables, schema, self._problems, self._unreadable)
        fit.structure(Structure(fields.position, "", known, keys), whole)

    def _check_single(self, mapping: MappingFile) -> None:
        """Refuse a second mapping that makes the same document of the same stream, or posts its amounts once more.

        The ids of the documents would be the same, and a sale would be an invoice as well as an order. Money that
        moved is the same money in every stream that tells of it.
        """
        for other in self._mappings.values():
            if other is mapping:
                return
            if other.active and mapping.active:
                schemas = self._schemas.get(other.document), self._schemas.get(mapping.document)
                told = twice(other, mapping, schemas)
                if told is not None:
                    self._problems.add(mapping.position, Code.MAPPING_DUPLICATE, *told)

    def _check_cycle(self, mapping: MappingFile) -> None:
        waiting, seen = [mapping], set[str]()
        while waiting:
            for where, name in uses(waiting.pop().fields):
                if name == mapping.name:
                    message = f"the mapping `{name}` uses itself"
                    self._problems.add(where, Code.MAPPING_CIRCULAR, message, "map the fields out instead")
                elif name in self._mappings and name not in seen:
                    seen.add(name)
                    waiting.append(self._mappings[name])
