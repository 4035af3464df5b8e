"""e-conomic's filter language and its identifiers in URLs: the only place that builds either.

Escapes: `$` and `)` must be escaped, `(`, `*` and `,` may be, `[` and `]` must not be (observed on a live
agreement; e-conomic's documentation says otherwise). `$in:` finds no strings, so that text is looked up with
a chain of `$or:`.
"""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

MAX_URL = 2000
"""Longest address in characters. Servers of e-conomic's kind refuse a query string over 2048."""

MAX_QUERY = 1800
"""Longest filter in characters, percent-encoded and with `$or:`; what is left is for host, path and paging."""

_ESCAPES = str.maketrans({char: f"${char}" for char in "$(),*"})
_IN_URL = {char: f"_{number}_" for number, char in enumerate("<>*%:&/\\_ ?.#+")}


def equals(field: str, value: str) -> str:
    """Return the condition that a field equals a text; e-conomic compares without regard to case.

    A text too long for an address becomes the condition that the field begins as the text does. Whoever asks
    compares what comes back, here as everywhere, because e-conomic's comparison is wider than this program's.
    """
    condition = f"{field}$eq:{_escaped(value)}"
    return condition if _length(condition) <= MAX_QUERY else _shortened(f"{field}$like:", _literal, value)


def contains(field: str, value: str) -> str:
    """Return the condition that a field contains a text. `[` opens a character class there, so it is bracketed."""
    return words(field, [value])


def words(field: str, parts: Iterable[str]) -> str:
    """Return the condition that a field has these words in this order, whatever is between them.

    Of words too long for an address it is the beginning; compare what comes back, as with `equals`.
    """
    parts = list(parts)
    condition = f"{field}$like:*{'*'.join(_literal(part) for part in parts)}*"
    if _length(condition) <= MAX_QUERY:
        return condition
    return _shortened(f"{field}$like:*", lambda text: "*".join(map(_literal, text.split("\0"))), "\0".join(parts))


def holds(field: str, value: str) -> str:
    """Return the condition that a field holds a text anywhere, in as few characters as there are for it."""
    return f"{field}$like:{_literal(value)}"


def _shortened(start: str, literal: Callable[[str], str], text: str) -> str:
    """Return the longest condition on a beginning of a text that fits."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if _length(f"{start}{literal(text[:middle])}*") <= MAX_QUERY:
            low = middle
        else:
            high = middle - 1
    return f"{start}{literal(text[:low])}*"


def _literal(text: str) -> str:
    return _escaped(text).replace("[", "[[]")


def _escaped(text: str) -> str:
    """Escape a text. Half a surrogate pair, which no address can hold, becomes `?`."""
    return text.encode("utf-8", "replace").decode().translate(_ESCAPES)


def encoded(text: str) -> str:
    """Percent-encode a value of a query; `$` and `:` stay, as in e-conomic's own examples, so that more fits."""
    return quote(text, safe="$:")


def _length(condition: str) -> int:
    return len(encoded(condition))


def any_of(conditions: Iterable[str]) -> Iterator[str]:
    """Join conditions with `$or:` into as few filters as fit a query string each."""
    parts: list[str] = []
    size = 0
    for condition in conditions:
        cost = _length(f"$or:{condition}")
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
