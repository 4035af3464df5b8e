"""Documents of either side's collections as rows of the file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.economic.query.collection import Collection as Documents
from sandbox.stripe.api.packing import pack
from sandbox.stripe.lists.collection import Collection as Objects
from sandbox.stripe.lists.collection import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

AnyCollection = Documents[Any] | Objects
COLLECTIONS = (Documents, Objects)


def keys(collection: AnyCollection) -> Iterable[Any]:
    """The keys of all its documents."""
    return list(collection) if isinstance(collection, Documents) else [entry.id for entry in collection]


def row(collection: AnyCollection, key: Any) -> object | None:  # noqa: ANN401 - a number or a text
    """A document as plain data, None where there is none of that key."""
    if isinstance(collection, Documents):
        entry = collection.entry(key)
        return None if entry is None else [entry.document, entry.fields]
    found = collection.get(key)
    if found is None:
        return None
    # As text: the words that the store's own packing is primed with may be others in the next version.
    first = None if found.first is None else found.original
    return [found.kind, found.key, found.facets, found.deleted, found.marks, found.text, first]


def put(collection: AnyCollection, key: Any, kept: Any) -> None:  # noqa: ANN401 - what `row` made
    """Put a document back that `row` made plain."""
    if isinstance(collection, Documents):
        document, fields = kept
        collection.put(key, document, fields)
    else:
        kind, place, facets, deleted, marks, text, first = kept
        original = None if first is None else pack(first, kind)
        collection.put(Entry(key, kind, place, facets, pack(text, kind), deleted, marks, original))
