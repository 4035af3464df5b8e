"""What a checked body says: the number or the text in a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.economic.identifiers import from_link

if TYPE_CHECKING:
    from sandbox.economic.ledger.trees import Wrong

Fields = dict[str, Any]

# Where the things are that have a text for a key.
_COLLECTIONS: Final = {"year": "accounting-years", "code": "currencies", "vatCode": "vat-accounts"}


def number(fields: Fields, name: str, key: str) -> int | None:
    """The number in a reference, None when there is no such reference."""
    found: int | None = fields.get(name, {}).get(key)
    return found


def identifier(fields: Fields, name: str, key: str, wrong: Wrong) -> str | None:
    """The text in a reference, or the end of its `self` link; None when there is no such reference."""
    if name not in fields:
        return None
    given: dict[str, str] = fields[name]
    found = given.get(key) or from_link(given.get("self", ""), (_COLLECTIONS[key],))
    if not found:
        message = f"No identifiers present on {name}. Please include either a self link or a {key}."
        wrong(name, message, code="E04500")
        return None
    return found
