"""The document schemas as the mapper needs them: read as package data of the target, never through its code.

A finished document is checked against a strict form of its schema, in which `body` and its companions cannot be null:
the null forms belong to documents with an error or a skip, which are made here and hold nothing else.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jsonschema_rs

from mapper_jmespath.expressions.shapes import named_kinds
from mapper_jmespath.problems import one_line, shown
from mapper_jmespath.text import has_wide, length, widened

PACKAGE = "target_economic.documents"
FILLED_IN = frozenset({"kind", "expected", "mapping", "error", "skip", "withdraw", "notice"})
ORIGIN_FIELDS = ("url",)

# What the schemas say beyond JSON Schema: why a text must not be shortened, what to do where one does not fit.
NEVER_CUT = "x-never-cut"
HINT = "x-hint"
# Who fills in a property that a mapping could name but must not.
WHO_FILLS_IN = "x-filled-in"

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentSchema:
    """One document stream's JSON Schema.

    Attributes:
        stream: its name, `invoices`.
        schema: as published, for SCHEMA messages.
        strict: for a finished document.
        kinds: what `post_as` may be.
        only_kind: the kind of a document that comes in one kind and needs no `post_as`.
        validator: checks a finished document.
    """

    stream: str
    schema: Schema
    strict: Schema
    kinds: tuple[str, ...]
    only_kind: str | None
    validator: jsonschema_rs.Validator

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of the document itself."""
        found: Mapping[str, Schema] = self.strict["properties"]
        return found

    @property
    def posts_amounts(self) -> bool:
        """Whether the document brings money into the ledger; one record may do so only once."""
        return "expected" in self.properties

    @property
    def expects(self) -> frozenset[str]:
        """What `expected` says of what the document should come to."""
        return frozenset(self.resolve(self.properties.get("expected", {})).get("properties", ()))

    @property
    def priced(self) -> bool:
        """Whether its amounts are prices, with VAT in them or on top."""
        return "gross" in self.expects

    @property
    def moves_money(self) -> bool:
        """Whether the document says what became of the balance; the movements of one balance are posted only once."""
        return "clearing" in self.properties

    @property
    def noticed(self) -> bool:
        """Whether a note may go with the document."""
        return "notice" in self.properties

    @property
    def withdrawable(self) -> bool:
        """Whether a document of this kind can be taken back."""
        return "withdraw" in self.properties

    def resolve(self, schema: Schema) -> Schema:
        """Return the schema that a `$ref` stands for, together with what stands beside it.

        Of something that may also be null, it is the schema of what it is otherwise: a mapping leaves it out or
        fills it.
        """
        while True:
            if "$ref" in schema:
                meant = self.schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]
                schema = {**meant, **{key: value for key, value in schema.items() if key != "$ref"}}
            elif (meant := _or_null(schema)) is not None:
                schema = {**meant, **{key: value for key, value in schema.items() if key != "anyOf"}}
            else:
                return schema

    def part(self, path: tuple[str | int, ...]) -> Schema:
        """Return the schema of a place in a finished document; empty where the schema does not know it."""
        found: Schema = self.strict
        for step in path:
            found = found.get("items", {}) if isinstance(step, int) else found.get("properties", {}).get(step, {})
            found = self.resolve(found)
        return found

    def misfits(self, document: object) -> Iterator["Misfit"]:
        """Yield what does not fit in a finished document."""
        return _misfits(self.validator, document)

    def complaint(self, value: object, schema: Schema) -> str | None:
        """Return why a literal does not fit a part of the schema, or None."""
        part = {"$defs": self.schema["$defs"], **self.resolve(schema)}
        misfit = next(_misfits(jsonschema_rs.validator_for(part), value), None)
        return misfit.words if misfit else None


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that its schema refuses.

    Attributes:
        path: where it is.
        keyword: what of the schema refuses it, `maxLength`.
        limit: what stands after the keyword.
        words: as a bookkeeper reads it.
    """

    path: tuple[str | int, ...]
    keyword: str
    limit: object
    words: str


def _misfits(validator: jsonschema_rs.Validator, value: object) -> Iterator[Misfit]:
    """Yield what does not fit; asking whether all fits comes first, which is ten times as fast as listing.

    JSON Schema counts characters where e-conomic counts units of UTF-16, so text is counted once more as it does.
    """
    if not validator.is_valid(value):
        yield from (_misfit(error, value) for error in validator.iter_errors(value))
    elif has_wide(value):
        found = (_misfit(error, value) for error in validator.iter_errors(widened(value)))
        yield from (one for one in found if one.keyword == "maxLength")


# What needs no more than the keyword.
_SAID = {"falseSchema": "must not be here, by what stands beside it"}


def _misfit(error: jsonschema_rs.ValidationError, value: object) -> Misfit:
    path, keyword, limit = tuple(error.instance_path), error.kind.name, error.kind.value
    at: Any = value
    for step in path:
        at = at[step]
    return Misfit(
        path, keyword, limit, _words(at, keyword, limit) or _SAID.get(keyword) or one_line(error.message, 300)
    )


def load_schemas() -> dict[str, DocumentSchema]:
    """Return the schemas of all document streams, by name."""
    found = (entry for entry in files(PACKAGE).iterdir() if entry.name.endswith(".json"))
    return {
        (name := entry.name.removesuffix(".json")): document_schema(name, json.loads(entry.read_text("utf-8")))
        for entry in sorted(found, key=lambda entry: entry.name)
    }


def _or_null(schema: Schema) -> Schema | None:
    """Return the one alternative to null of a schema that is nothing but null or that; else None."""
    alternatives = schema.get("anyOf", ())
    others = [one for one in alternatives if one.get("type") != "null"]
    return others[0] if len(others) == 1 and len(alternatives) > 1 else None


def types(schema: Schema) -> frozenset[str]:
    """Return the JSON types that a resolved schema takes; empty where it does not say."""
    if "type" in schema:
        named = schema["type"]
        return frozenset([named] if isinstance(named, str) else named)
    if "enum" in schema and all(isinstance(option, str) for option in schema["enum"]):
        return frozenset({"string"})
    return frozenset({"object"}) if "properties" in schema else frozenset()


def _words(value: object, keyword: str, limit: Any) -> str | None:  # noqa: ANN401  (whatever a schema may hold)
    if keyword == "maxLength" and isinstance(value, str):
        return f"{shown(value)} has {length(value)} characters; at most {limit} fit"
    if keyword == "type":
        return f"{shown(value)} is not {named_kinds([limit] if isinstance(limit, str) else limit)}"
    if keyword == "pattern":
        return f"{shown(value)} does not have the form {limit}"
    if keyword == "required":
        return f"{limit} is missing"
    if keyword in {"enum", "const"}:
        options = limit if isinstance(limit, list) else [limit]
        return f"{shown(value)} is not one of {', '.join(shown(option) for option in options)}"
    return None


def document_schema(stream: str, schema: dict[str, Any]) -> DocumentSchema:
    """Return a document's schema with its strict form; `schema` is as the target publishes it."""
    then = schema.get("then", {})
    # The published schema says what a finished document's parts look like in `then`: they are null beside an error.
    properties = {**schema["properties"], **then.get("properties", {})}
    strict = {
        **{key: value for key, value in schema.items() if key not in {"if", "then"}},
        "properties": properties,
        "required": [*schema["required"], *then.get("required", ())],
    }
    kind = schema["properties"]["kind"]
    only_kind = kind.get("const")
    kinds = tuple(kind.get("enum", [only_kind]))
    return DocumentSchema(stream, schema, strict, kinds, only_kind, jsonschema_rs.validator_for(strict))
