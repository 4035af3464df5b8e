"""The paths of customers and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.answering import Handler, listing, numbered, one
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.query import fields
from sandbox.economic.sales import contacts, customer_templates, customers, delivery_locations
from sandbox.economic.sales.belongings import customer, existing
from sandbox.economic.sales.customer_documents import current, invoices, totals

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.answering import Routes
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.query.fields import Queryable
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    one_customer = "/customers/{key}"
    return {
        "/customers": {
            "GET": listing(current, fields.CUSTOMERS, "Create a new customer"),
            "POST": customers.create,
        },
        one_customer: {
            "GET": numbered(current),
            "PUT": customers.replace,
            "PATCH": customers.patch,
            "DELETE": customers.delete,
        },
        f"{one_customer}/contacts": {
            "GET": _below(contacts.of_customer, fields.CONTACTS),
            "POST": contacts.create,
        },
        f"{one_customer}/contacts/{{contact}}": {
            "GET": _member(lambda store: store.contacts, "contact"),
            "PUT": contacts.replace,
            "DELETE": contacts.delete,
        },
        f"{one_customer}/delivery-locations": {
            "GET": _below(delivery_locations.of_customer, fields.DELIVERY_LOCATIONS),
            "POST": delivery_locations.create,
        },
        f"{one_customer}/delivery-locations/{{location}}": {
            "GET": _member(lambda store: store.delivery_locations, "location"),
            "PUT": delivery_locations.replace,
            "DELETE": delivery_locations.delete,
        },
        f"{one_customer}/invoices": {"GET": _links(invoices)},
        f"{one_customer}/invoices/drafts": {"GET": _below(_invoices(lambda store: store.drafts), fields.DRAFTS)},
        f"{one_customer}/invoices/booked": {"GET": _below(_invoices(lambda store: store.booked), fields.BOOKED)},
        f"{one_customer}/templates": {"GET": customer_templates.available},
        f"{one_customer}/templates/invoice": {"GET": customer_templates.invoice},
        f"{one_customer}/templates/invoiceline": {"GET": customer_templates.lines},
        f"{one_customer}/templates/invoiceline/{{product}}": {"GET": customer_templates.line},
        f"{one_customer}/totals": {"GET": _links(totals)},
    }


def _below(collection: Callable[[Call], Collection[int]], queryable: Queryable) -> Handler:
    def handle(call: Call) -> Answer:
        found = collection(call)
        return listing(lambda _: found, queryable)(call)

    return handle


def _member(collection: Callable[[Store], Collection[int]], name: str) -> Handler:
    def handle(call: Call) -> Answer:
        _, entry = existing(call, collection(call.store), name)
        return one(collection(call.store), entry.key)

    return handle


def _invoices(collection: Callable[[Store], Collection[int]]) -> Callable[[Call], Collection[int]]:
    def below(call: Call) -> Collection[int]:
        all_invoices = collection(call.store)
        return all_invoices.part(all_invoices.having("customer.customerNumber", frozenset({customer(call)})))

    return below


def _links(document: Callable[[Store, int], Json]) -> Handler:
    return lambda call: Answer(200, encode(document(call.store, customer(call))))
