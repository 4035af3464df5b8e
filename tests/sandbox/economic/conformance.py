"""The sandbox's rules beside the published JSON Schemas (draft 3), property by property.

`deviations(rules, "customers.post")` compares what both say: type, required, maxLength, minLength, minimum, maximum,
maxDecimal, enum, pattern, uniqueItems, readOnly, and that neither has a property the other lacks.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.economic.body.rules import (
    LARGEST_INTEGER,
    LARGEST_NUMBER,
    Choice,
    Day,
    Flag,
    Group,
    Many,
    Number,
    Reference,
    Rule,
    Text,
    Whole,
    Words,
)
from tests.support import SHARED

SCHEMAS = SHARED / "economic" / "schemas"

needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the published schemas are not beside this checkout")

_TYPES: dict[type, str] = {
    Text: "string",
    Day: "string",
    Choice: "string",
    Whole: "integer",
    Number: "number",
    Flag: "boolean",
    Reference: "object",
    Group: "object",
    Many: "array",
    Words: "array",
}

_DAY = r"\d{4}-\d{2}-\d{2}"


def schema(name: str) -> dict[str, Any]:
    """A published schema by the name of its file, without `.schema.json`."""
    content: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return content


def deviations(rules: Group, name: str, known: Mapping[str, str] | None = None) -> list[str]:
    """Where rules and schema differ, as `lines.quantity decimals`, sorted. `known` maps such a text to its reason.

    A reason for something that does not differ is a deviation, too: `lines.quantity decimals is known and is not so`.
    """
    found = set(_of_group(rules, schema(name)["properties"], ""))
    expected = set(known or {})
    return sorted(found - expected) + sorted(f"{text} is known and is not so" for text in expected - found)


def _of_group(rules: Group, properties: Mapping[str, Any], path: str) -> list[str]:
    found = []
    for name, given in properties.items():
        place = f"{path}{name}"
        rule = rules.properties.get(name)
        if rule is None:
            found += _unruled(rules, name, given, place)
            continue
        if _read_only(given):
            found.append(f"{place} is read-only in the schema")
        found += [f"{place} {what}" for what in _different(rule, given)]
        if isinstance(rule, Group):
            found += _of_group(rule, given.get("properties", {}), f"{place}.")
        if isinstance(rule, Many):
            found += _of_group(rule.items, given["items"]["properties"], f"{place}.")
    return found + [f"{path}{name} is not in the schema" for name in set(rules.properties) - set(properties)]


def _unruled(rules: Group, name: str, given: Mapping[str, Any], place: str) -> list[str]:
    """What is wrong with a property of the schema that may not be written here. `self` is never written."""
    if name == "self":
        return []
    if name not in rules.read_only:
        return [f"{place} has no rule"]
    return [] if _read_only(given) else [f"{place} is not read-only in the schema"]


def _read_only(given: Mapping[str, Any]) -> bool:
    # Some of the schemas spell it in lower case.
    return bool(given.get("readOnly") or given.get("readonly"))


def _different(rule: Rule, given: Mapping[str, Any]) -> list[str]:
    ours: dict[str, object] = {"required": rule.required, "type": _TYPES[type(rule)]}
    theirs: dict[str, object] = {"required": bool(given.get("required")), "type": given.get("type", ours["type"])}
    match rule:
        case Text():
            ours["length"] = (rule.least, rule.most)
            theirs["length"] = (given.get("minLength", 0), given.get("maxLength"))
            ours["pattern"], theirs["pattern"] = rule.pattern, given.get("pattern")
            theirs["enum"] = given.get("enum")
            ours["enum"] = None
        case Day():
            ours["pattern"], theirs["pattern"] = _DAY, given.get("pattern", _DAY)
        case Number():
            ours["decimals"] = rule.places
            theirs["decimals"] = given.get("maxDecimal", given.get("maxDecimals"))
            ours["bounds"], theirs["bounds"] = _bounds(rule.least, rule.most, LARGEST_NUMBER), _given_bounds(given)
        case Choice() | Words():
            items = given.get("items", {}) if isinstance(rule, Words) else given
            ours["enum"], theirs["enum"] = list(rule.words), items.get("enum")
            ours["unique"] = theirs["unique"] = True
            if isinstance(rule, Words):
                theirs["unique"] = bool(given.get("uniqueItems"))
        case Whole():
            ours["bounds"], theirs["bounds"] = _bounds(rule.least, rule.most, LARGEST_INTEGER), _given_bounds(given)
        case Reference():
            _identifier(rule, given, ours, theirs)
    return [name for name in ours if ours[name] != theirs[name]]


def _identifier(
    rule: Reference, given: Mapping[str, Any], ours: dict[str, object], theirs: dict[str, object]
) -> None:
    """The number inside of a reference; whatever else the schema has there is read-only in practice."""
    key = given["properties"].get(rule.key, {})
    ours["key"], theirs["key"] = "string" if rule.text else "integer", key.get("type")
    if rule.text:
        ours["key bounds"] = (rule.least or 0, 25 if rule.most is None else rule.most)
        theirs["key bounds"] = (key.get("minLength", 0), key.get("maxLength", 25))
    else:
        ours["key bounds"] = (rule.least, rule.most)
        theirs["key bounds"] = _given_bounds(key)
    ours["choices"] = {name: list(words) for name, words in rule.choices.items()}
    theirs["choices"] = {name: given["properties"][name]["enum"] for name in rule.choices}


def _bounds(least: int, most: int, limit: int) -> tuple[int | None, int | None]:
    """Our bounds as a schema would have them: the sandbox's own limit, far beyond any honest number, is none."""
    return (None if least == -limit else least, None if most == limit else most)


def _given_bounds(given: Mapping[str, Any]) -> tuple[int | None, int | None]:
    least, most = given.get("minimum"), given.get("maximum")
    if least is not None and given.get("exclusiveMinimum"):
        least += 1
    # The sandbox's own limit of all numbers is that of the one schema that has it.
    return (least, None if most == LARGEST_NUMBER else most)


def filterable_and_sortable(name: str) -> tuple[set[str], set[str]]:
    """The properties that the schema of a collection says can be filtered, and sorted, by."""
    filterable: set[str] = set()
    sortable: set[str] = set()

    def walk(node: Mapping[str, Any], path: str) -> None:
        for key, value in node.get("properties", {}).items():
            if value.get("filterable"):
                filterable.add(path + key)
            if value.get("sortable"):
                sortable.add(path + key)
            walk(value, f"{path}{key}.")

    walk(schema(name)["properties"]["collection"]["items"], "")
    return filterable, sortable
