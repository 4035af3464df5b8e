"""What may be written of the setup: the limits of e-conomic's published JSON Schemas."""

from __future__ import annotations

from typing import Final

from sandbox.economic.body.rules import Choice, Day, Group, Number, Reference, Text, Whole
from sandbox.economic.errors import UNVERIFIED_CODE

# `avtaleGiro` is in the schemas of drafts only.
TERMS_TYPES: Final = (
    "net",
    "invoiceMonth",
    "paidInCash",
    "prepaid",
    "dueDate",
    "factoring",
    "invoiceWeekStartingSunday",
    "invoiceWeekStartingMonday",
    "creditcard",
)

# E07150 is recorded of vouchers.
_ACCOUNT: Final = Reference(key="accountNumber", resource="accounts", name="Account", code="E07150")
_LAYOUT: Final = Reference(key="layoutNumber", resource="layouts", name="Layout", code=UNVERIFIED_CODE)

UNIT: Final = Group(
    properties={"name": Text(most=100, required=True)}, read_only=frozenset({"products", "unitNumber"})
)

PAYMENT_TERMS: Final = Group(
    properties={
        "daysOfCredit": Whole(),
        "description": Text(most=1000),
        "name": Text(most=50, required=True),
        "paymentTermsType": Choice(words=TERMS_TYPES, required=True),
        "contraAccountForPrepaidAmount": _ACCOUNT,
        "contraAccountForRemainderAmount": _ACCOUNT,
        "percentageForPrepaidAmount": Number(places=2),
        "percentageForRemainderAmount": Number(places=2),
        "creditCardCompany": Reference(
            key="customerNumber",
            resource="customers",
            name="Customer",
            code=UNVERIFIED_CODE,
            least=1,
            most=999_999_999,
        ),
    },
    read_only=frozenset({"paymentTermsNumber"}),
)

CUSTOMER_GROUP_POST: Final = Group(
    properties={
        "customerGroupNumber": Whole(least=1, required=True),
        "name": Text(most=50),
        # Required live, and only inside of itself in the schema.
        "account": Reference(
            key="accountNumber", resource="accounts", name="Account", code="E07150", least=1, required=True
        ),
        "layout": _LAYOUT,
    },
    read_only=frozenset({"customers"}),
)

# That PUT, too, needs the account is inferred: a full replace would leave the group without one.
CUSTOMER_GROUP_PUT: Final = Group(
    properties={
        "name": Text(most=50),
        "account": Reference(key="accountNumber", resource="accounts", name="Account", code="E07150", required=True),
        "layout": _LAYOUT,
    },
    read_only=frozenset({"customerGroupNumber", "customers"}),
)

YEAR: Final = Group(
    properties={"fromDate": Day(required=True), "toDate": Day(required=True)},
    read_only=frozenset({"closed", "entries", "periods", "totals", "vouchers", "year"}),
)
