"""Any JSON object as facts: each property by its path, nothing left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 2_000


def flat(value: object) -> list[tuple[str, str]]:
    """The properties of an object with their paths, as in `lines.data[0].amount`; at most 2,000."""
    found = []
    for path, text in _walk(value, ""):
        found.append((path, text))
        if len(found) == _MOST:
            found.append(("…", "and more"))
            break
    return found


def _walk(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]")
    else:
        yield path, _text(value)


def _text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else str(value)
