"""What may be written into a voucher: the limits of e-conomic's published JSON Schema of journal vouchers.

References to what has a text for a key (currency, VAT code, accounting year) are checked by `checks`, because they
compare in their own ways; codes for what does not exist follow `errors.UNVERIFIED_CODE`, but for accounts (recorded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.economic.body.rules import Choice, Day, Group, Many, Number, Reference, Rule, Text, Whole
from sandbox.economic.errors import UNVERIFIED_CODE
from sandbox.economic.ledger.journals import LARGEST_VOUCHER, LISTS

if TYPE_CHECKING:
    from collections.abc import Mapping

# The largest number of a voucher, a customer, a supplier and an invoice.
LARGEST: Final = LARGEST_VOUCHER

_AMOUNT = Number(places=2)
_NUMBER = Whole(least=1, most=LARGEST)


def _keyed(name: str, rule: Rule, *, required: bool = False) -> Group:
    """A reference by a text, or by link."""
    return Group(properties={name: rule, "self": Text()}, required=required)


def _reference(  # noqa: PLR0913 - a reference, spelled out
    resource: str,
    key: str,
    name: str,
    code: str = UNVERIFIED_CODE,
    *,
    least: int | None = 1,
    most: int | None = None,
) -> Reference:
    return Reference(key=key, resource=resource, name=name, code=code, least=least, most=most)


_ACCOUNT = _reference("accounts", "accountNumber", "Account", "E07150")
_CUSTOMER = _reference("customers", "customerNumber", "Customer", most=LARGEST)
_SUPPLIER = _reference("suppliers", "supplierNumber", "Supplier", most=LARGEST)
_PROJECT = _reference("projects", "projectNumber", "Project")
_COST_TYPE = _reference("cost-types", "costTypeNumber", "CostType", least=None)
_UNIT = _reference("units", "unitNumber", "Unit", least=0)
_VAT = _keyed("vatCode", Text(most=5))

_PAYMENT: Final[Mapping[str, Rule]] = {
    "fiSupplierNo": Text(),
    "ocrLine": Text(least=15, most=16),
    "giroAccount": Text(),
    "accountNo": Text(),
    "ibanSwift": Text(),
    "message": Text(least=5, most=100),
    "ocrLineMessage": Text(least=16, most=157),
}

_EVERY: Final[Mapping[str, Rule]] = {
    "text": Text(most=250),
    "journal": Group(properties={"journalNumber": Whole(least=1), "self": Text()}),
    "amount": Number(places=2, required=True),
    "contraAccount": _ACCOUNT,
    "contraVatAccount": _VAT,
    "currency": _keyed("code", Text(pattern="[a-zA-Z]{3}")),
    "date": Day(required=True),
    "departmentalDistribution": _reference(
        "departmental-distributions", "departmentalDistributionNumber", "DepartmentalDistribution"
    ),
    "employee": _reference("employees", "employeeNumber", "Employee"),
    "exchangeRate": Number(places=6),
    "voucher": Group(properties={"voucherNumber": _NUMBER, "self": Text()}),
    "contraVatAmount": _AMOUNT,
    "contraVatAmountInBaseCurrency": _AMOUNT,
    "amountBaseCurrency": _AMOUNT,
}

_DIMENSIONS: Final[Mapping[str, Rule]] = {
    "project": _PROJECT,
    "costType": _COST_TYPE,
    "quantity1": _AMOUNT,
    "quantity2": _AMOUNT,
    "unit1": _UNIT,
    "unit2": _UNIT,
}

_OWN: Final[Mapping[str, Mapping[str, Rule]]] = {
    "financeVouchers": {
        **_DIMENSIONS,
        "account": _ACCOUNT,
        "vatAccount": _VAT,
        "vatAmount": _AMOUNT,
        "vatAmountBaseCurrency": _AMOUNT,
    },
    "customerPayments": {"customer": _CUSTOMER, "customerInvoice": Whole(least=1)},
    "supplierInvoices": {
        **_DIMENSIONS,
        "supplier": _SUPPLIER,
        "supplierInvoiceNumber": Text(most=30),
        "paymentDetails": Group(
            properties={
                "paymentType": _reference("payment-types", "paymentTypeNumber", "PaymentType"),
                **_PAYMENT,
            }
        ),
        "dueDate": Day(),
    },
    "supplierPayments": {"supplier": _SUPPLIER, "supplierInvoiceNumber": Text(most=30)},
    "manualCustomerInvoices": {"customer": _CUSTOMER, "customerInvoice": _NUMBER, "dueDate": Day()},
}

VOUCHER_POST: Final = Group(
    properties={
        "voucherNumber": _NUMBER,
        "accountingYear": _keyed("year", Text(), required=True),
        "journal": Group(properties={"journalNumber": Whole(least=1), "self": Text()}),
        "entries": Group(
            properties={
                name: Many(
                    items=Group(
                        properties={**_EVERY, "entryType": Choice(words=(kind,)), **_OWN[name]},
                        read_only=frozenset({"remainder", "remainderInDefaultCurrency"}),
                    )
                )
                for name, kind in LISTS.items()
            }
        ),
    }
)

VOUCHERS_POST: Final = Group(properties={"": Many(items=VOUCHER_POST)})
"""Several vouchers, wrapped so that paths begin with `[0]`."""
