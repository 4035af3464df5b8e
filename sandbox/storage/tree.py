"""What a store holds as rows `(place, key, value)`, and back: its attributes are walked, so none can be forgotten.

An object is a place; its rows are its attributes. A collection, a `Table`, a list and an object of this package that
can change are places of their own: their rows are written as they change, and the attribute says only what is there.
Every other attribute is one value, written when it is another than before. A class names what is worked out from the
rest in `NOT_KEPT`, and puts that right again in `restored()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sandbox.errors import SandboxError
from sandbox.storage import rows
from sandbox.storage.codec import decode, encode
from sandbox.storage.walking import LOG, OBJECTS, TABLE, attributes, containers, is_frozen, kind_of, made
from sandbox.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


class File(Protocol):
    """Where rows are."""

    def write(self, place: str, key: str, value: str | None) -> None:
        """Add or replace a row; None takes it away."""

    def empty(self, place: str) -> None:
        """Take all rows of a place away."""

    def read(self, place: str) -> Iterable[tuple[str, str]]:
        """The rows of a place, keys and values, in the order they were added."""


class Tree:
    """One store in a file, and what of it was written already."""

    def __init__(self, root: object, place: str, file: File) -> None:
        self._root = root
        self._place = place
        self._file = file
        self._values: dict[tuple[str, str], str] = {}
        self._frozen: dict[tuple[str, str], object] = {}
        self._logs: dict[str, tuple[int, object]] = {}
        self._members: dict[str, set[str]] = {}

    def save(self) -> None:
        """Write what changed since the last time.

        Raises:
            SandboxError: `not_kept` for an attribute of a kind that cannot be written.
        """
        self._save_object(self._root, self._place)

    def touched(self) -> bool:
        """Whether a document was added, changed or removed since the last `save`."""
        return any(container.changed is None or container.changed for container in containers(self._root))

    def restore(self) -> None:
        """Put the store into the state that was written.

        Raises:
            SandboxError: `store_damaged`.
        """
        self._restore_object(self._root, self._place)

    def forget(self) -> None:
        """Take nothing for written, so that the next `save` writes everything."""
        for known in (self._values, self._frozen, self._logs, self._members):
            known.clear()
        for container in containers(self._root):
            container.changed = None

    def _save_object(self, item: object, place: str) -> None:
        for name, value in attributes(item):
            key, here = (place, name), f"{place}.{name}"
            if is_frozen(value):
                # Cannot have changed when it is the same one; the agreement is large.
                if self._frozen.get(key) is value:
                    continue
                self._frozen[key] = value
            kind = kind_of(value)
            if kind == OBJECTS:
                if self._values.get(key) != kind:
                    self._file.empty(here)
                self._save_members(value, here)
            elif kind is not None:
                self._save_place(value, here)
            if kind is None:
                try:
                    kind = encode(value)
                except SandboxError as error:
                    raise SandboxError(error.code, f"Keeping {here}: {error.message}") from error
            self._save_value(key, kind)

    def _save_value(self, key: tuple[str, str], text: str) -> None:
        if self._values.get(key) != text:
            self._file.write(*key, text)
            self._values[key] = text

    def _save_members(self, members: dict[Any, Any], place: str) -> None:
        names = {encode(key): value for key, value in members.items()}
        for gone in self._members.get(place, set()) - names.keys():
            self._file.write(place, gone, None)
        self._members[place] = set(names)
        for name, value in names.items():
            self._save_place(value, f"{place}[{name}]")
            self._save_value((place, name), str(kind_of(value)))

    def _save_place(self, value: Any, place: str) -> None:  # noqa: ANN401 - a container or an object
        if isinstance(value, rows.COLLECTIONS):
            changed = self._to_write(value, place, rows.keys)
            for key in changed:
                kept = rows.row(value, key)
                self._file.write(place, encode(key), None if kept is None else encode(kept))
        elif isinstance(value, Table):
            changed = self._to_write(value, place, list)
            for key in changed:
                self._file.write(place, encode(key), encode(value[key]) if key in value else None)
        elif type(value) is list:
            self._save_log(value, place)
        else:
            self._save_object(value, place)

    def _to_write(self, container: Any, place: str, keys: Any) -> Iterable[Any]:  # noqa: ANN401 - either container
        changed: Iterable[Any] = container.changed
        if changed is None:
            self._file.empty(place)
            changed = keys(container)
        container.changed = set()
        return changed

    def _save_log(self, log: list[Any], place: str) -> None:
        start, last = self._logs.get(place, (-1, None))
        if start < 0 or len(log) < start or (start and log[start - 1] is not last):
            self._file.empty(place)
            start = 0
        for index in range(start, len(log)):
            self._file.write(place, str(index), encode(log[index]))
        self._logs[place] = (len(log), log[-1] if log else None)

    def _restore_object(self, item: Any, place: str) -> None:  # noqa: ANN401 - a store or a part of one
        known = dict(attributes(item))
        for name, text in self._file.read(place):
            if name not in known:
                raise SandboxError(
                    "store_damaged", f"The sandbox's file holds {place}.{name}, which nothing here is."
                )
            here = f"{place}.{name}"
            self._values[place, name] = text
            if text == OBJECTS:
                setattr(item, name, self._restored_members(known[name], here))
            elif text.startswith("@"):
                setattr(item, name, self._restored_place(known[name], text, here))
            else:
                value = decode(text)
                if is_frozen(value):
                    self._frozen[place, name] = value
                setattr(item, name, value)
        if hasattr(item, "restored"):
            item.restored()

    def _restored_members(self, known: dict[Any, Any], place: str) -> dict[Any, Any]:
        members = {}
        for name, kind in self._file.read(place):
            key = decode(name)
            self._values[place, name] = kind
            members[key] = self._restored_place(known.get(key), kind, f"{place}[{name}]")
        self._members[place] = {encode(key) for key in members}
        return members

    def _restored_place(self, found: Any, kind: str, place: str) -> Any:  # noqa: ANN401 - a container or an object
        if kind == LOG:
            log = [decode(text) for _, text in self._file.read(place)]
            self._logs[place] = (len(log), log[-1] if log else None)
            return log
        if kind == TABLE:
            table: Table[Any, Any] = Table({decode(key): decode(text) for key, text in self._file.read(place)})
            table.changed = set()
            return table
        if found is None or kind_of(found) != kind:
            found = made(kind)
        if isinstance(found, rows.COLLECTIONS):
            for key, text in self._file.read(place):
                rows.put(found, decode(key), decode(text))
            found.changed = set()
        else:
            self._restore_object(found, place)
        return found
