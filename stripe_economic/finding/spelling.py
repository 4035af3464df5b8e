"""What people write on a command line for an object, taken apart. Nothing is looked up here.

`in_1Q…` is a Stripe id, `ABCD-0001` the number of a Stripe invoice or credit note; `draft 148`, `booked 10031`,
`order 12`, `voucher 60001`, `voucher 60001 (2026)` and `customer 101` are numbers of e-conomic's, and a plain number
is whichever of them there is. The words may be one argument or several.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stripe_economic.errors import OperatorError
from stripe_economic.finding import kinds
from stripe_economic.terminal.language import N_, _
from target_economic.sales.found import ORDERS, PATHS, Place

_NUMBER = r"[0-9]{1,9}"
_ID = re.compile(r"[a-z]+_\w+")
_INVOICE_NUMBER = re.compile(r"[\w.]+(?:-[\w.]+)+")
_NUMBERED = re.compile(
    rf"(?P<what>draft order|sent order|archived order|draft|booked|order|voucher|customer) (?P<number>{_NUMBER})"
    r"(?: \(?(?P<year>[0-9]{4}[0-9a-z/]*)\)?)?"
)
WORDS = frozenset(["draft", "sent", "archived", "booked", "order", "voucher", "customer"])
"""The words that may stand before a number."""
_LONGEST = 4  # words that belong together: draft order 12; voucher 60001 (2026)

SPELLINGS = N_(
    "Write a Stripe id (in_..., cn_..., ch_..., cus_..., prod_..., txn_..., po_..., pi_..., re_..., dp_...), the "
    "number of a Stripe invoice (ABCD-0001), or a number of e-conomic's: draft 148, booked 10031, order 12, "
    "voucher 60001, customer 101."
)


class Meant(StrEnum):
    """What a spelling is of."""

    STRIPE_ID = "stripe id"
    INVOICE_NUMBER = "invoice number"
    DOCUMENT = "document"
    VOUCHER = "voucher"
    CUSTOMER = "customer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One object as it was written.

    Attributes:
        text: as written, with single spaces.
        meant: what it is of.
        number: of a document, voucher or customer of e-conomic's; else 0.
        places: where a document may be.
        year: the accounting year of a voucher, empty where it was not said.
    """

    text: str
    meant: Meant
    number: int = 0
    places: tuple[Place, ...] = ()
    year: str = ""


def spelled(words: Iterable[str]) -> list[Spelling]:
    """Return what the words of a command line spell, each thing once.

    Raises:
        OperatorError: some of them spell nothing.
    """
    return list(dict.fromkeys(_each([part for word in words for part in word.split()])))


def _each(words: Sequence[str]) -> Iterator[Spelling]:
    start = 0
    while start < len(words):
        for count in range(min(_LONGEST, len(words) - start), 0, -1):
            found = _read(" ".join(words[start : start + count]))
            if found is not None:
                yield found
                start += count
                break
        else:
            raise OperatorError(
                "not_understood",
                _("{word} is neither an id nor a number that could be found.").format(word=repr(words[start])),
                _(SPELLINGS),
            )


def _read(text: str) -> Spelling | None:
    if _ID.fullmatch(text) and (kinds.kind_of(text) or text.startswith(kinds.LEADING)):
        return Spelling(text, Meant.STRIPE_ID)
    if re.fullmatch(_NUMBER, text):
        return Spelling(text, Meant.NUMBER, int(text))
    if numbered := _NUMBERED.fullmatch(text):
        return _numbered(text, numbered)
    is_number = _INVOICE_NUMBER.fullmatch(text) and any(one.isdigit() for one in text)
    return Spelling(text, Meant.INVOICE_NUMBER) if is_number else None


def _numbered(text: str, numbered: re.Match[str]) -> Spelling | None:
    what, number, year = numbered["what"], int(numbered["number"]), numbered["year"] or ""
    if what == "voucher":
        return Spelling(text, Meant.VOUCHER, number, year=year)
    if year:
        return None
    if what == "customer":
        return Spelling(text, Meant.CUSTOMER, number)
    return Spelling(text, Meant.DOCUMENT, number, _places(what))


def _places(what: str) -> tuple[Place, ...]:
    return ORDERS if what == "order" else tuple(place for place in PATHS if place == what)
