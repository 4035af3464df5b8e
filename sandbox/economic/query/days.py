"""Days in filters: documents hold them as text, and a filter must name a real one.

Unverified: that anything else is refused rather than compared as text, and that a time after a day is cut off, as it
is in bodies.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_DAYS: Final = frozenset({"date", "deliveryDate", "dueDate", "fromDate", "toDate"})
_MOMENTS: Final = frozenset({"lastUpdated"})

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?", re.ASCII)


def is_dated(name: str) -> bool:
    """Whether the property at a dotted path is a day or a moment."""
    return name.rpartition(".")[2] in _DAYS | _MOMENTS


def as_kept(name: str, text: str) -> str | None:
    """A day or moment as documents have it; None for a text that is none. Without a zone it is UTC."""
    if _ISO.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if name.rpartition(".")[2] in _DAYS:
            return moment.date().isoformat()
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
