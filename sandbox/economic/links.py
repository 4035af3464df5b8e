"""Query parameters that stick to links: with `?demo=true` every link in the answer carries `?demo=true` too.

Recorded for `demo` and, on accounting years, for `pageindex`, which the API does not know; so it is taken for the
rule that whatever is not a parameter of the resource itself is carried along.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

from sandbox.economic.query.paging import escaped

_OWN: Final = frozenset({"skippages", "pagesize", "filter", "sort", "quantity"})


def carried(query: str) -> str:
    """What of a raw query string its links carry, encoded as links are."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs if name.lower() not in _OWN)


def asks_for_demo(query: str) -> bool:
    """Whether a raw query string asks for the demo agreement."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return any(name.lower() == "demo" and value.lower() == "true" for name, value in pairs)


def with_carried(body: bytes, base_url: str, query: str) -> bytes:
    """A JSON body in which every link into the API carries the parameters of the request."""
    extra = carried(query).encode()
    if not extra:
        return body

    def extended(match: re.Match[bytes]) -> bytes:
        link = match[1]
        if extra in link.partition(b"?")[2]:
            return match[0]
        return b'"' + link + (b"&" if b"?" in link else b"?") + extra + b'"'

    return re.sub(b'"(' + re.escape(base_url.encode()) + rb'/[^"\\]*)"', extended, body)
