"""What invoices in their further states, and orders, can be filtered and sorted by.

From the published schemas, without `references.customerContact.customer.customerNumber`, which they claim and the API
refuses. Payment terms crash the filter of orders, as seen live; that sorting by them works is unverified.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sandbox.economic.query.fields import BOOKED, DRAFTS, FieldType, Queryable

_TERMS: Final = "paymentTerms.paymentTermsNumber"


def _without(queryable: Queryable, *names: str) -> dict[str, FieldType]:
    return {name: kind for name, kind in queryable.filterable.items() if name not in names}


# Paid, unpaid, overdue and not due.
BOOKED_BY_STATE: Final = replace(BOOKED, filterable=_without(BOOKED, "exchangeRate"))

_ORDERS: Final[dict[str, FieldType]] = {
    **_without(DRAFTS, _TERMS, "draftInvoiceNumber", "soap.currentInvoiceHandle.id"),
    "orderNumber": "number",
    "soap.orderHandle.id": "number",
}

ORDERS: Final = Queryable(
    dict(sorted(_ORDERS.items())), not_sortable=frozenset({"lastUpdated"}), crashing=frozenset({_TERMS})
)
ARCHIVED_ORDERS: Final = replace(ORDERS, filterable=_without(ORDERS, "lastUpdated"), not_sortable=frozenset())

INVOICE_TOTALS: Final = Queryable({"date": "text"})
