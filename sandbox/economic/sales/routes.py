"""The paths of customers, products and invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.answering import listing, numbered, one
from sandbox.economic.query import fields
from sandbox.economic.sales import booking, customers, drafts, products

if TYPE_CHECKING:
    from sandbox.economic.answering import Routes


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    return {
        "/customers": {
            "GET": listing(lambda store: store.customers, fields.CUSTOMERS, "Create a new customer"),
            "POST": customers.create,
        },
        "/customers/{key}": {
            "GET": numbered(lambda store: store.customers),
            "PUT": customers.replace,
            "DELETE": customers.delete,
        },
        "/products": {
            "GET": listing(lambda store: store.products, fields.PRODUCTS, "Create a new product"),
            "POST": products.create,
        },
        "/products/{key}": {
            "GET": lambda call: one(call.store.products, call.text_key),
            "PUT": products.replace,
            "DELETE": products.delete,
        },
        # The real DELETE of the whole collection wipes every draft. Nothing may ever send it here, so it is 405.
        "/invoices/drafts": {
            "GET": listing(lambda store: store.drafts, fields.DRAFTS),
            "POST": drafts.create,
        },
        "/invoices/drafts/{key}": {
            "GET": numbered(lambda store: store.drafts),
            "PUT": drafts.replace,
            "DELETE": drafts.delete,
        },
        "/invoices/booked": {
            "GET": listing(lambda store: store.booked, fields.BOOKED),
            "POST": booking.create,
        },
        "/invoices/booked/{key}": {"GET": numbered(lambda store: store.booked)},
    }
