"""Recognises a customer that is already in e-conomic by the fields a person would compare.

Values are compared normalised: case and spaces do not count, `DK 12 34 56 78` is `12345678`, and an e-mail field
may hold several addresses. e-conomic's filters cannot do all of that, so they are asked for every usual spelling
and the answers are compared here.
"""

import re
from collections.abc import Iterable

from target_economic import filters
from target_economic.client import Json

NUMBERED = ("corporateIdentificationNumber", "vatNumber", "ean", "publicEntryNumber")
_CVR_DIGITS = 8

Fact = tuple[str, str]
"""A match field and a normalised value."""


def facts(field: str, value: object) -> frozenset[Fact]:
    """Return what a field's value says about whose it is; nothing when the value is empty."""
    text = str(value if value is not None else "").strip()
    if field == "email":
        values = {part.casefold() for part in re.split(r"[\s;,]+", text)}
    elif field in NUMBERED:
        values = {_number(text)}
    else:
        values = {" ".join(text.split()).casefold()}
    return frozenset((field, one) for one in values if one)


def wanted(body: Json, match: Iterable[str]) -> list[frozenset[Fact]]:
    """Return the facts to look for in the order of the match fields, leaving out fields without a value."""
    return [found for found in (facts(field, body.get(field)) for field in match) if found]


def conditions(fact: Fact) -> list[str]:
    """Return the filter conditions that together find every customer for whom the fact may hold."""
    field, value = fact
    if field == "email":
        return [filters.contains(field, value)]
    spellings = [value]
    if field == "corporateIdentificationNumber" and re.fullmatch(rf"\d{{{_CVR_DIGITS}}}", value):
        spaced = " ".join(value[at : at + 2] for at in range(0, _CVR_DIGITS, 2))
        spellings += [f"DK{value}", f"DK {value}", f"DK-{value}", spaced, f"DK {spaced}"]
    return [filters.equals(field, spelling) for spelling in spellings]


def _number(text: str) -> str:
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    return bare[2:] if re.fullmatch(rf"DK\d{{{_CVR_DIGITS}}}", bare) else bare
