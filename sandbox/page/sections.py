"""The collections of the e-conomic side as sections of its pages: their names, columns and documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

Documents = Callable[["Store"], "Collection[Any]"]


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the property that stands in it."""

    heading: str
    path: str
    number: bool = False


@dataclass(frozen=True)
class Section:
    """A collection of the books as a section of the pages; the first column is the key."""

    name: str
    documents: Documents
    columns: tuple[Column, ...]
    source: bool = True


_NET: Final = Column("Net", "netAmount", number=True)
_VAT: Final = Column("VAT", "vatAmount", number=True)
_GROSS: Final = Column("Gross", "grossAmount", number=True)
_DATE: Final = Column("Date", "date")
_CURRENCY: Final = Column("Currency", "currency")
_RECIPIENT: Final = Column("Recipient", "recipient.name")
_AMOUNTS: Final = (_NET, _VAT, _GROSS, _CURRENCY)

SECTIONS: Final[Mapping[str, Section]] = {
    "customers": Section(
        "Customers",
        lambda store: store.customers,
        (
            Column("Number", "customerNumber"),
            Column("Name", "name"),
            Column("E-mail", "email"),
            Column("Country", "country"),
            Column("VAT zone", "vatZone.vatZoneNumber"),
            Column("Balance", "balance", number=True),
        ),
        source=False,
    ),
    "products": Section(
        "Products",
        lambda store: store.products,
        (
            Column("Number", "productNumber"),
            Column("Name", "name"),
            Column("Group", "productGroup.productGroupNumber"),
            Column("Sales price", "salesPrice", number=True),
        ),
    ),
    "drafts": Section(
        "Draft invoices",
        lambda store: store.drafts,
        (Column("Number", "draftInvoiceNumber"), _DATE, _RECIPIENT, *_AMOUNTS),
    ),
    "booked": Section(
        "Booked invoices",
        lambda store: store.booked,
        (
            Column("Number", "bookedInvoiceNumber"),
            _DATE,
            _RECIPIENT,
            *_AMOUNTS,
            Column("Remainder", "remainder", number=True),
        ),
    ),
    "orders": Section(
        "Orders",
        lambda store: store.orders_drafts,
        (Column("Number", "orderNumber"), _DATE, _RECIPIENT, *_AMOUNTS),
    ),
    "orders-sent": Section(
        "Sent orders",
        lambda store: store.orders_sent,
        (Column("Number", "orderNumber"), _DATE, _RECIPIENT, *_AMOUNTS),
    ),
    "orders-archived": Section(
        "Archived orders",
        lambda store: store.orders_archived,
        (Column("Number", "orderNumber"), _DATE, _RECIPIENT, *_AMOUNTS),
    ),
    "journal-entries": Section(
        "Journal entries",
        lambda store: store.ledger.drafts,
        (
            Column("Number", "journalEntryNumber"),
            Column("Journal", "journal.journalNumber"),
            Column("Voucher", "voucher.voucherNumber"),
            _DATE,
            Column("Type", "entryType"),
            Column("Account", "account.accountNumber"),
            Column("Contra account", "contraAccount.accountNumber"),
            Column("Amount", "amount", number=True),
            Column("Currency", "currency.code"),
            Column("Text", "text"),
        ),
    ),
    "entries": Section(
        "Booked entries",
        lambda store: store.ledger.entries,
        (
            Column("Number", "entryNumber"),
            Column("Voucher", "voucherNumber"),
            _DATE,
            Column("Type", "entryType"),
            Column("Account", "account.accountNumber"),
            Column("Amount", "amount", number=True),
            _CURRENCY,
            Column("In base currency", "amountInBaseCurrency", number=True),
            Column("Text", "text"),
        ),
    ),
}
