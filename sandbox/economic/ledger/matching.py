"""Payments meet invoices: an entry of a customer that names an invoice takes down what is left to pay of it.

That booking an entry with an invoice number settles it at once is how the product works; the order when several
entries have that number is unverified: the oldest first. An entry in another currency than the invoice's is left
alone, and no exchange difference is posted: the sandbox leaves both to the bookkeeper.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic.ledger.entries import base_amount
from sandbox.economic.sales.settling import settle

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Entry
    from sandbox.economic.store import Store

_NONE = Decimal("0.00")


def match(store: Store, number: int) -> None:
    """Set a booked entry of a customer or supplier off against the others that have its invoice number."""
    entry = store.ledger.entries.entry(number)
    assert entry is not None
    document = entry.document
    invoice = document.get("invoiceNumber") or document.get("supplierInvoiceNumber")
    if invoice is None:
        return
    name = "invoiceNumber" if "invoiceNumber" in document else "supplierInvoiceNumber"
    for other in store.ledger.entries.having(name, frozenset({invoice})):
        _offset(store, number, other)


def _offset(store: Store, number: int, other: Entry[int]) -> None:
    entry = store.ledger.entries.entry(number)
    assert entry is not None
    mine, theirs = entry.document, other.document
    same = all(mine.get(name) == theirs.get(name) for name in ("currency", "customer", "supplier"))
    left, open_amount = mine.get("remainder", _NONE), theirs.get("remainder", _NONE)
    if other.key == number or not same or left * open_amount >= 0:
        return
    taken = min(abs(left), abs(open_amount))
    for one, amount in ((entry, left), (other, open_amount)):
        _reduce(store, one, amount - taken if amount > 0 else amount + taken)


def _reduce(store: Store, entry: Entry[int], remainder: Decimal) -> None:
    document = entry.document
    rate = document["amountInBaseCurrency"] * 100 / document["amount"] if document["amount"] else Decimal(100)
    changes = {
        "remainder": remainder,
        "remainderInBaseCurrency": base_amount(store, remainder, rate) if remainder else _NONE,
    }
    store.ledger.change(entry.key, changes)
    booked = document.get("bookedInvoice")
    if document["entryType"] == "customerInvoice" and booked is not None:
        settle(store, booked["bookedInvoiceNumber"], document["remainder"] - remainder)
