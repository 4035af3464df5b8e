"""Places in a record or document as people write them: `address.country`, `lines[0].net`, `metadata."a b"`."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from mapper_jmespath.evaluation.scope import Path, spell
from mapper_jmespath.problems import did_you_mean

_STEP = re.compile(r'(?:^|\.)(?:"(?P<quoted>[^"]+)"|(?P<plain>[^."\[\]]+))|\[(?P<index>[0-9]{1,4})\]')
# Whose keys are anybody's choice.
_OPEN = "metadata"


class Absent:
    """What stands at a place that there is not."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT = Absent()


class NoSuchPlace(LookupError):
    """A record has no such place; the hint says what it has."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def parse_place(text: str) -> Path | None:
    """Return the steps of a place; None where it is not written as one."""
    steps: list[str | int] = []
    end = 0
    while end < len(text):
        found = _STEP.match(text, end)
        if found is None or (found["index"] and not steps):
            return None
        steps.append(int(found["index"]) if found["index"] else (found["quoted"] or found["plain"]))
        end = found.end()
    return tuple(steps) or None


def look(value: object, path: Path) -> object:
    """Return what stands at a place, or ABSENT."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else ABSENT
        else:
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value


def changed(record: Mapping[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    """Return a copy of a record with other values at some places.

    A place must be there, so that a misspelt one is not added in silence; only metadata may get new keys, and a list
    one more element at its end.

    Raises:
        NoSuchPlace: it is not.
    """
    made = deepcopy(dict(record))
    for path, value in changes.items():
        _put(made, path, deepcopy(value))
    return made


def _put(record: dict[str, Any], path: Path, value: object) -> None:
    place: Any = record
    for index, step in enumerate(path):
        is_last = index == len(path) - 1
        around = spell(path[:index]) or "the record"
        if isinstance(place, dict) and isinstance(step, str):
            if step not in place and not (path[index - 1 : index] == (_OPEN,) and is_last):
                raise NoSuchPlace(f"{around} has no `{step}`", did_you_mean(step, place))
            if is_last:
                place[step] = value
        elif isinstance(place, list) and isinstance(step, int):
            if step == len(place) and is_last:
                place.append(value)
            elif step >= len(place):
                raise NoSuchPlace(f"{around} has {len(place)} elements, so there is no [{step}]", "[0] is the first")
            elif is_last:
                place[step] = value
        else:
            kind = (
                "an object" if isinstance(place, dict) else "a list" if isinstance(place, list) else "a single value"
            )
            raise NoSuchPlace(
                f"{around} is {kind}", "write the whole of it, or the place above" if place is None else ""
            )
        place = place[step] if not is_last else None
