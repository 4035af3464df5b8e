"""Writes the JSON Schema by which editors check mapping files: `python -m mapper_jmespath.language.editor_schema`.

It is made of what the loader itself goes by, and of the target's document schemas, so that the three cannot differ.
Draft 7, which editors know best. What only a program can check, such as an expression, is left to the linter.
"""

import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from mapper_jmespath.documents import FILLED_IN, ORIGIN_FIELDS, WHO_FILLS_IN, DocumentSchema, load_schemas, types
from mapper_jmespath.evaluation.convert import CONVERTERS
from mapper_jmespath.evaluation.prices import POLICIES
from mapper_jmespath.language.conditions import CONDITION_KEYS
from mapper_jmespath.language.conditions import POLICIES as WITHDRAWN
from mapper_jmespath.language.editor_words import WORDS
from mapper_jmespath.language.intents import ALLOWED, BLOCK_KEYS
from mapper_jmespath.language.parse import HEAD_KEYS
from mapper_jmespath.language.switches import AMOUNTS
from mapper_jmespath.tables.table import HEAD_KEYS as TABLE_KEYS

FILE = "mapping.schema.json"

Json = dict[str, Any]

_EXPRESSION = {"$ref": "#/definitions/expression"}
_LITERAL = {"$ref": "#/definitions/literal"}
_SINGLE = {"$ref": "#/definitions/single"}


def build() -> Json:
    """Return the schema of mapping files and table files."""
    documents = load_schemas()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Mapping file",
        "description": WORDS["file"],
        "type": "object",
        "if": {"required": ["table"]},
        "then": {"$ref": "#/definitions/table_file"},
        "else": {"$ref": "#/definitions/mapping"},
        "definitions": {
            **_values(),
            **_tables(),
            "mapping": _mapping(documents),
            "condition": _object(_condition(), required=True),
            "withdrawal": _object(
                {
                    **_condition(),
                    **{name: {"enum": list(known), "description": WORDS[name]} for name, known in WITHDRAWN.items()},
                },
                required=True,
            ),
            "test": _test(),
            **{f"fields_{name}": _fields(document) for name, document in documents.items()},
        },
    }


def published() -> Json:
    """Return the schema as it is published with the package."""
    whole: Json = json.loads(files("mapper_jmespath").joinpath(FILE).read_text("utf-8"))
    return whole


def text(schema: Mapping[str, Any]) -> str:
    """Return a schema as it is written to its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _mapping(documents: Mapping[str, DocumentSchema]) -> Json:
    kinds = [kind for document in documents.values() for kind in document.kinds]
    properties: dict[str, Json] = {
        "source": {"type": "string", "minLength": 1},
        "document": {"enum": list(documents)},
        "active": {"type": "boolean"},
        "post_as": {"enum": list(dict.fromkeys(kinds))},
        "prices": {"enum": list(POLICIES)},
        "amounts": {"enum": list(AMOUNTS)},
        "withdraw": {"type": "array", "items": {"$ref": "#/definitions/withdrawal"}},
        "when": {"type": "array", "items": {"$ref": "#/definitions/condition"}},
        "fields": {"type": "object"},
        "use": {"type": "string"},
        "tests": {"type": "array", "items": {"$ref": "#/definitions/test"}},
    }
    return {
        **_object({name: {**properties[name], "description": WORDS[name]} for name in HEAD_KEYS}),
        "required": ["source", "document"],
        "oneOf": [{"required": ["fields"]}, {"required": ["use"]}],
        "allOf": [_when_document(name, document) for name, document in documents.items()],
    }


def _condition() -> dict[str, Json]:
    return {name: _text(f"when.{name}") for name in CONDITION_KEYS}


def _when_document(name: str, document: DocumentSchema) -> Json:
    then: Json = {"properties": {"fields": {"$ref": f"#/definitions/fields_{name}"}}}
    then["properties"]["post_as"] = {"enum": list(document.kinds)}
    if document.only_kind is None:
        then["required"] = ["post_as"]
    return {"if": {"required": ["document"], "properties": {"document": {"const": name}}}, "then": then}


def _fields(document: DocumentSchema) -> Json:
    """Return the schema of a document's fields, each with an intent in the place of its value."""
    parts = {name: part for name, part in document.properties.items() if name not in FILLED_IN | {"origin"}}
    made = {name: _part(document, document.resolve(part)) for name, part in parts.items()}
    origin = _object(dict.fromkeys(ORIGIN_FIELDS, _SINGLE))
    required = [name for name in document.strict["required"] if name in made]
    return {**_object({**made, "origin": {**origin, "description": WORDS["origin"]}}), "required": required}


def _part(document: DocumentSchema, part: Mapping[str, Any]) -> Json:
    described = {"description": part["description"]} if "description" in part else {}
    if "properties" in part:
        structure = _structure(document, part)
        used = {"$ref": "#/definitions/use"}
        return {**described, "if": {"required": ["use"]}, "then": used, "else": structure}
    items = document.resolve(part.get("items", {}))
    if "array" in types(part) and "properties" in items:
        return {**described, "type": "array", "items": _block(_structure(document, items))}
    return {**described, "allOf": [_SINGLE]} if described else dict(_SINGLE)


def _structure(document: DocumentSchema, part: Mapping[str, Any]) -> Json:
    known = {name: document.resolve(one) for name, one in part["properties"].items()}
    mappable = {name: one for name, one in known.items() if WHO_FILLS_IN not in one}
    return {
        **_object({name: _part(document, one) for name, one in mappable.items()}),
        "required": list(part.get("required", ())),
    }


def _block(item: Json) -> Json:
    properties: dict[str, Json] = {
        "each": {**_EXPRESSION, "description": WORDS["each"]},
        "when": {**_EXPRESSION, "description": WORDS["block.when"]},
        "optional": {"type": "boolean"},
        "fields": item,
        "use": _text("use"),
    }
    return {
        "if": {"required": ["when"]},
        "then": {
            **_object({name: properties[name] for name in BLOCK_KEYS["when"]}),
            "required": ["when", "fields"],
        },
        "else": {
            **_object({name: properties[name] for name in BLOCK_KEYS["each"]}),
            "required": ["each"],
            "oneOf": [{"required": ["fields"]}, {"required": ["use"]}],
        },
    }


def _values() -> Json:
    """Return the definitions of a field that has one value: an intent with what may stand beside it."""
    keys: dict[str, Json] = {
        "from": {**_EXPRESSION, "description": WORDS["from"]},
        "value": {"description": WORDS["value"], "anyOf": [_LITERAL, {"type": "array", "items": _LITERAL}]},
        "template": _text("template"),
        "with": {"type": "object", "additionalProperties": _SINGLE, "description": WORDS["with"]},
        "as": {"enum": list(CONVERTERS), "description": WORDS["as"]},
        "optional": {"type": "boolean", "description": WORDS["optional"]},
        "default": {"description": WORDS["default"], "anyOf": [_LITERAL, {"type": "array", "items": _LITERAL}]},
        "max": {"type": "integer", "minimum": 1, "description": WORDS["max"]},
        "newlines": {"type": "boolean", "description": WORDS["newlines"]},
        "zone": _text("zone"),
        "drop_prefix": {"type": "string", "pattern": "^[A-Z]{2}$", "description": WORDS["drop_prefix"]},
        "table": {
            "description": WORDS["table"],
            "anyOf": [{"type": "string"}, {"$ref": "#/definitions/table_in_a_field"}],
        },
        "use": _text("use"),
    }
    options = [
        {"if": {"required": [option]}, "then": {"properties": {"as": {"enum": owners}}, "required": ["as"]}}
        for option in sorted({option for converter in CONVERTERS.values() for option in converter.options})
        if (owners := [name for name, converter in CONVERTERS.items() if option in converter.options])
    ]
    needed = [
        {"if": {"required": ["as"], "properties": {"as": {"const": name}}}, "then": {"required": list(one.required)}}
        for name, one in CONVERTERS.items()
        if one.required
    ]
    intents = {intent: _object({name: keys[name] for name in allowed}) for intent, allowed in ALLOWED.items()}
    for intent in ("from", "template"):
        intents[intent]["allOf"] = [*options, *needed, {"not": {"required": ["optional", "default"]}}]
    from_keys = {"type": "object", "additionalProperties": _EXPRESSION, "description": WORDS["table.from"]}
    intents["table"]["properties"]["from"] = from_keys
    for intent, required in {**{name: [name] for name in ALLOWED}, "table": ["table", "from"]}.items():
        intents[intent]["required"] = required
    intents["use"]["required"] = ["use", "from"]
    return {
        "expression": {"type": "string", "minLength": 1, "maxLength": 1000},
        "literal": {"type": ["string", "integer", "boolean"]},
        "single": {
            "description": WORDS["single"],
            "anyOf": [intents["from"], intents["value"], intents["template"], intents["table"]],
        },
        "use": intents["use"],
    }


def _tables() -> Json:
    cell = {"type": ["string", "integer", "boolean", "null"]}
    row = {
        "type": "object",
        "description": WORDS["row"],
        "required": ["to"],
        "minProperties": 2,
        "additionalProperties": {"anyOf": [cell, {"type": "array", "items": cell}]},
    }
    keys: dict[str, Json] = {
        "table": _text("table.name"),
        "keys": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": WORDS["keys"]},
        "rows": {"type": "array", "items": row, "description": WORDS["rows"]},
        "default": {**_LITERAL, "description": WORDS["table.default"]},
    }
    inner = {name: keys[name] for name in ("rows", "default")}
    return {
        "table_file": {**_object({name: keys[name] for name in TABLE_KEYS}), "required": list(TABLE_KEYS)},
        "table_in_a_field": {**_object(inner), "required": list(inner)},
    }


def _test() -> Json:
    given: Json = {"anyOf": [{"type": "string"}, {"type": "object"}], "description": WORDS["given"]}
    expect: Json = {"type": "object", "minProperties": 1, "description": WORDS["expect"]}
    return _object({"name": _text("test.name"), "given": given, "expect": expect}, required=True)


def _object(properties: Mapping[str, Json], *, required: bool = False) -> Json:
    made: Json = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": list(properties)} if required else made


def _text(word: str) -> Json:
    return {"type": "string", "minLength": 1, "description": WORDS[word]}


if __name__ == "__main__":
    sys.stdout.write(text(build()))
