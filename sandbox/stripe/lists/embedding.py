"""Lists inside objects: cut at ten members, with the address of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.stripe.kinds import EMBEDDED

if TYPE_CHECKING:
    from collections.abc import Mapping

JsonObject = dict[str, Any]

_EMPTY: JsonObject = {"data": [], "has_more": False}


def further(body: Mapping[str, Any]) -> list[JsonObject] | None:
    """All lines of an invoice or a credit note that has more than are embedded; None for one that has not."""
    lines = body.get("lines") or _EMPTY
    data: list[JsonObject] = lines["data"]
    return data if len(data) > EMBEDDED and not lines.get("has_more") else None


def is_cut(body: Mapping[str, Any]) -> bool:
    """Whether lines of it are missing."""
    return bool((body.get("lines") or _EMPTY).get("has_more"))


def cut(body: Mapping[str, Any]) -> JsonObject:
    """The embedded list of lines. Only an invoice's tells how many there are (recorded)."""
    lines = body.get("lines") or _EMPTY
    data = lines["data"]
    total = lines["total_count"] if lines.get("has_more") and "total_count" in lines else len(data)
    embedded = {
        "object": "list",
        "data": data[:EMBEDDED],
        "has_more": bool(lines.get("has_more")) or len(data) > EMBEDDED,
        "total_count": total,
        "url": f"/v1/{body['object']}s/{body['id']}/lines",
    }
    if body["object"] != "invoice":
        del embedded["total_count"]
    return embedded


def lines_missing(body: Mapping[str, Any]) -> SandboxError:
    """The refusal of an object whose further lines nobody has."""
    noun = body["object"].replace("_", " ")
    return SandboxError(
        "lines_missing",
        f"Loading {noun} {body['id']}: it holds only the first {len(body['lines']['data'])} of its lines.",
        "put all of them into lines.data and set lines.has_more to false",
    )
