"""Identifiers in URLs: e-conomic's own replacements for characters that its web server refuses in a path.

Source: the table "URL encoding of identifiers" of the REST documentation (2019; later ones lost the underscores).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_REPLACED = "<>*%:&/\\_ ?.#+"

# An underscore between letters is no escape and can be read as it stands.
_MUST_BE_REPLACED = frozenset(_REPLACED) - {"_"}

_ENCODE = str.maketrans({char: f"_{index}_" for index, char in enumerate(_REPLACED)})
_ESCAPE = re.compile(r"_(\d{1,2})_")


def url_segment(identifier: str | int) -> str:
    """The identifier as it stands in a URL: `My Product` becomes `My_9_Product`, a quote becomes `%22`."""
    text = str(identifier)
    # Nearly all are numbers, and documents are full of links.
    return text if text.isalnum() and text.isascii() else quote(text.translate(_ENCODE), safe="")


def is_sound(segment: str) -> bool:
    """Whether a path segment, percent-decoded already, has none of the characters that must be replaced in it.

    That such a path is refused when they are percent-encoded, too, and with which answer, is unverified.
    """
    return _MUST_BE_REPLACED.isdisjoint(segment)


def from_link(link: str, collections: Iterable[str]) -> str:
    """The identifier at the end of a link into one of these collections; empty for any other link.

    The host is not looked at, since a tunnel or another name for this machine may stand in its place.
    """
    path, _, segment = link.partition("?")[0].rstrip("/").rpartition("/")
    return from_segment(segment) if any(path.endswith(f"/{name}") for name in collections) else ""


def from_segment(segment: str) -> str:
    """The identifier that a path segment, percent-decoded already, stands for. Unknown escapes stay as they are."""
    return _ESCAPE.sub(_decode, segment)


def _decode(match: re.Match[str]) -> str:
    index = int(match[1])
    return _REPLACED[index] if index < len(_REPLACED) else match[0]
