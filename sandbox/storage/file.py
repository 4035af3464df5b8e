"""The SQLite file: one sandbox, one process at a time, a transaction for each request that changed something."""

from __future__ import annotations

import re
import sqlite3
import threading
import zlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from sandbox.errors import SandboxError
from sandbox.storage.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.line import Held

FORMAT: Final = 2
"""Raise it with every change to the rows that one of the two programs, older and newer, could not read."""

# SQLite's field for whose file it is: "stec".
_APPLICATION: Final = 0x73746563

_SCHEMA: Final = """
CREATE TABLE entry (place TEXT NOT NULL, key TEXT NOT NULL, value NOT NULL, PRIMARY KEY (place, key));
CREATE TABLE side (name TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL);
"""
_UPSERT: Final = (
    "INSERT INTO entry (place, key, value) VALUES (?, ?, ?) "
    "ON CONFLICT (place, key) DO UPDATE SET value = excluded.value"
)

# Below this, compressing makes nothing smaller worth the time.
_SHORT = 500
_LEVEL = 1


class StorageFile:
    """A sandbox's file, open and locked until `close`. Safe to use from any thread.

    Attributes:
        fresh: Whether nothing was in it: its first contents are what the stores hold when they are first saved.

    Raises:
        SandboxError: When made: `not_a_store`, `store_version`, `store_in_use` or `store_damaged`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._trees: dict[str, tuple[Tree, Held, str]] = {}
        self._named: set[str] = set()
        self._moved: tuple[str, str] | None = None
        try:
            empty = not path.exists() or path.stat().st_size == 0
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        except (OSError, sqlite3.Error) as error:
            raise self._failed("not_a_store", f"cannot be opened: {error}", "choose another file") from error
        try:
            self._open(empty=empty)
        except sqlite3.OperationalError as error:
            self._db.close()
            if "locked" in str(error):
                hint = "stop the other sandbox, or choose another file"
                raise self._failed("store_in_use", "is in use by another sandbox", hint) from error
            raise self._failed("not_a_store", f"cannot be used: {error}", "choose another file") from error
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise self._failed("not_a_store", f"is no sandbox's file: {error}", "choose another file") from error
        except SandboxError:
            self._db.close()
            raise

    def add(self, side: str, store: Held, address: str) -> None:
        """Keep a side's store in the file; where the file holds that side already, the store becomes as it was.

        `address` is where the side is now: what the file says of an earlier one is brought up to date.
        """
        tree = Tree(store, side, self)
        with self._lock:
            self._trees[side] = (tree, store, address)
            if self.fresh:
                return
            try:
                self._db.execute("BEGIN IMMEDIATE")
                (before,) = self._db.execute("SELECT address FROM side WHERE name = ?", (side,)).fetchone()
                self._moved = (before, address) if before != address else None
                tree.restore()
                self._db.execute("UPDATE side SET address = ? WHERE name = ?", (address, side))
                self._db.execute("COMMIT")
            except (sqlite3.DatabaseError, zlib.error, TypeError, ValueError) as error:
                raise self._failed("store_damaged", f"cannot be read: {error}", "choose another file") from error

    def save(self, *sides: str) -> None:
        """Write what changed on these sides; it survives the process from then on.

        Raises:
            SandboxError: `not_kept` when it cannot be written; then all of it is tried again at the next time.
        """
        with ExitStack() as locks:
            for side in sides:
                locks.enter_context(self._trees[side][1].lock)
            locks.enter_context(self._lock)
            try:
                self._db.execute("BEGIN IMMEDIATE")
                for side in sides:
                    tree, _, address = self._trees[side]
                    tree.save()
                    if side not in self._named:
                        self._db.execute("INSERT OR REPLACE INTO side VALUES (?, ?)", (side, address))
                self._db.execute("COMMIT")
                self._named.update(sides)
            except (sqlite3.Error, SandboxError) as error:
                for side in sides:
                    self._trees[side][0].forget()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, SandboxError):
                    raise
                raise self._failed("not_kept", f"cannot be written: {error}", "is the disk full?") from error

    def save_after(self, side: str, *, reading: bool) -> None:
        """Write what a request changed. One that only reads changes documents where something had fallen due.

        Raises:
            SandboxError: As `save`.
        """
        tree, store, _ = self._trees[side]
        with store.lock:
            if not reading or tree.touched():
                self.save(side)

    def close(self) -> None:
        """Give the file back. Safe to call twice."""
        with self._lock:
            self._db.close()

    def write(self, place: str, key: str, value: str | None) -> None:
        """Add or replace a row; None takes it away."""
        if value is None:
            self._db.execute("DELETE FROM entry WHERE place = ? AND key = ?", (place, key))
        else:
            packed = value if len(value) < _SHORT else zlib.compress(value.encode(), _LEVEL)
            self._db.execute(_UPSERT, (place, key, packed))

    def empty(self, place: str) -> None:
        """Take all rows of a place away."""
        self._db.execute("DELETE FROM entry WHERE place = ?", (place,))

    def read(self, place: str) -> Iterator[tuple[str, str]]:
        """The rows of a place, keys and values, in the order they were added."""
        found = self._db.execute("SELECT key, value FROM entry WHERE place = ? ORDER BY rowid", (place,)).fetchall()
        for key, value in found:
            text = value if isinstance(value, str) else zlib.decompress(value).decode()
            if self._moved is not None and self._moved[0] in text:
                before, after = self._moved
                # Not where the port only begins with the old one.
                text = re.sub(re.escape(before) + r"(?!\d)", after, text)
                self.write(place, key, text)
            yield key, text

    def _open(self, *, empty: bool) -> None:
        # Held as long as the connection is, and let go by the system when the process dies.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        if not empty:
            self._check()
        self._db.execute("BEGIN EXCLUSIVE")
        if empty:
            self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._db.execute(f"PRAGMA user_version = {FORMAT}")
            for statement in _SCHEMA.strip().splitlines():
                self._db.execute(statement)
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA journal_mode = WAL")
        # Enough for a killed process; only a power failure may lose the last transactions.
        self._db.execute("PRAGMA synchronous = NORMAL")
        (sides,) = self._db.execute("SELECT count(*) FROM side").fetchone()
        self.fresh = sides == 0

    def _check(self) -> None:
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if application != _APPLICATION:
            raise self._failed("not_a_store", "is no sandbox's file", "choose another file")
        if version != FORMAT:
            problem = f"was written in format {version}, this version of the program writes {FORMAT}"
            raise self._failed("store_version", problem, "use the version that wrote it, or begin a new file")

    def _failed(self, code: str, problem: str, hint: str) -> SandboxError:
        return SandboxError(code, f"The sandbox's file {self._path} {problem}.", hint)
