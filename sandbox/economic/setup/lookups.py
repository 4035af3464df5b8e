"""The agreement's setup as read-only resources: zones, groups, terms, accounts and so on, and `/self`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.setup import shapes
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.economic.setup.agreement import Account, Agreement, Named
    from sandbox.economic.store import Store


@dataclass(frozen=True)
class Lookup:
    """One read-only collection.

    Attributes:
        name: Its path.
        numeric: Whether its members' keys are numbers.
        queryable: What it can be filtered and sorted by.
        documents: Its members by key.
    """

    name: str
    numeric: bool
    queryable: fields.Queryable
    documents: Callable[[Store], Iterable[tuple[int | str, Json]]]

    def collection(self, store: Store) -> Collection[Any]:
        """The members as the store's agreement now has them."""
        collection: Collection[Any] = Collection()
        for key, document in self.documents(store):
            collection.put(key, document, {})
        return collection


def self_document(store: Store) -> Json:
    """`GET /self`: who the agreement is, and its base currency."""
    agreement = store.agreement
    return {
        "agreementNumber": agreement.number,
        "agreementType": {"agreementTypeNumber": 1, "name": "denmark"},
        "userName": "API",
        "company": {
            "name": agreement.company,
            "addressLine1": "Prøvevej 1",
            "zip": "1411",
            "city": "Copenhagen",
            "companyIdentificationNumber": "12345674",
        },
        "bankInformation": {"bankName": "Sandbox Bank"},
        "application": {
            "appNumber": 3162,
            "name": "Sandbox app",
            "requiredRoles": [{"roleNumber": 2, "name": "SuperUser"}],
            "self": store.link("apps", 3162),
        },
        "settings": {"baseCurrency": agreement.base_currency},
        "canSendElectronicInvoice": True,
        "modules": [
            {
                "moduleNumber": module.number,
                "name": module.name,
                "self": store.link("modules/agreement", module.number),
            }
            for module in agreement.modules
        ],
        "self": store.link("self"),
    }


def sales_accounts(store: Store, group: int) -> Collection[Any]:
    """`GET /product-groups/:n/sales-accounts`: one account per VAT zone."""
    collection: Collection[Any] = Collection()
    for zone, number in store.agreement.product_groups[group].sales_accounts.items():
        document = {
            "salesAccount": _account(store, store.agreement.accounts[number]),
            "vatZone": shapes.vat_zone(store, store.agreement.vat_zones[zone]),
        }
        collection.put(zone, document, {})
    return collection


def products_of(store: Store, group: int) -> Collection[Any]:
    """`GET /product-groups/:n/products`."""
    collection: Collection[Any] = Collection(unlisted=frozenset({"metaData"}))
    for entry in store.products.having("productGroup.productGroupNumber", frozenset({group})):
        collection.put(entry.key, entry.document, {})
    return collection


def _named(resource: str, key: str, members: Callable[[Agreement], Iterable[Named]]) -> Lookup:
    def documents(store: Store) -> Iterable[tuple[int | str, Json]]:
        for member in members(store.agreement):
            link = store.link(resource, member.number)
            yield member.number, {key: member.number, "name": member.name, "self": link}

    return Lookup(resource, numeric=True, queryable=fields.NOTHING, documents=documents)


def _vat_zones(store: Store) -> Iterable[tuple[int | str, Json]]:
    for zone in store.agreement.vat_zones.values():
        yield zone.number, shapes.vat_zone(store, zone)


def _vat_accounts(store: Store) -> Iterable[tuple[int | str, Json]]:
    for vat in store.agreement.vat_accounts.values():
        kind = store.agreement.vat_types[vat.vat_type]
        yield (
            vat.code,
            {
                "vatCode": vat.code,
                "name": vat.name,
                "ratePercentage": vat.rate,
                "account": reference(store, "accounts", "accountNumber", vat.account),
                "vatType": reference(store, "vat-types", "vatTypeNumber", kind.number) | {"name": kind.name},
                "self": store.link("vat-accounts", vat.code),
            },
        )


def _customer_groups(store: Store) -> Iterable[tuple[int | str, Json]]:
    for group in store.agreement.customer_groups.values():
        link = store.link("customer-groups", group.number)
        layout = {}
        if group.layout is not None:
            name = store.agreement.layouts[group.layout].name
            layout = {"layout": reference(store, "layouts", "layoutNumber", group.layout) | {"name": name}}
        yield (
            group.number,
            {
                "customerGroupNumber": group.number,
                "name": group.name,
                "account": _account(store, store.agreement.accounts[group.account]),
                **layout,
                "customers": f"{link}/customers",
                "self": link,
            },
        )


def _product_groups(store: Store) -> Iterable[tuple[int | str, Json]]:
    for group in store.agreement.product_groups.values():
        yield group.number, shapes.product_group(store, group)


def _payment_terms(store: Store) -> Iterable[tuple[int | str, Json]]:
    for terms in store.agreement.payment_terms.values():
        yield terms.number, shapes.payment_terms(store, terms)


def _units(store: Store) -> Iterable[tuple[int | str, Json]]:
    for number in store.agreement.units:
        yield number, shapes.unit(store, number)


def _currencies(store: Store) -> Iterable[tuple[int | str, Json]]:
    for currency in store.agreement.currencies.values():
        yield (
            currency.code,
            {
                "code": currency.code,
                "name": currency.name,
                "isoNumber": currency.iso_number,
                "self": store.link("currencies", currency.code),
            },
        )


def _accounts(store: Store) -> Iterable[tuple[int | str, Json]]:
    for account in store.agreement.accounts.values():
        yield account.number, _account(store, account)


def _years(store: Store) -> Iterable[tuple[int | str, Json]]:
    for year in store.agreement.years.values():
        link = store.link("accounting-years", year.year)
        yield (
            year.year,
            {
                "fromDate": year.start.isoformat(),
                "toDate": year.end.isoformat(),
                **({"closed": True} if year.closed else {}),
                "year": year.year,
                **{name: f"{link}/{name}" for name in ("periods", "entries", "totals", "vouchers")},
                "self": link,
            },
        )


def _account(store: Store, account: Account) -> Json:
    link = store.link("accounts", account.number)
    vat = {}
    if account.vat_code is not None:
        vat = {"vatAccount": reference(store, "vat-accounts", "vatCode", account.vat_code)}
    return {
        "accountNumber": account.number,
        "accountType": account.type,
        # Nothing is posted to accounts yet.
        "balance": Decimal("0.00"),
        "blockDirectEntries": False,
        "debitCredit": account.debit_credit,
        "name": account.name,
        **vat,
        "accountingYears": f"{link}/accounting-years",
        "self": link,
    }


LOOKUPS = (
    Lookup("vat-zones", numeric=True, queryable=fields.NOTHING, documents=_vat_zones),
    Lookup("vat-accounts", numeric=False, queryable=fields.NOTHING, documents=_vat_accounts),
    _named("vat-types", "vatTypeNumber", lambda agreement: agreement.vat_types.values()),
    Lookup("customer-groups", numeric=True, queryable=fields.CUSTOMER_GROUPS, documents=_customer_groups),
    Lookup("product-groups", numeric=True, queryable=fields.NOTHING, documents=_product_groups),
    Lookup("units", numeric=True, queryable=fields.NOTHING, documents=_units),
    _named("layouts", "layoutNumber", lambda agreement: agreement.layouts.values()),
    Lookup("payment-terms", numeric=True, queryable=fields.NOTHING, documents=_payment_terms),
    Lookup("currencies", numeric=False, queryable=fields.NOTHING, documents=_currencies),
    Lookup("accounts", numeric=True, queryable=fields.ACCOUNTS, documents=_accounts),
    Lookup("accounting-years", numeric=False, queryable=fields.ACCOUNTING_YEARS, documents=_years),
    _named("employees", "employeeNumber", lambda agreement: agreement.employees.values()),
)
