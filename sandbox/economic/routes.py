"""What the e-conomic side answers to: every path with its methods and their handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.economic import booking, customers, drafts, errors, fields, lookups, products
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.paging import Query, page

if TYPE_CHECKING:
    from sandbox.economic.collection import Collection
    from sandbox.economic.store import Store

K = TypeVar("K", int, str)
Handler = Callable[[Call], Answer]
Methods = Mapping[str, Handler]


def routes() -> dict[str, Methods]:
    """Path patterns to methods to handlers. Orders, journals and the rest of the API are not here and so are 404."""
    table: dict[str, Methods] = {
        "/self": {"GET": lambda call: Answer(200, encode(lookups.self_document(call.store)))},
        "/customers": {
            "GET": _listing(lambda store: store.customers, fields.CUSTOMERS, "Create a new customer"),
            "POST": customers.create,
        },
        "/customers/{key}": {
            "GET": _numbered(lambda store: store.customers),
            "PUT": customers.replace,
            "DELETE": customers.delete,
        },
        "/products": {
            "GET": _listing(lambda store: store.products, fields.PRODUCTS, "Create a new product"),
            "POST": products.create,
        },
        "/products/{key}": {
            "GET": lambda call: _one(call.store.products, call.text_key),
            "PUT": products.replace,
            "DELETE": products.delete,
        },
        # The real DELETE of the whole collection wipes every draft. Nothing may ever send it here, so it is 405.
        "/invoices/drafts": {
            "GET": _listing(lambda store: store.drafts, fields.DRAFTS),
            "POST": drafts.create,
        },
        "/invoices/drafts/{key}": {
            "GET": _numbered(lambda store: store.drafts),
            "PUT": drafts.replace,
            "DELETE": drafts.delete,
        },
        "/invoices/booked": {
            "GET": _listing(lambda store: store.booked, fields.BOOKED),
            "POST": booking.create,
        },
        "/invoices/booked/{key}": {"GET": _numbered(lambda store: store.booked)},
        "/product-groups/{key}/sales-accounts": {"GET": _of_group(lookups.sales_accounts, fields.NOTHING)},
        "/product-groups/{key}/products": {"GET": _of_group(lookups.products_of, fields.PRODUCTS)},
    }
    for lookup in lookups.LOOKUPS:
        table[f"/{lookup.name}"] = {"GET": _listing(lookup.collection, lookup.queryable)}
        table[f"/{lookup.name}/{{key}}"] = {"GET": _member(lookup)}
    return table


def _listing(
    collection: Callable[[Store], Collection[K]], queryable: fields.Queryable, creates: str | None = None
) -> Handler:
    def handle(call: Call) -> Answer:
        url = call.store.base_url + call.path
        return Answer(200, page(collection(call.store), queryable, url, Query.parse(call.query), creates))

    return handle


def _one(collection: Collection[K], key: K | None) -> Answer:
    entry = None if key is None else collection.entry(key)
    if entry is None:
        raise errors.not_found()
    return Answer(200, entry.one)


def _numbered(collection: Callable[[Store], Collection[int]]) -> Handler:
    return lambda call: _one(collection(call.store), call.number_key)


def _member(lookup: lookups.Lookup) -> Handler:
    def handle(call: Call) -> Answer:
        key: Any = call.number_key if lookup.numeric else call.text_key
        return _one(lookup.collection(call.store), key)

    return handle


def _of_group(members: Callable[[Store, int], Collection[Any]], queryable: fields.Queryable) -> Handler:
    def handle(call: Call) -> Answer:
        group = call.number_key
        if group is None or group not in call.store.agreement.product_groups:
            raise errors.not_found()
        return _listing(lambda store: members(store, group), queryable)(call)

    return handle
