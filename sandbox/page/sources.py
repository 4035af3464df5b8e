"""Which Stripe object an e-conomic document comes from, as far as the document says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sandbox.page.columns import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID: Final = re.compile(r"(?<![A-Za-z0-9_])[a-z]{2,5}_[A-Za-z0-9]{3,255}(?![A-Za-z0-9_])")
_PLACES: Final = ("text", "productNumber", "name", "website", "description")


def source_of(document: Mapping[str, Any]) -> str | None:
    """The id of a document's source: `references.other` where it is one, else the first id in its texts."""
    references = document.get("references")
    texts = [references.get("other")] if isinstance(references, dict) else []
    notes = document.get("notes")
    texts += list(notes.values()) if isinstance(notes, dict) else []
    texts += [document.get(place) for place in _PLACES]
    for text in texts:
        if isinstance(text, str):
            for match in _ID.finditer(text):
                if kind_of(match[0]) is not None:
                    return match[0]
    return None
