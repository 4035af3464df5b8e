"""A movement's entries as they stand in the ledger, unbooked or booked, and what they do to the clearing account.

An entry is recognised by the last word of its text, which is the source id. Nothing else lasts: a voucher gets
another number when it is moved to another journal, and its entries get others when they are booked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from target_economic.errors import RecordError
from target_economic.http.client import Json

LONGEST_TEXT = 250
"""How much e-conomic keeps of an entry's text."""
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a journal, or one line of the books; debit of its own side is positive.

    Attributes:
        journal: where it stands; None once it is booked.
        number: its own; None where e-conomic did not tell.
        year: name of the accounting year.
        voucher: number of its voucher.
        url: of the voucher, of a booked line its own.
        account: of its own side; None where that is a customer.
        contra: the other side's account; a booked line has none.
        amount: in its currency.
        currency: three letters.
        base: the amount in base currency.
        date: as people read it; no part of what an entry is recognised by.
    """

    journal: int | None
    number: int | None
    year: str
    voucher: int
    url: str
    account: int | None
    contra: int | None
    amount: Decimal
    currency: str
    base: Decimal
    date: str = field(default="", compare=False)

    @property
    def booked(self) -> bool:
        """Whether it is in the books, for good."""
        return self.journal is None

    @property
    def key(self) -> tuple[str, int]:
        """By which its voucher is known: year and number."""
        return self.year, self.voucher


@dataclass(frozen=True, slots=True)
class Found:
    """The entries of one movement.

    Attributes:
        entries: those that stand; of what is booked and was seen in its journal too, only what is booked.
        there: False for what a dry run would have made.
        fresh: whether it was made by this very call.
    """

    entries: tuple[Entry, ...]
    there: bool = True
    fresh: bool = False

    @property
    def name(self) -> str:
        """What people call it: `voucher 60001 (2026)`."""
        if not self.there:
            return "voucher (not yet there)"
        numbers: dict[str, list[str]] = {}
        for year, number in dict.fromkeys(entry.key for entry in self.entries):
            numbers.setdefault(year, []).append(str(number))
        return ", ".join(f"voucher {', '.join(found)} ({year})" for year, found in numbers.items())

    @property
    def url(self) -> str | None:
        """The address of its voucher, once booked of a line."""
        return next((entry.url for entry in self.entries if entry.url), None)

    @property
    def open(self) -> tuple[Entry, ...]:
        """The entries that are not booked."""
        return tuple(entry for entry in self.entries if not entry.booked)

    def once_booked(self) -> "Found":
        """Return the same after its entries were booked, where their old addresses lead nowhere."""
        return replace(
            self, entries=tuple(replace(entry, journal=None, number=None, url="") for entry in self.entries)
        )


def effect(entries: Sequence[Entry], account: int, currency: str, base_currency: str) -> Decimal | None:
    """Return what entries do to an account, in a currency; None where one of them is in another, unknown at that."""
    total = Decimal(0)
    for entry in entries:
        sides = (entry.account == account) - (entry.contra == account)
        if not sides:
            continue
        if entry.currency == currency:
            total += sides * entry.amount
        elif currency == base_currency:
            total += sides * entry.base
        else:
            return None
    return total


def in_journal(body: Json) -> Entry:
    """Read an entry as `/journals/:n/entries` shows it."""
    voucher = body["voucher"]
    return Entry(
        journal=body["journal"]["journalNumber"],
        number=body.get("journalEntryNumber"),
        year=str(voucher["accountingYear"]["year"]),
        voucher=voucher["voucherNumber"],
        url=voucher.get("self") or "",
        account=_account(body, "account"),
        contra=_account(body, "contraAccount"),
        amount=Decimal(body["amount"]),
        currency=body["currency"]["code"],
        base=Decimal(body["amountDefaultCurrency"]),
        date=body.get("date") or "",
    )


def in_voucher(body: Json, entry: Json) -> Entry | None:
    """Read an entry inside a voucher, as the answer to a posting shows it; None where that is not told whole."""
    try:
        return Entry(
            journal=body["journal"]["journalNumber"],
            number=entry["journalEntryNumber"],
            year=str(body["accountingYear"]["year"]),
            voucher=body["voucherNumber"],
            url=body.get("self") or "",
            account=_account(entry, "account"),
            contra=_account(entry, "contraAccount"),
            amount=Decimal(entry["amount"]),
            currency=entry["currency"]["code"],
            base=Decimal(entry["amountBaseCurrency"]),
            date=entry.get("date") or "",
        )
    except KeyError:
        return None


def in_books(body: Json, year: str) -> Entry:
    """Read a booked line as `/accounting-years/:y/entries` shows it."""
    return Entry(
        journal=None,
        number=body.get("entryNumber"),
        year=year,
        voucher=body["voucherNumber"],
        url=body.get("self") or "",
        account=_account(body, "account"),
        contra=None,
        amount=Decimal(body["amount"]),
        currency=body["currency"],
        base=Decimal(body["amountInBaseCurrency"]),
        date=body.get("date") or "",
    )


def entry_text(text: str, source_id: str) -> str:
    """Return an entry's text: what people read, and behind it the id, which is never cut.

    e-conomic counts as its own language does, in which an emoji is two.
    """
    room = LONGEST_TEXT - len(source_id) - 1
    while len(text.encode("utf-16-le", "replace")) // 2 > room:
        text = text[:-1]
    return f"{text.rstrip()} {source_id}".lstrip()


def id_in(body: Json) -> str | None:
    """Return the source id that an entry carries."""
    text = body.get("text")
    words = text.split() if isinstance(text, str) else []
    return words[-1] if words else None


def check_id(source_id: str) -> None:
    """Make sure that an entry can be recognised by an id.

    Raises:
        RecordError: it is no single word, or too long.
    """
    if source_id.split() != [source_id] or len(source_id) > _LONGEST_ID:
        raise RecordError(
            "document_invalid",
            f"The id {source_id!r} cannot be written behind the text of an entry, by which it is found again.",
            "Map an id that is one word of at most 200 characters.",
        )


def _account(body: Json, name: str) -> int | None:
    number: int | None = body.get(name, {}).get("accountNumber")
    return number
