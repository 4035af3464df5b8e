"""The kinds of rule a request body is checked by. The rules themselves are in `limits`, the check in `validation`.

Every rule may be `required`. A property without a rule is unknown: the API ignores it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

# The largest number any published schema allows (`exchangeRate`); taken for all, so that sums stay exact.
LARGEST_NUMBER = 999_999_999_999
LARGEST_INTEGER = 2_147_483_647


@dataclass(frozen=True, kw_only=True)
class Text:
    """A string of `least` to `most` UTF-16 units, in which `pattern` must be found."""

    most: int | None = None
    least: int = 0
    pattern: str | None = None
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Whole:
    """An integer."""

    least: int = -LARGEST_INTEGER
    most: int = LARGEST_INTEGER
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number with at most `places` decimals, when that is given. Too many are a business error, E04740."""

    places: int | None = None
    least: int = -LARGEST_NUMBER
    most: int = LARGEST_NUMBER
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A boolean."""

    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of a few words, in exactly this case."""

    words: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """An array of words, each one of a few and each at most once."""

    words: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date `YYYY-MM-DD`; a time after it is tolerated and dropped, as a recorded request shows."""

    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An object that names another resource by number or by `self` link.

    Attributes:
        key: The property that holds the number: `paymentTermsNumber`.
        resource: The collection it points into: `payment-terms`.
        name: What error messages call it: `PaymentTerms`.
        code: The error code when it does not exist.
        text: Whether the number is a string, as a product's is.
        least: The lowest number the schema takes.
        most: The highest number the schema takes; of a text, its length.
        choices: Read-only enum properties that must be well-formed when sent along.
        along: Other properties that may come along and are checked, then ignored: a unit's name.
        required: Whether the object must be there.
    """

    key: str
    resource: str
    name: str
    code: str
    text: bool = False
    least: int | None = None
    most: int | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    along: Mapping[str, Text | Whole] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """An object; `read_only` names properties that exist and cannot be written."""

    properties: Mapping[str, Rule]
    read_only: frozenset[str] = frozenset()
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Many:
    """An array of objects."""

    items: Group
    required: bool = False


Scalar: TypeAlias = Text | Whole | Number | Flag | Choice | Day
Rule: TypeAlias = Scalar | Words | Reference | Group | Many
