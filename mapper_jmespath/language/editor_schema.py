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
from mapper_jmespath.evaluation.prices import POLICIES
from mapper_jmespath.language.conditions import CONDITION_KEYS
from mapper_jmespath.language.conditions import POLICIES as WITHDRAWN
from mapper_jmespath.language.editor_values import EXPRESSION, SINGLE, Json, object_of, tables, text_of, values
from mapper_jmespath.language.editor_words import WORDS
from mapper_jmespath.language.intents import BLOCK_KEYS
from mapper_jmespath.language.parse import HEAD_KEYS
from mapper_jmespath.language.switches import AMOUNTS

FILE = "mapping.schema.json"


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
            **values(),
            **tables(),
            "mapping": _mapping(documents),
            "condition": object_of(_condition(), required=True),
            "withdrawal": object_of(
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
        "notice": {"type": "array", "items": {"$ref": "#/definitions/condition"}},
        "fields": {"type": "object"},
        "use": {"type": "string"},
        "tests": {"type": "array", "items": {"$ref": "#/definitions/test"}},
    }
    return {
        **object_of({name: {**properties[name], "description": WORDS[name]} for name in HEAD_KEYS}),
        "required": ["source", "document"],
        "oneOf": [{"required": ["fields"]}, {"required": ["use"]}],
        "allOf": [_when_document(name, document) for name, document in documents.items()],
    }


def _condition() -> dict[str, Json]:
    return {name: text_of(f"when.{name}") for name in CONDITION_KEYS}


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
    origin = object_of(dict.fromkeys(ORIGIN_FIELDS, SINGLE))
    required = [name for name in document.strict["required"] if name in made]
    return {**object_of({**made, "origin": {**origin, "description": WORDS["origin"]}}), "required": required}


def _part(document: DocumentSchema, part: Mapping[str, Any]) -> Json:
    described = {"description": part["description"]} if "description" in part else {}
    if "properties" in part:
        structure = _structure(document, part)
        used = {"$ref": "#/definitions/use"}
        return {**described, "if": {"required": ["use"]}, "then": used, "else": structure}
    items = document.resolve(part.get("items", {}))
    if "array" in types(part) and "properties" in items:
        return {**described, "type": "array", "items": _block(_structure(document, items))}
    return {**described, "allOf": [SINGLE]} if described else dict(SINGLE)


def _structure(document: DocumentSchema, part: Mapping[str, Any]) -> Json:
    known = {name: document.resolve(one) for name, one in part["properties"].items()}
    mappable = {name: one for name, one in known.items() if WHO_FILLS_IN not in one}
    return {
        **object_of({name: _part(document, one) for name, one in mappable.items()}),
        "required": list(part.get("required", ())),
        **_depending(part),
    }


def _depending(part: Mapping[str, Any]) -> Json:
    """Return what an object asks for by a property of its own, where the mapping spells that out with `value:`."""
    rules = [
        {"if": {"required": [name], "properties": {name: _spelled_out(meant)}}, "then": rule["then"]}
        for rule in part.get("allOf", ())
        for name, meant in rule["if"]["properties"].items()
    ]
    return {"allOf": rules} if rules else {}


def _spelled_out(meant: Json) -> Json:
    return {"required": ["value"], "properties": {"value": meant}}


def _block(item: Json) -> Json:
    properties: dict[str, Json] = {
        "each": {**EXPRESSION, "description": WORDS["each"]},
        "when": {**EXPRESSION, "description": WORDS["block.when"]},
        "optional": {"type": "boolean"},
        "fields": item,
        "use": text_of("use"),
    }
    return {
        "if": {"required": ["when"]},
        "then": {
            **object_of({name: properties[name] for name in BLOCK_KEYS["when"]}),
            "required": ["when", "fields"],
        },
        "else": {
            **object_of({name: properties[name] for name in BLOCK_KEYS["each"]}),
            "required": ["each"],
            "oneOf": [{"required": ["fields"]}, {"required": ["use"]}],
        },
    }


def _test() -> Json:
    given: Json = {"anyOf": [{"type": "string"}, {"type": "object"}], "description": WORDS["given"]}
    expect: Json = {"type": "object", "minProperties": 1, "description": WORDS["expect"]}
    return object_of({"name": text_of("test.name"), "given": given, "expect": expect}, required=True)


if __name__ == "__main__":
    sys.stdout.write(text(build()))
