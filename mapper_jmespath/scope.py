"""What an expression is evaluated on, and what evaluation keeps track of."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from mapper_jmespath.problems import Position

# Inside `each`, the whole record is reached under this name.
RECORD_KEY = "_record"

Path = tuple[str | int, ...]
Trace = dict[Path, Position]


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


def with_record(element: object, record: object) -> object:
    """Return an element of an `each` as its expressions see it; only an object has room for the record."""
    return {**element, RECORD_KEY: record} if isinstance(element, dict) else element
