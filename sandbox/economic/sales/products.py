"""Products: create, replace, delete, and how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.body.limits import PRODUCT_POST, PRODUCT_PUT
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode, places
from sandbox.economic.sales import currency_prices
from sandbox.economic.setup.shapes import Json, filled, metadata, product_group, unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.answering import Handler
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.query.fields import Queryable
    from sandbox.economic.store import Store

_LONGEST_NUMBER = 25


def create(call: Call) -> Answer:
    """POST /products: 201 with the whole product; the client chooses the number."""
    checked = call.checked(PRODUCT_POST)
    checked.tree.raise_if_any()
    number = checked.fields["productNumber"]
    if number in call.store.products:
        raise errors.plain(400, "The entity cannot be created because the key already exists.", code="E06010")
    return _save(call, number, checked.fields)


def replace(call: Call) -> Answer:
    """PUT /products/:n: 200. That a missing number is created (201), as for customers, is unverified."""
    number = call.text_key
    if len(number) > _LONGEST_NUMBER:
        raise errors.not_found()
    checked = call.checked(PRODUCT_PUT)
    call.same_key(checked, "productNumber", number)
    checked.tree.raise_if_any()
    return _save(call, number, checked.fields)


def delete(call: Call) -> Answer:
    """DELETE /products/:n: 204; refused while a line of an invoice or order names the product."""
    number = call.text_key
    if number not in call.store.products:
        raise errors.not_found("E06000")
    store = call.store
    for documents in (store.drafts, store.booked, store.orders_drafts, store.orders_sent, store.orders_archived):
        for entry in documents.entries():
            if _names(entry.document, number):
                # That it is refused is known; the body is not.
                raise errors.plain(400, f"Product '{number}' is in use.", code=errors.UNVERIFIED_CODE)
    call.store.products.remove(number)
    currency_prices.forget(call.store, number)
    return Answer(204)


def invoices(documents: Callable[[Store], Collection[int]], queryable: Queryable) -> Handler:
    """GET /products/:n/invoices/drafts and /booked: those with a line that names the product."""

    def handle(call: Call) -> Answer:
        number = call.text_key
        if number not in call.store.products:
            raise errors.not_found()
        found = documents(call.store)
        part = found.part([entry for entry in found.entries() if _names(entry.document, number)])
        return listing(lambda _: part, queryable)(call)

    return handle


def invoice_links(call: Call) -> Answer:
    """GET /products/:n/invoices: the links that the product itself shows."""
    document = call.store.products.get(call.text_key)
    if document is None:
        raise errors.not_found()
    return Answer(200, encode(document["invoices"]))


def _names(document: Json, number: str) -> bool:
    return any(line.get("product", {}).get("productNumber") == number for line in document.get("lines", ()))


def _save(call: Call, number: str, fields: Json) -> Answer:
    """Put it in place of what was there: 201 with its address when nothing was, else 200."""
    known = number in call.store.products
    entry = call.store.products.put(number, _document(call.store, number, fields), fields)
    return Answer(200, entry.one) if known else Answer(201, entry.one, entry.document["self"])


def _document(store: Store, number: str, fields: Json) -> Json:
    link = store.link("products", number)
    group = store.agreement.product_groups[fields["productGroup"]["productGroupNumber"]]
    return {
        "productNumber": number,
        **filled(fields, "description"),
        "name": fields["name"],
        **{name: places(fields.get(name, 0), 2) for name in ("costPrice", "recommendedPrice", "salesPrice")},
        **filled(fields, "barCode"),
        "barred": bool(fields.get("barred")),
        # Recorded products and drafts carry whole minutes, customers seconds.
        "lastUpdated": store.stamp()[:-3] + "00Z",
        "productGroup": product_group(store, group),
        **({"unit": unit(store, fields["unit"]["unitNumber"])} if "unit" in fields else {}),
        "invoices": {
            "drafts": f"{link}/invoices/drafts",
            "booked": f"{link}/invoices/booked",
            "self": f"{link}/invoices",
        },
        "pricing": {"currencySpecificSalesPrices": f"{link}/pricing/currency-specific-sales-prices"},
        "metaData": metadata(link, "product"),
        "self": link,
    }
