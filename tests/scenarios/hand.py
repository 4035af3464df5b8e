"""What a person does by hand to the vouchers and drafts of the sandbox's e-conomic."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sandbox.economic.ledger.entries import JournalEntry
from sandbox.economic.ledger.shapes import put_draft
from sandbox.economic.store import Store


def _entries(store: Store, movement: str) -> Iterator[tuple[int, JournalEntry]]:
    """The entries of a movement that are not booked, with their numbers."""
    found = [(entry.key, JournalEntry(**entry.fields)) for entry in store.ledger.drafts.entries()]
    return iter([(number, entry) for number, entry in found if (entry.text or "").endswith(f" {movement}")])


def remove(store: Store, movement: str) -> None:
    """Delete a voucher's entries."""
    with store.lock:
        for number, _ in _entries(store, movement):
            store.ledger.drafts.remove(number)


def double(store: Store, movement: str) -> None:
    """Type a voucher in once more."""
    ledger = store.ledger
    with store.lock:
        copied = [entry for _, entry in _entries(store, movement)]
        free = ledger.next_voucher_number(ledger.journals[copied[0].journal], copied[0].year)
        assert free is not None
        ledger.take_voucher_number(ledger.journals[copied[0].journal], copied[0].year, free)
        for entry in copied:
            put_draft(store, ledger.next_draft_number(), replace(entry, voucher=free))


def edit(store: Store, movement: str, by: Decimal = Decimal("1.00")) -> None:
    """Change the amount of a voucher's first entry."""
    with store.lock:
        number, entry = next(_entries(store, movement))
        changed = replace(entry, amount=entry.amount + by, amount_in_base=entry.amount_in_base + by)
        put_draft(store, number, changed)


def shift(store: Store, movement: str, by: Decimal = Decimal("1.00")) -> None:
    """Take an amount from one entry of a voucher and give it to the next, so that its sum stays."""
    with store.lock:
        for (number, entry), more in zip(_entries(store, movement), (by, -by), strict=False):
            changed = replace(entry, amount=entry.amount + more, amount_in_base=entry.amount_in_base + more)
            put_draft(store, number, changed)


def move(store: Store, movement: str, to_journal: int) -> None:
    """Move a voucher to another journal."""
    with store.lock:
        _, entry = next(_entries(store, movement))
        store.ledger.move_voucher(store, entry.year, entry.voucher, to_journal=to_journal)


def stray(store: Store, movement: str) -> None:
    """Change the id on a voucher, so that it belongs to nothing at Stripe."""
    with store.lock:
        for number, entry in _entries(store, movement):
            put_draft(store, number, replace(entry, text=f"{entry.text}X"))


def draft_of(store: Store, source: str) -> int:
    """The number of a draft invoice."""
    (number,) = [one for one in store.drafts if store.drafts[one]["references"].get("other") == source]
    return number
