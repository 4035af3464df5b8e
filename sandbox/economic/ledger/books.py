"""What the ledger holds: journals with their draft entries, and everything booked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from sandbox.economic.ledger.entries import JournalEntry
from sandbox.economic.ledger.journals import DEMO_JOURNALS, Journal
from sandbox.economic.ledger.shapes import file_key, put_draft
from sandbox.economic.ledger.suppliers import DEMO_GROUPS, DEMO_SUPPLIERS
from sandbox.economic.query.collection import Collection, Entry

if TYPE_CHECKING:
    from sandbox.economic.ledger.suppliers import Supplier, SupplierGroup
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

_ZERO = Decimal("0.00")


class Ledger:
    """Journals and books. Callers hold the store's lock.

    Attributes:
        journals: By number; replace the dictionary to change them.
        suppliers: By number.
        supplier_groups: By number.
        drafts: Entries of journals by `journalEntryNumber`; `fields` are those of `entries.JournalEntry`.
        entries: Booked entries by `entryNumber`; they never go away.
    """

    # Sums over `entries`, so that a balance costs nothing to ask for.
    NOT_KEPT: ClassVar[frozenset[str]] = frozenset({"_accounts", "_customers"})

    def __init__(self) -> None:
        self.journals: dict[int, Journal] = {journal.number: journal for journal in DEMO_JOURNALS}
        self.suppliers: dict[int, Supplier] = {supplier.number: supplier for supplier in DEMO_SUPPLIERS}
        self.supplier_groups: dict[int, SupplierGroup] = {group.number: group for group in DEMO_GROUPS}
        self.drafts: Collection[int] = Collection()
        self.entries: Collection[int] = Collection()
        self._accounts: dict[int, Decimal] = {}
        self._customers: dict[int, Decimal] = {}
        self._last_vouchers: dict[str, int] = {}
        self._last_draft = 0
        self._last_entry = 0

    def restored(self) -> None:
        """Work the sums out again, after the entries were read back from a file."""
        self._accounts, self._customers = {}, {}
        for document in self.entries.values():
            self._add_up(document)

    def account_balance(self, number: int) -> Decimal:
        """What is booked on an account, in base currency; debit is positive."""
        return self._accounts.get(number, _ZERO)

    def customer_balance(self, number: int) -> Decimal:
        """What a customer owes by the books, in base currency."""
        return self._customers.get(number, _ZERO)

    def next_draft_number(self) -> int:
        """The next `journalEntryNumber`, unique over all journals."""
        self._last_draft += 1
        return self._last_draft

    def next_entry_number(self) -> int:
        """The next `entryNumber`."""
        self._last_entry += 1
        return self._last_entry

    def book(self, number: int, document: Json, fields: Json) -> None:
        """Add a booked entry."""
        self.entries.put(number, document, fields)
        self._add_up(document)

    def change(self, number: int, changes: Json) -> None:
        """Show an entry's new remainder; amounts never change."""
        entry = self.entries.entry(number)
        assert entry is not None
        self.entries.put(number, entry.document | changes, entry.fields)

    def voucher(self, link: str) -> list[Entry[int]]:
        """The draft entries of the voucher with this address, by ascending number."""
        return self.drafts.having("voucher.self", frozenset({link}))

    def voucher_taken(self, year: str, number: int) -> bool:
        """Whether a voucher of a journal, booked since or not, has this number in this year.

        Invoices have numbers of their own and do not count; that the two may meet is unverified.
        """
        number_is = frozenset[object]({number})
        if any(entry.fields["year"] == year for entry in self.drafts.having("voucher.voucherNumber", number_is)):
            return True
        booked = self.entries.having("voucherNumber", number_is)
        return any(entry.fields == {"year": year, "journal": True} for entry in booked)

    def next_voucher_number(self, journal: Journal, year: str, after: int = 0) -> int | None:
        """The next number of this journal in this year, above `after`; None when it has no more.

        It goes on from the highest that it gave or took before, and so does not use a deleted voucher's number again:
        the newer API shows that a journal keeps its own next number.
        """
        first, last = journal.bounds
        number = max(self._last_vouchers.get(f"{journal.number}/{year}", 0) + 1, first, after + 1)
        while self.voucher_taken(year, number):
            number += 1
        return number if number <= last else None

    def take_voucher_number(self, journal: Journal, year: str, number: int) -> None:
        """Note that a voucher of this journal has this number."""
        key = f"{journal.number}/{year}"
        self._last_vouchers[key] = max(self._last_vouchers.get(key, 0), number)

    def move_voucher(self, store: Store, year: str, number: int, *, to_journal: int) -> int:
        """Move a voucher to another journal, as a user may do at any time; the number that it gets there.

        Only its texts and amounts stay what they were: its number, address and attachment's address change.

        Raises:
            LookupError: There is no such voucher in a journal, no such journal, or it has no free number.
        """
        found = [
            entry
            for entry in self.drafts.having("voucher.voucherNumber", frozenset({number}))
            if entry.fields["year"] == year
        ]
        journal = self.journals.get(to_journal)
        free = self.next_voucher_number(journal, year) if journal is not None else None
        if not found or journal is None or free is None:
            raise LookupError(f"Voucher {year}-{number} cannot be moved to journal {to_journal}.")
        self.take_voucher_number(journal, year, free)
        old = found[0].fields["journal"]
        for entry in found:
            moved = JournalEntry(**(entry.fields | {"journal": to_journal, "voucher": free}))
            put_draft(store, entry.key, moved)
        upload = store.files.pop(file_key(old, year, number), None)
        if upload is not None:
            store.files[file_key(to_journal, year, free)] = upload
        return free

    def _add_up(self, document: Json) -> None:
        amount: Decimal = document["amountInBaseCurrency"]
        account = document["account"]["accountNumber"]
        self._accounts[account] = self._accounts.get(account, _ZERO) + amount
        if "customer" in document:
            customer = document["customer"]["customerNumber"]
            self._customers[customer] = self._customers.get(customer, _ZERO) + amount
