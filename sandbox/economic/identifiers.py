"""Identifiers in URLs: e-conomic's own replacements for characters that its web server refuses in a path.

Source: the table "URL encoding of identifiers" of the REST documentation (2019; later ones lost the underscores).
"""

from __future__ import annotations

import re
from urllib.parse import quote

_REPLACED = "<>*%:&/\\_ ?.#+"

_ENCODE = str.maketrans({char: f"_{index}_" for index, char in enumerate(_REPLACED)})
_ESCAPE = re.compile(r"_(\d{1,2})_")


def url_segment(identifier: str | int) -> str:
    """The identifier as it stands in a URL: `My Product` becomes `My_9_Product`, a quote becomes `%22`."""
    text = str(identifier)
    # Nearly all are numbers, and documents are full of links.
    return text if text.isalnum() and text.isascii() else quote(text.translate(_ENCODE), safe="")


def from_segment(segment: str) -> str:
    """The identifier that a path segment, percent-decoded already, stands for. Unknown escapes stay as they are."""
    return _ESCAPE.sub(_decode, segment)


def _decode(match: re.Match[str]) -> str:
    index = int(match[1])
    return _REPLACED[index] if index < len(_REPLACED) else match[0]
