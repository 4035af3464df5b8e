"""The document schemas: what the target accepts, one JSON Schema (draft 2020-12) per stream.

They are package data so that a mapping linter can read them without importing the target's code.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

STREAMS = ("customers", "products", "invoices", "orders", "vouchers")


@cache
def schema(stream: str) -> dict[str, Any]:
    """Return the JSON Schema of one document stream.

    Raises:
        KeyError: the target has no such stream.
    """
    if stream not in STREAMS:
        raise KeyError(stream)
    loaded: dict[str, Any] = json.loads(files(__package__).joinpath(f"{stream}.json").read_text("utf-8"))
    return loaded
