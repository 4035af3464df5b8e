"""Recognises a customer that is already in e-conomic by the fields a person would compare.

Values are compared normalised: case and spaces do not count, `DK 12 34 56 78` is `12345678`, and an e-mail field
may hold several addresses. e-conomic's filters cannot do all of that, so they are asked for the usual spellings and
for the one at hand, and the answers are compared here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from target_economic import names
from target_economic.http import filters
from target_economic.http.client import Json

NUMBERED = ("corporateIdentificationNumber", "vatNumber", "ean", "publicEntryNumber")
FIELDS = ("customerNumber", *NUMBERED, "email", "name")
_WITH_COUNTRY = re.compile(r"([A-Z]{2})(\d+)")
_CVR = re.compile(r"\d{8}")

Fact = tuple[str, str]
"""A match field and a normalised value."""

Facts = Mapping[Fact, str]
"""Facts with the spelling that each was found in."""


def facts(field: str, value: object) -> Facts:
    """Return what a field's value says about whose it is; nothing when the value is empty."""
    text = str(value if value is not None else "").strip()
    if field == "email":
        values = {names.plain(part): part for part in re.split(r"[\s;,]+", text)}
    elif field in NUMBERED:
        values = {_number(text): text}
    else:
        values = {names.plain(text): text}
    return {(field, normal): spelled for normal, spelled in values.items() if normal}


def wanted(body: Json, match: Iterable[str]) -> list[Facts]:
    """Return the facts to look for in the order of the match fields, leaving out fields without a value."""
    return [found for found in (facts(field, body.get(field)) for field in match) if found]


def contradicts(known: Facts, stronger: Iterable[Facts]) -> bool:
    """Whether a customer is somebody else: one of the stronger fields is a number, and it has another one there."""
    numbered = {field for field, _ in known if field in NUMBERED}
    return any(
        known.keys().isdisjoint(wanted) and not numbered.isdisjoint(field for field, _ in wanted)
        for wanted in stronger
    )


def is_another(known: Facts, body: Json) -> bool:
    """Whether a customer that was named by its number is clearly somebody else's by now.

    It is when its registration number is another one and nothing else agrees either. A company that changed its
    number keeps its name or its e-mail address; people may also have set the number by hand, and they win.
    """
    stated = [facts(field, body.get(field)) for field in FIELDS if field != "customerNumber"]
    agrees = any(not known.keys().isdisjoint(one) for one in stated)
    return not agrees and contradicts(known, stated)


def conditions(fact: Fact, spelled: str) -> list[str]:
    """Return the filter conditions that together find the customers for whom a fact may hold.

    Args:
        fact: what to look for.
        spelled: how it is written where it was found.
    """
    field, value = fact
    if field == "email":
        return [filters.contains(field, one) for one in dict.fromkeys([value, spelled.casefold()])]
    if field == "name":
        return names.conditions(field, spelled)
    spellings = [value, spelled, " ".join(spelled.split())]
    if field in {"corporateIdentificationNumber", "vatNumber"}:
        spellings += _usual_spellings(value)
    return [filters.equals(field, one) for one in dict.fromkeys(spellings)]


def _usual_spellings(number: str) -> list[str]:
    if _CVR.fullmatch(number):
        spaced = " ".join(number[at : at + 2] for at in range(0, len(number), 2))
        bare = [f"{prefix}{number}" for prefix in ("DK", "DK ", "DK-", "CVR ")]
        return [*bare, spaced, f"DK {spaced}"]
    parts = _WITH_COUNTRY.fullmatch(number)
    if parts is None:
        return []
    country, digits = parts.groups()
    spaced = " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))
    return [f"{country} {digits}", f"{country}-{digits}", f"{country} {spaced}"]


def _number(text: str) -> str:
    bare = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    without = bare.removeprefix("CVR").removeprefix("DK")
    return without if _CVR.fullmatch(without) else bare
