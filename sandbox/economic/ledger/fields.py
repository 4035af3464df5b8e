"""By what the ledger's collections can be filtered and sorted: the published schemas, corrected by what was observed.

Booked entries cannot be filtered by their account; `/accounts/:n/accounting-years/:y/entries` is there for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.economic.query.fields import Queryable

if TYPE_CHECKING:
    from sandbox.economic.query.fields import FieldType


def _fields(*, text: str, number: str) -> dict[str, FieldType]:
    fields: dict[str, FieldType] = dict.fromkeys(text.split(), "text")
    fields.update(dict.fromkeys(number.split(), "number"))
    return dict(sorted(fields.items()))


JOURNALS: Final = Queryable(_fields(text="name", number="journalNumber"))

JOURNAL_ENTRIES: Final = Queryable(
    _fields(
        text="contraVatAccount.vatCode currency.code date entryType text",
        number="account.accountNumber amount amountDefaultCurrency contraAccount.accountNumber contraVatAmount "
        "customer.customerNumber employee.employeeNumber exchangeRate journalEntryNumber supplier.supplierNumber "
        "voucher.voucherNumber",
    )
)

_TEXT = "currency date dueDate entryType supplierInvoiceNumber text"
_NUMBER = (
    "amount amountInBaseCurrency costType.costTypeNumber customer.customerNumber entryNumber project.projectNumber "
    "quantity1 quantity2 remainder remainderInBaseCurrency supplier.supplierNumber unit1.unitNumber unit2.unitNumber "
    "voucherNumber"
)

YEAR_ENTRIES: Final = Queryable(
    _fields(text=_TEXT, number=f"{_NUMBER} supplier.supplierGroup.supplierGroupNumber"),
    not_sortable=frozenset({"project.projectNumber", "supplier.supplierGroup.supplierGroupNumber"}),
)

PERIOD_ENTRIES: Final = Queryable(
    _fields(text=_TEXT, number=_NUMBER), not_sortable=frozenset({"project.projectNumber"})
)

ACCOUNT_ENTRIES: Final = Queryable(
    _fields(text=_TEXT, number=_NUMBER.replace(" project.projectNumber", "")),
)
