"""The paths of the agreement's setup: `/self`, the lookups and what belongs to their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.economic import errors
from sandbox.economic.answering import Handler, Routes, listing, one
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.sales.customer_documents import current
from sandbox.economic.setup import distributions, lookups, periods, writing
from sandbox.economic.setup.company import self_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.economic.setup.agreement import Agreement
    from sandbox.economic.store import Store

_ROLES = {2: "SuperUser", 3: "Bookkeeping", 4: "Sales", 5: "ProjectEmployee"}


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    table: dict[str, dict[str, Handler]] = {
        "/self": {"GET": lambda call: Answer(200, encode(self_document(call.store)))},
        "/app-roles": {"GET": listing(_roles, fields.APP_ROLES)},
        "/app-roles/{key}": {"GET": lambda call: one(_roles(call.store), call.number_key)},
        "/product-groups/{key}/sales-accounts": {
            "GET": _below(_product_groups, lookups.sales_accounts, fields.SALES_ACCOUNTS)
        },
        "/product-groups/{key}/products": {
            "GET": _below(_product_groups, _products("productGroup.productGroupNumber"), fields.PRODUCTS)
        },
        "/units/{key}/products": {"GET": _below(_units, _products("unit.unitNumber"), fields.PRODUCTS)},
        "/customer-groups/{key}/customers": {
            "GET": _below(_customer_groups, _customers("customerGroup.customerGroupNumber"), fields.CUSTOMERS)
        },
        "/employees/{key}/customers": {
            "GET": _below(_employees, _customers("salesPerson.employeeNumber"), fields.CUSTOMERS)
        },
    }
    for lookup in lookups.LOOKUPS:
        table[f"/{lookup.name}"] = {"GET": listing(lookup.collection, lookup.queryable)}
        table[f"/{lookup.name}/{{key}}"] = {"GET": _member(lookup)}
    table["/units"]["POST"] = writing.create_unit
    table["/units/{key}"] |= {"PUT": writing.replace_unit, "DELETE": writing.delete_unit}
    table["/payment-terms"]["POST"] = writing.create_terms
    table["/payment-terms/{key}"]["PUT"] = writing.replace_terms
    table["/customer-groups"]["POST"] = writing.create_group
    table["/customer-groups/{key}"] |= {"PUT": writing.replace_group, "DELETE": writing.delete_group}
    table["/accounting-years"]["POST"] = writing.create_year
    return {**table, **periods.routes(), **distributions.routes()}


def _member(lookup: lookups.Lookup) -> Handler:
    def handle(call: Call) -> Answer:
        document = lookup.found(call.store, call.number_key if lookup.numeric else call.text_key)
        if document is None:
            raise errors.not_found()
        return Answer(200, encode(document))

    return handle


def _below(
    members: Callable[[Agreement], Mapping[int, Any]],
    collection: Callable[[Store, int], Collection[Any]],
    queryable: fields.Queryable,
) -> Handler:
    """GET of a collection that belongs to a member of the setup; 404 when there is no such member."""

    def handle(call: Call) -> Answer:
        number = call.number_key
        if number is None or number not in members(call.store.agreement):
            raise errors.not_found()
        return listing(lambda store: collection(store, number), queryable)(call)

    return handle


def _products(path: str) -> Callable[[Store, int], Collection[Any]]:
    return lambda store, number: store.products.part(store.products.having(path, frozenset({number})))


def _customers(path: str) -> Callable[[Store, int], Collection[Any]]:
    def below(store: Store, number: int) -> Collection[Any]:
        customers = current(store)
        return customers.part(customers.having(path, frozenset({number})))

    return below


def _units(agreement: Agreement) -> Mapping[int, Any]:
    return agreement.units


def _employees(agreement: Agreement) -> Mapping[int, Any]:
    return agreement.employees


def _product_groups(agreement: Agreement) -> Mapping[int, Any]:
    return agreement.product_groups


def _customer_groups(agreement: Agreement) -> Mapping[int, Any]:
    return agreement.customer_groups


def _roles(store: Store) -> Collection[int]:
    """The roles an app can have. 2 is recorded as SuperUser's number; the others are unverified."""
    found: Collection[int] = Collection()
    for number, name in _ROLES.items():
        found.put(number, {"roleNumber": number, "name": name, "self": store.link("app-roles", number)}, {})
    return found
