"""The steps back from the pinned API version, in order, and how far a version asked for has to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.stripe.api.versions import BASIL
from sandbox.stripe.older import acacia, basil, clover, dahlia, endive
from sandbox.stripe.older.lookup import Lookup

JsonObject = dict[str, Any]
Step = Callable[[JsonObject, Lookup], None]

STEPS: tuple[tuple[str, Mapping[str, Step]], ...] = (
    ("2026-09-30.endive", endive.BEFORE),
    ("2026-07-29.dahlia", dahlia.BEFORE_REFUND_CUSTOMER),
    ("2026-03-25.dahlia", dahlia.BEFORE),
    ("2025-12-15.clover", clover.BEFORE_LINE_SUBTOTAL),
    ("2025-09-30.clover", clover.BEFORE),
    ("2025-05-28.basil", basil.BEFORE_MIXED_CREDIT_NOTES),
    (BASIL, basil.BEFORE),
    ("2025-01-27.acacia", acacia.BEFORE_PRETAX_CREDITS),
    ("2024-09-30.acacia", acacia.BEFORE),
    ("2024-04-10", acacia.BEFORE_MARKETING_FEATURES),
)
"""For each version, what an object looked like just before it, by kind."""


def downgrade(body: JsonObject, version: str, look: Lookup) -> JsonObject:
    """The object, in place, as it is shown at a version; objects in it too."""
    for since, step in STEPS:
        if version >= since:
            break
        for item in list(_objects(body)):
            change = step.get(item["object"])
            if change is not None and not item.get("deleted"):
                change(item, look)
    return body


def _objects(value: object) -> Iterator[JsonObject]:
    """The objects in a value, innermost first."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name != "metadata" and isinstance(member, dict | list):
                yield from _objects(member)
        if isinstance(value.get("object"), str):
            yield value
    elif isinstance(value, list):
        for member in value:
            yield from _objects(member)
