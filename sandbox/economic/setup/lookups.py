"""The agreement's setup as resources to read: zones, groups, terms, accounts and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.setup import shapes
from sandbox.economic.setup.accounts import account_document, vat_account_document
from sandbox.economic.setup.periods import year_document
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.economic.setup.agreement import Agreement, Currency, CustomerGroup, Department, Employee, Named
    from sandbox.economic.store import Store


@dataclass(frozen=True)
class Lookup:
    """One collection of the agreement's setup.

    Attributes:
        name: Its path.
        members: Its members by the key that clients name them by.
        document: How one of them looks.
        queryable: What it can be filtered and sorted by.
        numeric: Whether the keys are numbers.
    """

    name: str
    members: Callable[[Agreement], Mapping[Any, Any]]
    document: Callable[[Store, Any], Json]
    queryable: fields.Queryable = fields.NOTHING
    numeric: bool = True

    def collection(self, store: Store) -> Collection[Any]:
        """The members as the store's agreement now has them."""
        collection: Collection[Any] = Collection()
        for key, member in self.members(store.agreement).items():
            collection.put(key, self.document(store, member), {})
        return collection

    def found(self, store: Store, key: int | str | None) -> Json | None:
        """One member, None when there is none of that key."""
        member = self.members(store.agreement).get(key)
        return None if member is None else self.document(store, member)


def sales_accounts(store: Store, group: int) -> Collection[Any]:
    """`GET /product-groups/:n/sales-accounts`: one account per VAT zone."""
    collection: Collection[Any] = Collection()
    for zone, number in store.agreement.product_groups[group].sales_accounts.items():
        document = {
            "salesAccount": account_document(store, store.agreement.accounts[number]),
            "vatZone": shapes.vat_zone(store, store.agreement.vat_zones[zone]),
        }
        collection.put(zone, document, {})
    return collection


def customer_group_document(store: Store, group: CustomerGroup) -> Json:
    """A customer group with its whole account."""
    link = store.link("customer-groups", group.number)
    layout = {}
    if group.layout is not None:
        name = store.agreement.layouts[group.layout].name
        layout = {"layout": reference(store, "layouts", "layoutNumber", group.layout) | {"name": name}}
    return {
        "customerGroupNumber": group.number,
        **({"name": group.name} if group.name else {}),
        "account": account_document(store, store.agreement.accounts[group.account]),
        **layout,
        "customers": f"{link}/customers",
        "self": link,
    }


def _named(resource: str, key: str) -> Callable[[Store, Named], Json]:
    def document(store: Store, member: Named) -> Json:
        deleted = {"deleted": True} if member.deleted else {}
        return {key: member.number, "name": member.name, **deleted, "self": store.link(resource, member.number)}

    return document


def _unit(store: Store, unit: Named) -> Json:
    return shapes.unit(store, unit.number)


def _currency(store: Store, currency: Currency) -> Json:
    return {
        "code": currency.code,
        "name": currency.name,
        "isoNumber": currency.iso_number,
        "self": store.link("currencies", currency.code),
    }


def _department(store: Store, department: Department) -> Json:
    return {
        "departmentNumber": department.number,
        "name": department.name,
        **({"barred": True} if department.barred else {}),
        "self": store.link("departments", department.number),
    }


def _employee(store: Store, employee: Employee) -> Json:
    """By the published schema; where its links to invoices lead is unverified."""
    link = store.link("employees", employee.number)
    return {
        "employeeNumber": employee.number,
        "employeeGroup": reference(store, "employee-groups", "employeeGroupNumber", employee.group),
        "name": employee.name,
        **({"email": employee.email} if employee.email else {}),
        "customers": f"{link}/customers",
        "draftInvoices": store.link("invoices/totals/drafts/employees", employee.number),
        "bookedInvoices": store.link("invoices/totals/booked/employees", employee.number),
        **({"barred": True} if employee.barred else {}),
        "self": link,
    }


LOOKUPS = (
    Lookup("vat-zones", lambda a: a.vat_zones, shapes.vat_zone),
    Lookup("vat-accounts", lambda a: a.vat_accounts, vat_account_document, numeric=False),
    Lookup("vat-types", lambda a: a.vat_types, _named("vat-types", "vatTypeNumber")),
    Lookup("customer-groups", lambda a: a.customer_groups, customer_group_document, fields.CUSTOMER_GROUPS),
    Lookup("product-groups", lambda a: a.product_groups, shapes.product_group),
    Lookup("units", lambda a: a.units, _unit),
    Lookup("layouts", lambda a: a.layouts, _named("layouts", "layoutNumber")),
    Lookup("payment-terms", lambda a: a.payment_terms, shapes.payment_terms_whole),
    Lookup("currencies", lambda a: a.currencies, _currency, numeric=False),
    Lookup("accounts", lambda a: a.accounts, account_document, fields.ACCOUNTS),
    Lookup("accounting-years", lambda a: a.years, year_document, fields.ACCOUNTING_YEARS, numeric=False),
    Lookup("employees", lambda a: a.employees, _employee, fields.EMPLOYEES),
    Lookup("departments", lambda a: a.departments, _department, fields.DEPARTMENTS),
)
