"""The plainest of steps: properties that did not exist yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.stripe.older.lookup import Lookup

JsonObject = dict[str, Any]


def drop(*names: str) -> Callable[[JsonObject, Lookup], None]:
    """A step that leaves properties out."""

    def step(body: JsonObject, _: Lookup) -> None:
        for name in names:
            body.pop(name, None)

    return step
