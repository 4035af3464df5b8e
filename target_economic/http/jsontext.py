"""JSON as it goes over the wire: decimals keep their digits, and the same content is the same bytes."""

import json
from decimal import Decimal
from typing import Any

from singer_sdk.singerlib.json import serialize_json

Json = dict[str, Any]


def encode(body: Json) -> bytes:
    """Write a body as JSON bytes that are the same for the same content; decimals keep their digits.

    Half a surrogate pair, which JSON can escape and UTF-8 cannot write, becomes `?`.
    """
    return serialize_json(body, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")


def parse(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON held
    """Read JSON bytes; numbers with decimals become `Decimal`. None when it is not JSON."""
    try:
        return json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
