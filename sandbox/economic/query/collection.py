"""One collection of the store: documents by key, rendered once, with look-up indexes for filters."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from sandbox.economic.jsontext import encode

K = TypeVar("K", int, str)

Document = dict[str, Any]


@dataclass(frozen=True)
class Entry(Generic[K]):
    """A document as the API shows it.

    Attributes:
        key: Its number.
        document: As a GET of the one resource answers; amounts are `Decimal`. Not to be changed.
        fields: What was accepted from the client, references as plain numbers; a full replace starts from nothing.
        one: `document` as JSON.
        unlisted: The properties that items of the collection lack: `metaData` and, on invoices, `lines`.
        emptied: The arrays that items of the collection have, but empty: on orders, `lines`.
    """

    key: K
    document: Document
    fields: Document
    one: bytes
    unlisted: frozenset[str]
    emptied: frozenset[str] = frozenset()

    @cached_property
    def listed(self) -> bytes:
        """The document as an item of its collection, as JSON; rendered when first asked for."""
        shown = {name: value for name, value in self.document.items() if name not in self.unlisted}
        return encode(shown | {name: [] for name in self.emptied})


class Collection(Mapping[K, Document], Generic[K]):
    """Documents by key, in ascending order of the key. Callers hold the store's lock."""

    def __init__(self, *, unlisted: frozenset[str] = frozenset(), emptied: frozenset[str] = frozenset()) -> None:
        self._unlisted = unlisted
        self._emptied = emptied
        self._entries: dict[K, Entry[K]] = {}
        self._keys: list[K] = []
        self._indexes: dict[str, dict[object, set[K]]] = {}
        # The keys that were put or removed since it was last emptied; None while nobody writes them down.
        self.changed: set[K] | None = None

    def put(self, key: K, document: Document, fields: Document) -> Entry[K]:
        """Add or replace a document."""
        entry = Entry(key, document, fields, encode(document), self._unlisted, self._emptied)
        if self.changed is not None:
            self.changed.add(key)
        old = self._entries.get(key)
        if old is None:
            insort(self._keys, key)
        self._entries[key] = entry
        for path, index in self._indexes.items():
            if old is not None:
                index[normal(value_at(old.document, path))].discard(key)
            index.setdefault(normal(value_at(document, path)), set()).add(key)
        return entry

    def remove(self, key: K) -> None:
        """Take a document out; its key may be used again."""
        entry = self._entries.pop(key)
        if self.changed is not None:
            self.changed.add(key)
        del self._keys[bisect_left(self._keys, key)]
        for path, index in self._indexes.items():
            index[normal(value_at(entry.document, path))].discard(key)

    def entry(self, key: K) -> Entry[K] | None:
        """The entry with this key, if there is one."""
        return self._entries.get(key)

    def entries(self) -> list[Entry[K]]:
        """All entries, by ascending key."""
        return [self._entries[key] for key in self._keys]

    def having(self, path: str, values: frozenset[object]) -> list[Entry[K]]:
        """The entries whose property at `path` equals one of the values, by ascending key."""
        if path not in self._indexes:
            index: dict[object, set[K]] = {}
            for entry in self._entries.values():
                index.setdefault(normal(value_at(entry.document, path)), set()).add(entry.key)
            self._indexes[path] = index
        index = self._indexes[path]
        keys = {key for value in values for key in index.get(normal(value), ())}
        return [self._entries[key] for key in sorted(keys)]

    def part(self, entries: Iterable[Entry[K]]) -> Collection[K]:
        """A collection of some of the entries, given by ascending key: an answer to one request, not to be kept."""
        part: Collection[K] = Collection(unlisted=self._unlisted, emptied=self._emptied)
        part._entries = {entry.key: entry for entry in entries}
        part._keys = list(part._entries)
        return part

    def last_key(self) -> K | None:
        """The highest key in use."""
        return self._keys[-1] if self._keys else None

    def __getitem__(self, key: K) -> Document:
        return self._entries[key].document

    def __iter__(self) -> Iterator[K]:
        return iter(tuple(self._keys))

    def __len__(self) -> int:
        return len(self._keys)


def value_at(document: Document, path: str) -> object:
    """The property at a dotted path, None where any step is missing."""
    node: object = document
    for step in path.split("."):
        if not isinstance(node, dict):
            return None
        node = node.get(step)
    return node


def normal(value: object) -> object:
    """A value as filters compare it: text regardless of case."""
    return value.casefold() if isinstance(value, str) else value
