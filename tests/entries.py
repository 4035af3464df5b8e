"""What a bookkeeper reads in the sandbox's journals and books: the lines of each movement's voucher, booked or not.

A movement is recognised by the last word of an entry's text, as people recognise it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.economic.ledger.entries import JournalEntry, postings
from sandbox.economic.store import Store

Json = dict[str, Any]

CLEARING = 5830
DEBTORS = 5600


@dataclass(frozen=True)
class Line:
    """One line of the books, or what an entry that is not booked would post.

    Attributes:
        amount: in `currency`; debit is positive.
        in_base: in kroner.
        customer: whose line it is, or None.
        invoice: number of the invoice that it settles, or None.
    """

    account: int
    amount: Decimal
    in_base: Decimal
    currency: str
    date: str
    text: str
    customer: int | None = None
    invoice: int | None = None


@dataclass
class Voucher:
    """The lines of one movement in one voucher.

    Attributes:
        key: place (`unbooked` or `booked`), accounting year and number; movements of a group share it.
    """

    key: tuple[str, str, int]
    lines: list[Line] = field(default_factory=list)

    @property
    def place(self) -> str:
        """`unbooked` or `booked`."""
        return self.key[0]

    @property
    def accounts(self) -> dict[int, Decimal]:
        """What it does to each account, in kroner; accounts on which nothing is left are left out."""
        sums: defaultdict[int, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            sums[line.account] += line.in_base
        return {account: amount for account, amount in sorted(sums.items()) if amount}

    @property
    def off(self) -> Decimal:
        """By how much it does not balance, in kroner."""
        return sum((line.in_base for line in self.lines), Decimal(0))

    def on(self, account: int) -> Decimal:
        """What it does to an account, in kroner."""
        return self.accounts.get(account, Decimal(0))

    @property
    def owed(self) -> list[Line]:
        """Its lines on customers' accounts."""
        return [line for line in self.lines if line.customer is not None]


def lines(store: Store) -> Iterator[tuple[tuple[str, str, int], Line]]:
    """Every line that came from a journal, with its voucher."""
    for entry in store.ledger.drafts.entries():
        draft = JournalEntry(**entry.fields)
        for posting in postings(store, draft):
            yield (
                ("unbooked", draft.year, draft.voucher),
                Line(
                    posting.account,
                    posting.amount,
                    posting.in_base,
                    draft.currency,
                    draft.date,
                    draft.text or "",
                    draft.customer if posting.open else None,
                    draft.customer_invoice if posting.open else None,
                ),
            )
    for entry in store.ledger.entries.entries():
        if entry.fields["journal"]:
            yield ("booked", entry.fields["year"], entry.document["voucherNumber"]), _booked(entry.document)


def _booked(one: Json) -> Line:
    invoice = one.get("invoiceNumber")
    return Line(
        one["account"]["accountNumber"],
        one["amount"],
        one["amountInBaseCurrency"],
        one["currency"],
        one["date"],
        one.get("text", ""),
        one["customer"]["customerNumber"] if "customer" in one else None,
        int(invoice) if invoice is not None else None,
    )


def vouchers(store: Store) -> dict[str, list[Voucher]]:
    """The vouchers of each movement; there should be one of each."""
    found: defaultdict[str, dict[tuple[str, str, int], Voucher]] = defaultdict(dict)
    for key, line in lines(store):
        found[line.text.split(" ")[-1]].setdefault(key, Voucher(key)).lines.append(line)
    return {movement: list(of.values()) for movement, of in found.items()}


def balance(store: Store, account: int = CLEARING) -> Decimal:
    """What all journals and books leave on an account, in kroner: booked or not."""
    return sum((line.in_base for _, line in lines(store) if line.account == account), Decimal(0))


def stripes(movements: Iterable[Json]) -> Decimal:
    """What balance transactions come to, in kroner."""
    return Decimal(sum(one["net"] for one in movements)).scaleb(-2)
