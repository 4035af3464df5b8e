"""Dictionaries that grow with use and say what changed in them, so that a change can be written down by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")


class Table(dict[K, V]):
    """A dictionary of values that are not changed in place, in the order they were added.

    Attributes:
        changed: The keys that were set or removed since this was last emptied; None while nobody asks.
    """

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - whatever a dict is made of
        super().__init__(*given, **named)
        self.changed: set[K] | None = None

    def __setitem__(self, key: K, value: V) -> None:
        self._note(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self._note(key)

    def pop(self, key: K, *default: Any) -> Any:  # noqa: ANN401 - a dict's own overloads
        """As a dict does."""
        value = super().pop(key, *default)
        self._note(key)
        return value

    def popitem(self) -> tuple[K, V]:
        """As a dict does."""
        item = super().popitem()
        self._note(item[0])
        return item

    def setdefault(self, key: K, default: V) -> V:
        """As a dict does."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - whatever a dict takes
        """As a dict does."""
        for key, value in dict(*given, **named).items():
            self[key] = value

    def __ior__(self, other: Mapping[K, V]) -> Self:  # type: ignore[override,misc]  # a mapping is enough
        self.update(other)
        return self

    def clear(self) -> None:
        """As a dict does."""
        for key in self:
            self._note(key)
        super().clear()

    def _note(self, key: K) -> None:
        if self.changed is not None:
            self.changed.add(key)
