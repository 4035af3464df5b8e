"""The paths of the agreement's setup: `/self` and the lookups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.economic import errors
from sandbox.economic.answering import Handler, Routes, listing, one
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.query import fields
from sandbox.economic.setup import lookups

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    table: Routes = {
        "/self": {"GET": lambda call: Answer(200, encode(lookups.self_document(call.store)))},
        "/product-groups/{key}/sales-accounts": {"GET": _of_group(lookups.sales_accounts, fields.NOTHING)},
        "/product-groups/{key}/products": {"GET": _of_group(lookups.products_of, fields.PRODUCTS)},
    }
    for lookup in lookups.LOOKUPS:
        table[f"/{lookup.name}"] = {"GET": listing(lookup.collection, lookup.queryable)}
        table[f"/{lookup.name}/{{key}}"] = {"GET": _member(lookup)}
    return table


def _member(lookup: lookups.Lookup) -> Handler:
    def handle(call: Call) -> Answer:
        key: Any = call.number_key if lookup.numeric else call.text_key
        return one(lookup.collection(call.store), key)

    return handle


def _of_group(members: Callable[[Store, int], Collection[Any]], queryable: fields.Queryable) -> Handler:
    def handle(call: Call) -> Answer:
        group = call.number_key
        if group is None or group not in call.store.agreement.product_groups:
            raise errors.not_found()
        return listing(lambda store: members(store, group), queryable)(call)

    return handle
