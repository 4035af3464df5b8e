"""Reads a folder of somebody's own Stripe objects: files of one object, a list, or a page as Stripe's API gives it.

Objects may come from older API versions (from basil on) and with expanded properties; they leave here in the shapes
of the pinned version with every reference an id, the expanded objects standing before them as objects of their own.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.company.fill import filled
from sandbox.company.upgrade import collapse, upgraded
from sandbox.errors import SandboxError
from sandbox.stripe.objects import BLANKS

if TYPE_CHECKING:
    from collections.abc import Iterator

JsonObject = dict[str, Any]

_KNOWN = BLANKS.keys()


def load_folder(path: Path | str, *, fill: bool = False) -> list[JsonObject]:
    """The Stripe objects in a folder's `*.json` files, by file name; of two with one id the later counts.

    Args:
        path: The folder.
        fill: Make up the customers, products and prices that invoices name and the folder lacks.

    Raises:
        SandboxError: `no_folder`; `no_objects`; `not_json` and `unknown_object` name the file and the place in it;
            `lines_missing` for an invoice that was cut at its tenth line; `incomplete_object` for one without what it
            must have.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise SandboxError(
            "no_folder", f"Loading Stripe objects: {folder} is not a folder.", "give a folder of JSON files"
        )
    files = sorted(folder.glob("*.json"))
    if not files:
        raise SandboxError("no_objects", f"Loading Stripe objects: {folder} holds no *.json file.", "put some there")
    found: dict[tuple[str, str], JsonObject] = {}
    for file in files:
        for place, item in _objects_in(file):
            for body in _unpacked(item, place):
                found[body["object"], body["id"]] = body
    objects = list(found.values())
    return [*filled(objects), *objects] if fill else objects


def _unpacked(item: JsonObject, place: str) -> Iterator[JsonObject]:
    """An object in the pinned version's shape, and before it the objects that were expanded in it."""
    try:
        expanded = collapse(item)
        yield from (upgraded(body) for body in expanded)
        yield upgraded(item)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SandboxError(
            "incomplete_object",
            f"{place}: this {item['object']} lacks what Stripe always sends ({type(error).__name__}: {error}).",
            "export whole objects of API version 2025-03-31.basil or later",
        ) from error


def _objects_in(file: Path) -> Iterator[tuple[str, JsonObject]]:
    """The objects of a file with their places in it, for messages."""
    try:
        content = json.loads(file.read_text("utf-8-sig"), parse_float=Decimal)
    except json.JSONDecodeError as error:
        message = f"{file}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}."
        raise SandboxError("not_json", message) from error
    except (UnicodeDecodeError, OSError, RecursionError) as error:
        raise SandboxError("not_json", f"{file}: this file cannot be read as JSON: {error}.") from error
    paged = isinstance(content, dict) and isinstance(content.get("data"), list) and "id" not in content
    items = content["data"] if paged else content if isinstance(content, list) else [content]
    single = items is not content and not paged
    for number, item in enumerate(items, start=1):
        place = str(file) if single else f"{file}: item {number}"
        yield place, _checked(item, place)


def _checked(item: object, place: str) -> JsonObject:
    if not isinstance(item, dict):
        raise SandboxError("unknown_object", f"{place}: a Stripe object was expected, not {type(item).__name__}.")
    if item.get("object") not in _KNOWN or not isinstance(item.get("id"), str):
        raise SandboxError(
            "unknown_object",
            f"{place}: 'object' is {item.get('object')!r} and 'id' is {item.get('id')!r}: no object known here.",
            f"known objects are {', '.join(sorted(_KNOWN))}",
        )
    lines = item.get("lines")
    if item["object"] == "invoice" and isinstance(lines, dict) and lines.get("has_more"):
        raise SandboxError(
            "lines_missing",
            f"{place}: invoice {item['id']} holds only the first {len(lines.get('data', []))} of its lines.",
            f"fetch /v1/invoices/{item['id']}/lines and put all of them into lines.data, with has_more false",
        )
    return item
