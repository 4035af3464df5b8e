"""Reads e-conomic's error bodies, which come in three shapes, and in a fourth in the newer services.

`errors` is absent (plain), a list of strings (schema and filter errors), a tree that mirrors the request
(`{"lines": {"items": [{"arrayIndex": 8, "product": {"errors": [...]}}]}}`), or a list of such trees (vouchers).
Source: recorded bodies; the 2015 example in e-conomic's documentation has another shape and is not relied on.
The services' `application/problem+json` has `errors: [{message, errorCode, property}]` and a `traceId`.
Messages may be Danish ("Perioden er spærret."), so that code and property tell what is meant, never the words.
"""

from collections.abc import Iterator
from typing import Any

from target_economic.errors import Problem

_WORDS = ("errorMessage", "message")
_STRUCTURE = frozenset({"errors", "items"})
_NO_REASON = "no reason given"


def problems(body: object) -> tuple[Problem, ...]:
    """Return what an error body complains of, most specific first; never raises, whatever the body is."""
    if not isinstance(body, dict):
        return ()
    found = tuple(_walk(body.get("errors"), ""))
    if found:
        return found
    words = [text for name in ("message", "title", "detail") if (text := _text(body.get(name)))]
    if not words and not code(body):
        return ()
    return (Problem(code(body), "", " ".join(dict.fromkeys(words)) or _NO_REASON),)


def code(body: object) -> str | None:
    """Return the code of the error as a whole, such as `E04300` or `PayloadChanged`."""
    return _text(body.get("errorCode")) if isinstance(body, dict) else None


def log_id(body: object) -> str | None:
    """Return what e-conomic's support finds the request by: `logId`, or the services' `traceId`."""
    return _text(body.get("logId")) or _text(body.get("traceId")) if isinstance(body, dict) else None


def _walk(node: object, path: str) -> Iterator[Problem]:
    if isinstance(node, str):
        yield Problem(None, path, node or _NO_REASON)
    elif isinstance(node, list):
        for position, item in enumerate(node):
            if isinstance(item, dict) and (problem := _problem(item, path)):
                yield problem
            elif isinstance(item, dict):
                yield from _walk(item, f"{path}[{item.get('arrayIndex', position)}]")
            else:
                yield from _walk(item, path)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name != "arrayIndex":
                yield from _walk(child, path if name in _STRUCTURE else f"{path}.{name}".lstrip("."))


def _problem(item: dict[str, Any], path: str) -> Problem | None:
    """Read one complaint; None when the item is a branch of the tree."""
    for name in _WORDS:
        if isinstance(item.get(name), str):
            where = path or _text(item.get("propertyName")) or _text(item.get("property")) or ""
            return Problem(_text(item.get("errorCode")), where, item[name] or _NO_REASON, item.get("inputValue"))
    return None


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON held
    return None if value is None or value == "" else str(value)
