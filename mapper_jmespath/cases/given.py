"""Parses `given:`, the record that a test begins with: a sample, a changed sample, or one that is spelled out."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Any

from mapper_jmespath.cases.places import parse_place
from mapper_jmespath.codes import Code
from mapper_jmespath.evaluation.scope import Path
from mapper_jmespath.expressions.compiled import JsonValue
from mapper_jmespath.problems import Position, Problems, did_you_mean
from mapper_jmespath.yaml.tree import Entry, Mapping, Node, Refused, Scalar, Sequence

_KEYS = ("sample", "change", "record")
_HINT = "the name of a sample; or {sample: …, change: …}; or {record: …}"
_SAMPLE_HINT = "stripe-economic mappings show --samples lists them"
_PLACE_HINT = 'for instance customer.address.country, lines[0].net or metadata."my key"'


@dataclass(frozen=True, slots=True)
class Given:
    """The record of a case: a sample, with other values at some places, or one that is spelled out."""

    position: Position
    sample: str | None
    changes: MappingType[Path, Any]
    places: MappingType[Path, Position]
    record: MappingType[str, Any] | None


def parse_given(entry: Entry, problems: Problems) -> Given | None:
    """Return the record of a test; None after noting why it cannot be read."""
    node = entry.value
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value:
        return Given(node.position, node.value, {}, {}, None)
    if isinstance(node, Scalar | Sequence):
        problems.add(entry.position, Code.KEY_INVALID, "`given` is the record that the test begins with", _HINT)
        return None
    entries = known_entries(node, _KEYS, "`given`", problems)
    if entries is None:
        return None
    if ("sample" in entries) == ("record" in entries) or ("record" in entries and "change" in entries):
        problems.add(entry.position, Code.KEY_INVALID, "`given` has either `sample` or `record`", _HINT)
        return None
    return _spelled_out(entries["record"], problems) if "record" in entries else _sample(entries, problems)


def _spelled_out(entry: Entry, problems: Problems) -> Given | None:
    record = plain(entry.value)
    if isinstance(record, dict):
        return Given(entry.position, None, {}, {}, record)
    problems.add(entry.position, Code.KEY_INVALID, "`record` holds a record, key by key", "{id: in_1}")
    return None


def _sample(entries: MappingType[str, Entry], problems: Problems) -> Given | None:
    name = text(entries["sample"], "`sample`", _SAMPLE_HINT, problems)
    where = entries["sample"].position
    change = entries.get("change")
    if change is None:
        return None if name is None else Given(where, name, {}, {}, None)
    if not isinstance(change.value, Mapping):
        if not isinstance(change.value, Refused):
            message = "`change` says what is different from the sample, place by place"
            problems.add(change.position, Code.KEY_INVALID, message, _PLACE_HINT)
        return None
    changes: dict[Path, Any] = {}
    places: dict[Path, Position] = {}
    for key, inner in change.value.entries.items():
        path = place(key, inner, problems)
        if path is not None:
            changes[path], places[path] = plain(inner.value), inner.position
    return None if name is None else Given(where, name, changes, places, None)


def plain(node: Node) -> JsonValue:
    """Return a part of a YAML file as plain values."""
    if isinstance(node, Mapping):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None


def place(key: str, entry: Entry, problems: Problems) -> Path | None:
    """Return the place that a key names; None after noting that it names none."""
    path = parse_place(key)
    if path is None:
        problems.add(entry.position, Code.KEY_INVALID, f"`{key}` does not name a place", _PLACE_HINT)
    return path


def known_entries(node: Node, known: tuple[str, ...], what: str, problems: Problems) -> dict[str, Entry] | None:
    """Return what stands in a part of a test; None after noting keys that are not known."""
    if not isinstance(node, Mapping):
        if not isinstance(node, Refused):
            message = f"{what} has {', '.join(f'`{key}`' for key in known)}"
            problems.add(node.position, Code.KEY_INVALID, message, "see docs/mapping.md, Tests")
        return None
    for key, entry in node.entries.items():
        if key not in known:
            problems.add(entry.position, Code.KEY_UNKNOWN, f"{what} has no `{key}`", did_you_mean(key, known))
    return None if node.entries.keys() - set(known) else node.entries


def text(entry: Entry, what: str, hint: str, problems: Problems) -> str | None:
    """Return the text after a key; None after noting that it is none."""
    node = entry.value
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        return node.value
    if not isinstance(node, Refused):
        problems.add(entry.position, Code.KEY_INVALID, f"{what} is text", hint)
    return None
