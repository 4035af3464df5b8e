"""A part of a collection that has addresses of its own: one journal's entries, one year's, one account's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.query.collection import Collection, Entry

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Document


class Scope(Collection[int]):
    """The members of a collection whose property has one of some values, as one request sees them.

    It reads the indexes of the collection behind it, so that a look-up inside a scope costs what it finds. The values
    are numbers or dates: texts would have to be compared without case.
    """

    def __init__(self, whole: Collection[int], path: str, values: frozenset[object]) -> None:
        super().__init__()
        self._whole = whole
        self._path = path
        self._steps = path.split(".")
        self._values = values
        self._members: list[Entry[int]] | None = None

    def entries(self) -> list[Entry[int]]:
        """The members, by ascending key."""
        if self._members is None:
            self._members = self._whole.having(self._path, self._values)
        return list(self._members)

    def having(self, path: str, values: frozenset[object]) -> list[Entry[int]]:
        """Those members that have one of the values."""
        return [entry for entry in self._whole.having(path, values) if self._holds(entry.document)]

    def __len__(self) -> int:
        return len(self.entries())

    def _holds(self, document: Document) -> bool:
        value: object = document
        for step in self._steps:
            if not isinstance(value, dict):
                return False
            value = value.get(step)
        return value in self._values
