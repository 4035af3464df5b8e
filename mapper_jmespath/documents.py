"""The document schemas as the mapper needs them: read as package data of the target, never through its code.

A finished document is checked against a strict form of its schema, in which `body` and its companions cannot be null:
the null forms belong to documents with an error or a skip, which are made here and hold nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jsonschema_rs

from mapper_jmespath.problems import one_line, shown

PACKAGE = "target_economic.documents"
FILLED_IN = frozenset({"kind", "expected", "mapping", "error", "skip"})
ORIGIN_FIELDS = ("url",)

# What the schemas say beyond JSON Schema: why a text must not be shortened, and what to do where one does not fit.
NEVER_CUT = "x-never-cut"
HINT = "x-hint"

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

    def resolve(self, schema: Schema) -> Schema:
        """Return the schema that a `$ref` stands for, together with what stands beside it."""
        while "$ref" in schema:
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**self.schema["$defs"][schema["$ref"].removeprefix("#/$defs/")], **beside}
        return schema

    def part(self, path: tuple[str | int, ...]) -> Schema:
        """Return the schema of a place in a finished document; empty where the schema does not know it."""
        found: Schema = self.strict
        for step in path:
            found = found.get("items", {}) if isinstance(step, int) else found.get("properties", {}).get(step, {})
            found = self.resolve(found)
        return found

    def complaint(self, value: object, schema: Schema) -> str | None:
        """Return why a literal does not fit a part of the schema, or None."""
        part = {"$defs": self.schema["$defs"], **self.resolve(schema)}
        for error in jsonschema_rs.validator_for(part).iter_errors(value):
            return word(error)
        return None


def load_schemas() -> dict[str, DocumentSchema]:
    """Return the schemas of all document streams, by name."""
    found = (entry for entry in files(PACKAGE).iterdir() if entry.name.endswith(".json"))
    return {
        (name := entry.name.removesuffix(".json")): _document_schema(name, json.loads(entry.read_text("utf-8")))
        for entry in sorted(found, key=lambda entry: entry.name)
    }


def types(schema: Schema) -> frozenset[str]:
    """Return the JSON types that a resolved schema takes; empty where it does not say."""
    if "type" in schema:
        named = schema["type"]
        return frozenset([named] if isinstance(named, str) else named)
    if "enum" in schema and all(isinstance(option, str) for option in schema["enum"]):
        return frozenset({"string"})
    return frozenset({"object"}) if "properties" in schema else frozenset()


def word(error: jsonschema_rs.ValidationError) -> str:
    """Return a schema error as a bookkeeper reads it."""
    value, kind = error.instance, error.kind
    keyword, limit = kind.name, kind.value
    if keyword == "maxLength" and isinstance(value, str):
        return f"{shown(value)} has {len(value)} characters; at most {limit} fit"
    if keyword == "type":
        return f"{shown(value)} is not of type {' or '.join([limit] if isinstance(limit, str) else limit)}"
    if keyword == "pattern":
        return f"{shown(value)} does not have the form {limit}"
    if keyword == "required":
        return f"{limit} is missing"
    if keyword in {"enum", "const"}:
        options = limit if isinstance(limit, list) else [limit]
        return f"{shown(value)} is not one of {', '.join(shown(option) for option in options)}"
    return one_line(error.message, 300)


def _document_schema(stream: str, schema: dict[str, Any]) -> DocumentSchema:
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
