"""Which properties of which collection can be filtered and sorted by.

From the published schemas, corrected by what was observed live: fields that the schemas claim and the API refuses are
left out, `pNumber` is in although undocumented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

FieldType = Literal["text", "number", "flag"]


@dataclass(frozen=True)
class Queryable:
    """The properties of one collection.

    Attributes:
        filterable: Dotted path to type. Dates are text.
        not_sortable: Those of them that cannot be sorted by.
        only_equal: Those that crash (500) on any operator but `$eq:`.
        crashing: Those that the schema lists and that crash (500) whatever is asked.
    """

    filterable: Mapping[str, FieldType]
    not_sortable: frozenset[str] = frozenset()
    only_equal: frozenset[str] = frozenset()
    crashing: frozenset[str] = frozenset()


def _fields(text: str = "", number: str = "", flag: str = "") -> dict[str, FieldType]:
    result: dict[str, FieldType] = dict.fromkeys(text.split(), "text")
    result.update(dict.fromkeys(number.split(), "number"))
    result.update(dict.fromkeys(flag.split(), "flag"))
    return dict(sorted(result.items()))


_INVOICE_TEXT = (
    "currency date delivery.address delivery.city delivery.country delivery.deliveryDate delivery.deliveryTerms "
    "delivery.zip notes.heading notes.textLine1 notes.textLine2 recipient.address recipient.city recipient.country "
    "recipient.ean recipient.name recipient.publicEntryNumber recipient.zip references.other"
)
_INVOICE_NUMBER = (
    "customer.customerNumber deliveryLocation.deliveryLocationNumber exchangeRate paymentTerms.paymentTermsNumber "
    "references.salesPerson.employeeNumber references.vendorReference.employeeNumber"
)

NOTHING: Final = Queryable({})

CUSTOMERS: Final = Queryable(
    _fields(
        text="address city corporateIdentificationNumber country currency ean email lastUpdated mobilePhone name "
        "pNumber publicEntryNumber telephoneAndFaxNumber vatNumber website zip",
        number="balance creditLimit customerGroup.customerGroupNumber customerNumber",
        flag="barred",
    ),
    not_sortable=frozenset({"barred", "customerGroup.customerGroupNumber", "pNumber"}),
)

PRODUCTS: Final = Queryable(
    _fields(
        text="barCode description lastUpdated name productNumber",
        number="costPrice productGroup.productGroupNumber recommendedPrice salesPrice unit.unitNumber",
        flag="barred",
    ),
    not_sortable=frozenset({"barred", "productGroup.productGroupNumber", "unit.unitNumber"}),
    only_equal=frozenset({"barred"}),
    crashing=frozenset({"departmentalDistribution.departmentalDistributionNumber"}),
)

DRAFTS: Final = Queryable(
    _fields(
        text=f"{_INVOICE_TEXT} lastUpdated",
        number=f"{_INVOICE_NUMBER} draftInvoiceNumber soap.currentInvoiceHandle.id",
    ),
    not_sortable=frozenset({"lastUpdated"}),
)

BOOKED: Final = Queryable(
    _fields(
        text=_INVOICE_TEXT,
        number=f"{_INVOICE_NUMBER} bookedInvoiceNumber recipient.vatZone.vatZoneNumber",
    )
)

CUSTOMER_GROUPS: Final = Queryable(_fields(text="name", number="customerGroupNumber"))

ACCOUNTS: Final = Queryable(
    _fields(text="accountType debitCredit name", number="accountNumber balance", flag="barred blockDirectEntries"),
    not_sortable=frozenset({"barred"}),
)

ACCOUNTING_YEARS: Final = Queryable(_fields(text="fromDate toDate year"))

EMPLOYEES: Final = Queryable(
    _fields(text="name", number="employeeNumber", flag="barred"), not_sortable=frozenset({"barred"})
)

PERIODS: Final = Queryable(_fields(text="fromDate toDate", number="periodNumber"))

DEPARTMENTS: Final = Queryable(
    _fields(text="name", number="departmentNumber", flag="barred"), not_sortable=frozenset({"barred"})
)

DISTRIBUTIONS: Final = Queryable(_fields(text="name", number="departmentalDistributionNumber"))

CONTACTS: Final = Queryable(
    _fields(text="comments eInvoiceId email name phone", number="customerContactNumber sortKey")
)

DELIVERY_LOCATIONS: Final = Queryable(
    _fields(text="address city country postalCode", number="deliveryLocationNumber sortKey", flag="barred"),
    not_sortable=frozenset({"barred"}),
)

LINE_TEMPLATES: Final = Queryable(
    _fields(text="description product.productNumber"), not_sortable=frozenset({"description"})
)

APP_ROLES: Final = Queryable(_fields(number="roleNumber"))

SALES_ACCOUNTS: Final = Queryable(
    _fields(
        text="salesAccount.accountType salesAccount.debitCredit salesAccount.name",
        number="salesAccount.accountNumber salesAccount.balance",
        flag="salesAccount.barred salesAccount.blockDirectEntries",
    ),
    not_sortable=frozenset({"salesAccount.barred"}),
)
