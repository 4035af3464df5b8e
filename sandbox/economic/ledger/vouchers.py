"""Vouchers of a journal: one or several posted at once, all or none; listed, and read by year and number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.calls import Answer, Call
from sandbox.economic.identifiers import from_segment
from sandbox.economic.jsontext import encode
from sandbox.economic.ledger.checks import VoucherCheck
from sandbox.economic.ledger.entries import JournalEntry
from sandbox.economic.ledger.rules import VOUCHER_POST, VOUCHERS_POST
from sandbox.economic.ledger.shapes import put_draft, voucher_document, voucher_link
from sandbox.economic.ledger.trees import VoucherErrors, Wrong
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.economic.ledger.journals import Journal
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

_MOST_DIGITS = 9

Drafts = list[tuple[int, JournalEntry]]


def journal_of(call: Call) -> Journal:
    """The journal in the path.

    Raises:
        ApiError: 404 when there is none of that number.
    """
    journal = call.store.ledger.journals.get(call.number_key or 0)
    if journal is None:
        raise errors.not_found()
    return journal


def create(call: Call) -> Answer:
    """POST /journals/:n/vouchers: 201 with an array of the vouchers made, also when one was sent.

    The entries of one voucher become several vouchers when they name several voucher numbers. That nothing is made
    when one voucher of several is refused is unverified, and so is the address in `Location`: the first voucher's.
    """
    journal = journal_of(call)
    body = call.json()
    several = isinstance(body, list)
    checked = call.check(VOUCHERS_POST, {"": body}) if several else call.check(VOUCHER_POST, body)
    vouchers: list[dict[str, Any]] = checked.fields[""] if several else [checked.fields]
    if not vouchers:
        raise errors.plain(400, "The request has no vouchers.")
    wrong = VoucherErrors()
    for path, error in checked.tree.filed:
        wrong.take(path[1:] if several else (0, *path), error, vouchers)
    checks = [VoucherCheck(call.store, journal, wrong, index, voucher) for index, voucher in enumerate(vouchers)]
    numbered = _Numbers(call.store, journal, wrong)
    groups = [group for index, check in enumerate(checks) for group in numbered.groups(index, check.entries)]
    wrong.raise_if_any()
    made = [_put(call.store, journal, group) for group in groups]
    return Answer(201, encode(made), made[0]["self"])


class _Numbers:
    """Gives each voucher of a request its number."""

    def __init__(self, store: Store, journal: Journal, wrong: VoucherErrors) -> None:
        self._store = store
        self._journal = journal
        self._errors = wrong
        self._given: set[tuple[str, int]] = set()
        self._highest: dict[str, int] = {}

    def groups(self, index: int, entries: list[JournalEntry]) -> list[list[JournalEntry]]:
        """The entries of one voucher by the number they asked for, those that asked for none with the next free."""
        by_number: dict[int, list[JournalEntry]] = {}
        for entry in entries:
            by_number.setdefault(entry.voucher, []).append(entry)
        wrong = Wrong(self._errors, index)
        groups = []
        for asked, group in by_number.items():
            number = self._check(group[0].year, asked, wrong) if asked else self._next(group[0].year, wrong)
            self._given.add((group[0].year, number))
            groups.append([replace(entry, voucher=number) for entry in group])
        return groups

    def _check(self, year: str, number: int, wrong: Wrong) -> int:
        low, high = self._journal.bounds
        if not low <= number <= high:
            # The newer API publishes this refusal.
            wrong("voucherNumber", f"The voucher number must be between {low} and {high}.", number)
        elif (year, number) in self._given or self._store.ledger.voucher_taken(year, number):
            # By the schema, year and number identify a voucher. That a number in use is refused, rather than the
            # entries added to the voucher that has it, is unverified.
            message = f"Voucher '{number}' already exists in the accounting year '{year}'."
            wrong("voucherNumber", message, number, code="E06010")
        self._highest[year] = max(self._highest.get(year, 0), number)
        return number

    def _next(self, year: str, wrong: Wrong) -> int:
        number = self._store.ledger.next_voucher_number(self._journal, year, self._highest.get(year, 0))
        while number is not None and (year, number) in self._given:
            number = self._store.ledger.next_voucher_number(self._journal, year, number)
        if number is None:
            wrong("voucherNumber", "The journal has no more voucher numbers.")
            return 0
        self._highest[year] = number
        return number


def _put(store: Store, journal: Journal, group: list[JournalEntry]) -> Json:
    ledger = store.ledger
    ledger.take_voucher_number(journal, group[0].year, group[0].voucher)
    numbered = [(ledger.next_draft_number(), entry) for entry in group]
    for number, entry in numbered:
        put_draft(store, number, entry)
    return voucher_document(store, numbered)


def one(call: Call) -> Answer:
    """GET /journals/:n/vouchers/:year-:number."""
    return Answer(200, encode(voucher_document(call.store, voucher_of(call))))


def voucher_of(call: Call) -> Drafts:
    """The entries of the voucher in the path, with their numbers.

    Raises:
        ApiError: 404 when the journal has none: never had, or it is booked, moved or deleted.
    """
    journal = journal_of(call)
    year, _, number = call.params["voucher"].rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise errors.not_found()
    found = _drafts(
        call.store.ledger.voucher(voucher_link(call.store, journal.number, from_segment(year), int(number)))
    )
    if not found:
        raise errors.not_found()
    return found


def listed(call: Call) -> Answer:
    """GET /journals/:n/vouchers: by year and number. Nothing can be filtered or sorted by."""
    journal = journal_of(call)
    return listing(lambda store: _Vouchers(store, journal), fields.NOTHING)(call)


class _Vouchers(Collection[int]):
    """The vouchers of a journal as one request sees them; each is rendered only when its page is shown."""

    def __init__(self, store: Store, journal: Journal) -> None:
        super().__init__()
        by_key: dict[tuple[str, int], list[Entry[int]]] = {}
        for entry in store.ledger.drafts.having("journal.journalNumber", frozenset({journal.number})):
            by_key.setdefault((entry.fields["year"], entry.fields["voucher"]), []).append(entry)
        self._vouchers: list[Entry[int]] = [
            _Voucher(index, {}, {}, b"", frozenset(), store=store, parts=tuple(by_key[key]))
            for index, key in enumerate(sorted(by_key))
        ]

    def entries(self) -> list[Entry[int]]:
        return self._vouchers

    def __len__(self) -> int:
        return len(self._vouchers)


@dataclass(frozen=True)
class _Voucher(Entry[int]):
    """A voucher in a list."""

    store: Store | None = None
    parts: tuple[Entry[int], ...] = ()

    @cached_property
    def listed(self) -> bytes:
        """The voucher as JSON. The published collection lacks the address of its own and the attachment's."""
        assert self.store is not None
        return encode(voucher_document(self.store, _drafts(self.parts)))


def _drafts(entries: Iterable[Entry[int]]) -> Drafts:
    return [(entry.key, JournalEntry(**entry.fields)) for entry in entries]
