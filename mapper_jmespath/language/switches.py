"""Parses what else stands at the head of a mapping file: `active`, `prices`, `amounts`, and its `tests`."""

from collections.abc import Mapping
from typing import TypedDict

from mapper_jmespath.cases.case import Case, parse_cases
from mapper_jmespath.codes import Code
from mapper_jmespath.evaluation.prices import AS_STRIPE, POLICIES
from mapper_jmespath.problems import Problems, closest, shown
from mapper_jmespath.yaml.tree import Entry, Refused, Scalar

AMOUNTS = ("as_they_are", "negative")


class Switches(TypedDict):
    """The parts of a mapping that this module parses."""

    active: bool
    prices: str
    negative: bool
    tests: tuple[Case, ...]


def parse_switches(entries: Mapping[str, Entry], problems: Problems) -> Switches:
    """Return what the head of a file says; what it leaves out is as usual: active, all as it is, no tests."""
    tests = parse_cases(entries["tests"], problems) if "tests" in entries else ()
    return {
        "active": _choice(entries.get("active"), "active", (True, False), problems) is not False,
        "prices": str(_choice(entries.get("prices"), "prices", POLICIES, problems) or AS_STRIPE),
        "negative": _choice(entries.get("amounts"), "amounts", AMOUNTS, problems) == "negative",
        "tests": tests,
    }


def _choice(
    entry: Entry | None, name: str, known: tuple[str | bool, ...], problems: Problems
) -> str | int | bool | None:
    if entry is None or isinstance(entry.value, Refused):
        return None
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if any(value is one or (isinstance(one, str) and value == one) for one in known):
        return value
    words = [shown(one) if isinstance(one, bool) else one for one in known]
    meant = closest(value, words) if isinstance(value, str) else None
    hint = f"did you mean `{meant}`?" if meant else f"write {name}: {words[-1]}, without quotes"
    problems.add(entry.position, Code.KEY_INVALID, f"`{name}` is {' or '.join(words)}", hint)
    return None
