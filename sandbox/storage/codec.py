"""Values of a store as text, and back: what JSON has no word for is an object `{"$": kind, "v": value}`.

Numbers keep their type and their decimals, dictionaries their order. Objects are written by the name of their class,
which must be a dataclass or an enumeration of this package; nothing else is ever made from a file.
"""

from __future__ import annotations

import base64
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TAG, _VALUE = "$", "v"
_PACKAGE = __name__.partition(".")[0]
_PLAIN = frozenset({str, int, float, bool, type(None)})


def encode(value: object) -> str:
    """A value as text.

    Raises:
        SandboxError: `not_kept` for a kind of value that cannot be written.
    """
    return _ENCODER.encode(_simple(value))


def decode(text: str) -> Any:  # noqa: ANN401 - any value that `encode` takes
    """The value that `encode` wrote.

    Raises:
        SandboxError: `store_damaged` when it is no such text, or of a class that is not there any more.
    """
    try:
        return _DECODER.decode(text)
    except (ValueError, KeyError, TypeError, AttributeError, ImportError, ArithmeticError) as error:
        raise SandboxError("store_damaged", f"A value in the sandbox's file cannot be read: {error}.") from error


def _simple(value: Any) -> Any:  # noqa: ANN401 - any value
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [_simple(item) for item in value]
    if kind is dict:
        if _TAG not in value and all(type(key) is str for key in value):
            return {key: _simple(item) for key, item in value.items()}
        return _tagged("dict", _pairs(value))
    writer = _WRITERS.get(kind)
    if writer is not None:
        return _tagged(*writer(value))
    return _object(value, kind)


def _object(value: Any, kind: type) -> dict[str, Any]:  # noqa: ANN401 - any value
    name = f"{kind.__module__}:{kind.__qualname__}"
    if kind.__module__.partition(".")[0] == _PACKAGE and "<locals>" not in name:
        if isinstance(value, Enum):
            return _tagged(name, value.name)
        if is_dataclass(value):
            return _tagged(name, {one.name: _simple(getattr(value, one.name)) for one in fields(value) if one.init})
    raise SandboxError("not_kept", f"A {name} cannot be written to the sandbox's file.")


def _tagged(kind: str, value: object) -> dict[str, Any]:
    return {_TAG: kind, _VALUE: value}


def _pairs(value: Mapping[Any, Any]) -> list[Any]:
    return [[_simple(key), _simple(item)] for key, item in value.items()]


def _bytes(value: bytes) -> tuple[str, str]:
    try:
        # Readable, and an address in it can be found again.
        return "utf8", value.decode()
    except UnicodeDecodeError:
        return "bytes", base64.b64encode(value).decode()


_WRITERS: Mapping[type, Callable[[Any], tuple[str, Any]]] = {
    Decimal: lambda value: ("decimal", str(value)),
    bytes: _bytes,
    datetime: lambda value: ("datetime", value.isoformat()),
    date: lambda value: ("date", value.isoformat()),
    timedelta: lambda value: ("seconds", str(value // timedelta(microseconds=1))),
    tuple: lambda value: ("tuple", [_simple(item) for item in value]),
    set: lambda value: ("set", [_simple(item) for item in value]),
    frozenset: lambda value: ("frozenset", [_simple(item) for item in value]),
    MappingProxyType: lambda value: ("mapping", _pairs(value)),
}

_READERS: Mapping[str, Callable[[Any], Any]] = {
    "dict": dict,
    "decimal": Decimal,
    "utf8": str.encode,
    "bytes": base64.b64decode,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "seconds": lambda value: timedelta(microseconds=int(value)),
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "mapping": lambda value: MappingProxyType(dict(value)),
}


def _read(value: dict[str, Any]) -> Any:  # noqa: ANN401 - any value
    kind = value.get(_TAG)
    if kind is None:
        return value
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(value[_VALUE])
    found = _class(kind)
    return found[value[_VALUE]] if issubclass(found, Enum) else found(**value[_VALUE])


def _class(name: str) -> Any:  # noqa: ANN401 - a dataclass or an enumeration
    module, _, path = name.partition(":")
    if module.partition(".")[0] != _PACKAGE:
        raise ValueError(f"{name} is not of this package")
    found: Any = import_module(module)
    for step in path.split("."):
        found = getattr(found, step)
    if not isinstance(found, type) or not (is_dataclass(found) or issubclass(found, Enum)):
        raise TypeError(f"{name} is neither a dataclass nor an enumeration")
    return found


_ENCODER = json.JSONEncoder(separators=(",", ":"))
_DECODER = json.JSONDecoder(object_hook=_read)
