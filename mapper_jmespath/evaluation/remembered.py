"""Remembers what other mappings made: the same product stands on many invoices, and comes out the same from each."""

from typing import Any

# Enough for the products and customers that a run meets again and again; a document of each is a kilobyte or two.
_MOST = 1000


class Remembered:
    """What `use:` made of the objects met last, by mapping and the object's id.

    What it returns stands in several documents at once and must not be changed.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}

    def get(self, mapping: str, source: dict[str, Any]) -> dict[str, Any] | None:
        """Return what a mapping made of an object, if it made it of one that is equal in everything."""
        identity = source.get("id")
        known = self._known.get((mapping, identity)) if isinstance(identity, str) else None
        return known[1] if known is not None and known[0] == source else None

    def put(self, mapping: str, source: dict[str, Any], made: dict[str, Any]) -> None:
        """Remember what a mapping made of an object; the one that came first is forgotten for it."""
        identity = source.get("id")
        if not isinstance(identity, str):
            return
        self._known.pop((mapping, identity), None)
        self._known[mapping, identity] = (source, made)
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
