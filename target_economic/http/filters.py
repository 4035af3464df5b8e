"""e-conomic's filter language and its identifiers in URLs: the only place that builds either.

Escapes: `$` and `)` must be escaped, `(`, `*` and `,` may be, `[` and `]` must not be (observed on a live
agreement; e-conomic's documentation says otherwise). `$in:` finds no strings, so that text is looked up with
a chain of `$or:`.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

MAX_QUERY = 1800
"""Longest filter in characters, percent-encoded. Servers of e-conomic's kind refuse a query string over 2048."""

_ESCAPES = str.maketrans({char: f"${char}" for char in "$(),*"})
_IN_URL = {char: f"_{number}_" for number, char in enumerate("<>*%:&/\\_ ?.#+")}


def equals(field: str, value: str) -> str:
    """Return the condition that a field equals a text; e-conomic compares without regard to case."""
    return f"{field}$eq:{value.translate(_ESCAPES)}"


def contains(field: str, value: str) -> str:
    """Return the condition that a field contains a text. `[` opens a character class there, so it is bracketed."""
    return f"{field}$like:*{value.translate(_ESCAPES).replace('[', '[[]')}*"


def any_of(conditions: Iterable[str]) -> Iterator[str]:
    """Join conditions with `$or:` into as few filters as fit a query string each."""
    parts: list[str] = []
    size = 0
    for condition in conditions:
        cost = len(quote(f"$or:{condition}", safe=""))
        if parts and size + cost > MAX_QUERY:
            yield "$or:".join(parts)
            parts, size = [], 0
        parts.append(condition)
        size += cost
    if parts:
        yield "$or:".join(parts)


def in_url(identifier: str) -> str:
    """Encode an identifier, such as a product number, as a path segment: `a_b c` becomes `a_8_b_9_c`."""
    return quote("".join(_IN_URL.get(char, char) for char in identifier), safe="")
