"""Reads e-conomic's error bodies, which come in three shapes.

`errors` is absent (plain), a list of strings (schema and filter errors), a tree that mirrors the request
(`{"lines": {"items": [{"arrayIndex": 8, "product": {"errors": [...]}}]}}`), or a list of such trees (vouchers).
Source: recorded bodies; the 2015 example in e-conomic's documentation has another shape and is not relied on.
"""

from collections.abc import Iterator
from typing import Any

from target_economic.errors import Problem


def problems(body: object) -> tuple[Problem, ...]:
    """Return what an error body complains of, most specific first; never raises, whatever the body is."""
    if not isinstance(body, dict):
        return ()
    found = tuple(_walk(body.get("errors"), ""))
    if found:
        return found
    code = _text(body.get("errorCode"))
    message = body.get("message") or body.get("title") or body.get("detail")
    if not message and not code:
        return ()
    return (Problem(code, "", str(message or "no reason given")),)


def _walk(node: object, path: str) -> Iterator[Problem]:
    if isinstance(node, str):
        yield Problem(None, path, node)
    elif isinstance(node, list):
        for position, item in enumerate(node):
            if isinstance(item, dict) and "errorMessage" in item:
                yield Problem(_text(item.get("errorCode")), path, str(item["errorMessage"]))
            elif isinstance(item, dict):
                yield from _walk(item, f"{path}[{item.get('arrayIndex', position)}]")
            else:
                yield from _walk(item, path)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name == "arrayIndex":
                continue
            structural = name in {"errors", "items"}
            yield from _walk(child, path if structural else f"{path}.{name}".lstrip("."))


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON held
    return None if value is None else str(value)
