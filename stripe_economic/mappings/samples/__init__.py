"""Sample records, made up and small, in the form in which the tap writes them.

Tests of mappings begin with them, and `preview` shows what becomes of them. A file holds those of one stream, by
name: a `record` spelled out, or `like` another one with a `change` at some places. The object
`{"sample": "customers/danish business"}` stands for a record that another file has.
"""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from mapper_jmespath.cases.places import changed, parse_place
from mapper_jmespath.evaluation.scope import Path

Record = dict[str, Any]

# What the tap adds to the records of a stream, and not to objects inside of others.
_OF_RECORDS = frozenset({"account", "tap_error"})


@cache
def _all() -> dict[str, dict[str, Record]]:
    written = {
        entry.name.removesuffix(".json"): json.loads(entry.read_text("utf-8"))
        for entry in sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    }
    folded = {stream: _spelled_out(samples) for stream, samples in written.items()}
    return {
        stream: {name: _filled(record, folded) for name, record in samples.items()}
        for stream, samples in folded.items()
    }


def all_samples() -> dict[str, dict[str, Record]]:
    """Return the samples, by stream and name; they are the caller's own."""
    return deepcopy(_all())


def _spelled_out(samples: dict[str, Any]) -> dict[str, Record]:
    made: dict[str, Record] = {}
    for name, sample in samples.items():
        if "record" in sample:
            made[name] = sample["record"]
        else:
            places = {_place(key): value for key, value in sample["change"].items()}
            made[name] = changed(made[sample["like"]], places)
    return made


def _place(text: str) -> Path:
    path = parse_place(text)
    if path is None:
        raise ValueError(text)
    return path


def _filled(value: Any, samples: dict[str, dict[str, Record]]) -> Any:  # noqa: ANN401  # any JSON value, by nature
    if isinstance(value, list):
        return [_filled(item, samples) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"sample"}:
        stream, _, name = value["sample"].partition("/")
        return {key: inner for key, inner in samples[stream][name].items() if key not in _OF_RECORDS}
    return {key: _filled(inner, samples) for key, inner in value.items()}
