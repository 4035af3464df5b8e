"""What an expression is evaluated on, and what evaluation keeps track of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mapper_jmespath.language.model import Field

# Inside `each`, the whole record is reached under this name.
RECORD_KEY = "_record"

Path = tuple[str | int, ...]


class Omitted(Enum):
    """The one value that means: this field is left out of the document."""

    OMITTED = "omitted"


OMITTED = Omitted.OMITTED


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression is evaluated on.

    Attributes:
        value: the record, or the element of an `each`.
        record: the whole record that the mapping reads.
        record_id: how messages call the record.
    """

    value: Any
    record: Any
    record_id: str


@dataclass(frozen=True, slots=True)
class Traced:
    """What filled one place of a document: the field of the mapping, and what its expressions saw."""

    field: "Field"
    scope: Scope


class Trace:
    """Notes what fills each place of one document, in the order in which it is filled.

    Attributes:
        failed: the place at which the document failed, if it did.
    """

    def __init__(self) -> None:
        self._filled: dict[Path, Traced] = {}
        self.failed: Path | None = None

    def note(self, path: Path, field: "Field", scope: Scope) -> None:
        """Note a field that is about to be evaluated; of several for one place the last counts."""
        self._filled.pop(path, None)
        self._filled[path] = Traced(field, scope)

    def at(self, path: Path) -> Traced | None:
        """Return what filled a place, or the closest one around it."""
        while path and path not in self._filled:
            path = path[:-1]
        return self._filled.get(path)

    def items(self) -> Iterator[tuple[Path, Traced]]:
        """Yield the places and what filled each, in the order in which they were filled."""
        yield from self._filled.items()

    def last(self) -> Path:
        """Return the place that was being filled last: where evaluation failed, if it did."""
        return next(reversed(self._filled), ())


def spell(path: Path) -> str:
    """Return a place of a document as people write it, `body.lines[0].net`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def with_record(element: object, record: object) -> object:
    """Return an element of an `each` as its expressions see it; only an object has room for the record."""
    return {**element, RECORD_KEY: record} if isinstance(element, dict) else element
