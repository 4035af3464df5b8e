"""How the walk sees what a store is made of: which attributes are kept, and which values are places of their own."""

from __future__ import annotations

import threading
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.storage import rows
from sandbox.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS, TABLE, LOG, OBJECT, OBJECTS = "@rows", "@table", "@log", "@object", "@objects"

_LOCKS = (type(threading.Lock()), type(threading.RLock()))
_PACKAGE = __name__.partition(".")[0]


def attributes(item: object) -> Iterator[tuple[str, Any]]:
    """What of an object is to be kept: not its locks, its functions, and what it says is worked out."""
    left_out: frozenset[str] = getattr(type(item), "NOT_KEPT", frozenset())
    for name, value in list(vars(item).items()):
        if name not in left_out and not isinstance(value, _LOCKS) and not callable(value):
            yield name, value


def kind_of(value: object) -> str | None:
    """What stands in an attribute's row when its value is a place of its own; None when it is not."""
    kind = type(value)
    if isinstance(value, rows.COLLECTIONS):
        return f"{ROWS} {kind.__module__}:{kind.__qualname__}"
    if kind is Table:
        return TABLE
    if kind is list:
        return LOG
    if kind is dict:
        members = value.values() if isinstance(value, dict) else ()
        return OBJECTS if members and all(map(is_object, members)) else None
    return f"{OBJECT} {kind.__module__}:{kind.__qualname__}" if is_object(value) else None


def is_object(value: object) -> bool:
    """Whether a value is a collection, or an object of this package that can change."""
    if isinstance(value, rows.COLLECTIONS):
        return True
    own = type(value).__module__.partition(".")[0] == _PACKAGE
    return own and not isinstance(value, Enum | Table) and not is_frozen(value)


def is_frozen(value: object) -> bool:
    """Whether a value is a frozen dataclass, so that it is as it was when it is the same one."""
    parameters = getattr(type(value), "__dataclass_params__", None)
    return is_dataclass(value) and parameters is not None and bool(parameters.frozen)


def made(kind: str) -> Any:  # noqa: ANN401 - of the class that is named
    """A new object of the class that a row names.

    Raises:
        SandboxError: `store_damaged` when it is no class of this package, or one that cannot be made from nothing.
    """
    module, _, name = kind.partition(" ")[2].partition(":")
    if module.partition(".")[0] != _PACKAGE:
        raise SandboxError("store_damaged", f"The sandbox's file holds a {kind[:80]!r}, which is not its own.")
    try:
        return getattr(import_module(module), name)()
    except (ImportError, AttributeError, TypeError) as error:
        raise SandboxError("store_damaged", f"The sandbox's file holds a {kind[:80]!r}: {error}.") from error


def containers(item: object) -> Iterator[Any]:
    """The collections and tables anywhere in an object."""
    for _, value in attributes(item):
        for one in value.values() if kind_of(value) == OBJECTS else (value,):
            if isinstance(one, (*rows.COLLECTIONS, Table)):
                yield one
            elif is_object(one):
                yield from containers(one)
