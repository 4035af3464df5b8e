"""JSON as Stripe writes it: two spaces of indentation, text unescaped, decimals as they came.

The standard library's encoder is slow when it indents, and cannot write a `Decimal`; this one does both quickly. An
object is rendered once at the margin and then moved to the depth where a page wants it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring as quote
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Rendered:
    """An object that is JSON already, at the margin; it can stand inside another that is to be rendered."""

    text: bytes


def render(value: Mapping[str, Any]) -> bytes:
    """An object as JSON at the margin."""
    out: list[str] = []
    _write_members(value, "\n", out)
    return "".join(out).encode("utf-8", "replace")


def read(text: bytes) -> dict[str, Any]:
    """The object in a rendered text; numbers with a point come back as Decimal."""
    value: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return value


def render_list(url: str, texts: Iterable[bytes], *, has_more: bool) -> bytes:
    """A page of rendered objects as Stripe's list."""
    members = b",\n    ".join(text.replace(b"\n", b"\n    ") for text in texts)
    data = b"[\n    " + members + b"\n  ]" if members else b"[]"
    more = b"true" if has_more else b"false"
    tail = b',\n  "has_more": ' + more + b',\n  "url": ' + quote(url).encode() + b"\n}"
    return b'{\n  "object": "list",\n  "data": ' + data + tail


def _write(value: Any, newline: str, out: list[str]) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        out.append(quote(value))
    elif value is None:
        out.append("null")
    elif isinstance(value, bool):
        out.append("true" if value else "false")
    elif isinstance(value, dict):
        _write_members(value, newline, out)
    elif isinstance(value, (list, tuple)):
        _write_items(value, newline, out)
    elif isinstance(value, (int, Decimal, float)):
        out.append(str(value))
    elif isinstance(value, Rendered):
        out.append(value.text.decode().replace("\n", newline))
    else:
        raise TypeError(f"{type(value).__name__} has no place in a Stripe object")


def _write_members(value: Mapping[str, Any], newline: str, out: list[str]) -> None:
    if not value:
        out.append("{}")
        return
    deeper = newline + "  "
    lead = "{" + deeper
    for key, member in value.items():
        # The common kinds of member are written here, to spare a call for each.
        if isinstance(member, str):
            out.append(f"{lead}{quote(key)}: {quote(member)}")
        elif member is None:
            out.append(f"{lead}{quote(key)}: null")
        else:
            out.append(f"{lead}{quote(key)}: ")
            _write(member, deeper, out)
        lead = "," + deeper
    out.append(newline + "}")


def _write_items(value: Sequence[Any], newline: str, out: list[str]) -> None:
    if not value:
        out.append("[]")
        return
    deeper = newline + "  "
    lead = "[" + deeper
    for item in value:
        out.append(lead)
        _write(item, deeper, out)
        lead = "," + deeper
    out.append(newline + "]")
