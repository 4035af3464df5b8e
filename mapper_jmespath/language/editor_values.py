"""The JSON Schema of what has one value in a mapping file, an intent with what may stand beside it, and of tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from mapper_jmespath.evaluation.convert import CONVERTERS
from mapper_jmespath.language.editor_words import WORDS
from mapper_jmespath.language.intents import ALLOWED
from mapper_jmespath.language.keys import CODE_FORM
from mapper_jmespath.tables.table import HEAD_KEYS, KEYS_IN_A_FIELD

Json = dict[str, Any]

EXPRESSION: Json = {"$ref": "#/definitions/expression"}
SINGLE: Json = {"$ref": "#/definitions/single"}

_LITERAL: Json = {"$ref": "#/definitions/literal"}


def values() -> Json:
    """Return the definitions of a field that has one value: an intent with what may stand beside it."""
    keys: dict[str, Json] = {
        "from": {**EXPRESSION, "description": WORDS["from"]},
        "value": {"description": WORDS["value"], "anyOf": [_LITERAL, {"type": "array", "items": _LITERAL}]},
        "template": text_of("template"),
        "with": {"type": "object", "additionalProperties": SINGLE, "description": WORDS["with"]},
        "as": {"enum": list(CONVERTERS), "description": WORDS["as"]},
        "optional": {"type": "boolean", "description": WORDS["optional"]},
        "default": {"description": WORDS["default"], "anyOf": [_LITERAL, {"type": "array", "items": _LITERAL}]},
        "max": {"type": "integer", "minimum": 1, "description": WORDS["max"]},
        "newlines": {"type": "boolean", "description": WORDS["newlines"]},
        "zone": text_of("zone"),
        "drop_prefix": {"type": "string", "pattern": "^[A-Z]{2}$", "description": WORDS["drop_prefix"]},
        "negate": {"type": "boolean", "description": WORDS["negate"]},
        "table": {
            "description": WORDS["table"],
            "anyOf": [{"type": "string"}, {"$ref": "#/definitions/table_in_a_field"}],
        },
        "use": text_of("use"),
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
    intents = {intent: object_of({name: keys[name] for name in allowed}) for intent, allowed in ALLOWED.items()}
    for intent in ("from", "template"):
        intents[intent]["allOf"] = [*options, *needed, {"not": {"required": ["optional", "default"]}}]
    from_keys = {"type": "object", "additionalProperties": EXPRESSION, "description": WORDS["table.from"]}
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


def tables() -> Json:
    """Return the definitions of a table, in a file of its own and in a field."""
    cell = {"type": ["string", "integer", "boolean", "null"]}
    row = {
        "type": "object",
        "description": WORDS["row"],
        "required": ["to"],
        "minProperties": 2,
        "additionalProperties": {"anyOf": [cell, {"type": "array", "items": cell}]},
    }
    keys: dict[str, Json] = {
        "table": text_of("table.name"),
        "keys": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": WORDS["keys"]},
        "rows": {"type": "array", "items": row, "description": WORDS["rows"]},
        "default": {**_LITERAL, "description": WORDS["table.default"]},
        "code": {"type": "string", "pattern": CODE_FORM, "description": WORDS["table.code"]},
    }
    return {
        "table_file": _table(keys, HEAD_KEYS),
        "table_in_a_field": _table(keys, KEYS_IN_A_FIELD),
    }


def _table(keys: Mapping[str, Json], names: Sequence[str]) -> Json:
    return {
        **object_of({name: keys[name] for name in names}),
        "required": [name for name in names if name != "code"],
    }


def object_of(properties: Mapping[str, Json], *, required: bool = False) -> Json:
    """Return the schema of an object with these properties and no others."""
    made: Json = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": list(properties)} if required else made


def text_of(word: str) -> Json:
    """Return the schema of a text, described by one of WORDS."""
    return {"type": "string", "minLength": 1, "description": WORDS[word]}
