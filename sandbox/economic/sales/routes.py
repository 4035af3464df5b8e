"""The paths of customers, products, invoices and orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.answering import listing, numbered, one
from sandbox.economic.query import fields
from sandbox.economic.sales import (
    booking,
    currency_prices,
    customer_routes,
    drafts,
    orders,
    overview,
    products,
    sending,
    states,
    summaries,
    templates,
    upgrading,
)
from sandbox.economic.sales.attachments import Attachments
from sandbox.economic.sales.fields import ARCHIVED_ORDERS, BOOKED_BY_STATE, ORDERS
from sandbox.economic.sales.printing import pdf

if TYPE_CHECKING:
    from sandbox.economic.answering import Routes
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    return {
        **customer_routes.routes(),
        **_drafts(),
        **_booked(),
        **_orders(),
        **_products(),
    }


def _products() -> Routes:
    path = "/products/{key}/invoices"
    return {
        "/products": {
            "GET": listing(lambda store: store.products, fields.PRODUCTS, "Create a new product"),
            "POST": products.create,
        },
        "/products/{key}": {
            "GET": lambda call: one(call.store.products, call.text_key),
            "PUT": products.replace,
            "DELETE": products.delete,
        },
        path: {"GET": products.invoice_links},
        f"{path}/drafts": {"GET": products.invoices(_draft_invoices, fields.DRAFTS)},
        f"{path}/booked": {"GET": products.invoices(_booked_invoices, fields.BOOKED)},
        **currency_prices.routes(),
    }


def _drafts() -> Routes:
    path = "/invoices/drafts/{key}"
    return {
        # The real DELETE of the whole collection wipes every draft, or those that a filter finds. Nothing may ever
        # send it here, so it is 405.
        "/invoices/drafts": {"GET": listing(_draft_invoices, fields.DRAFTS), "POST": drafts.create},
        path: {"GET": numbered(_draft_invoices), "PUT": drafts.replace, "DELETE": drafts.delete},
        f"{path}/lines": {"POST": drafts.append},
        f"{path}/templates": {"GET": templates.available(_draft_invoices)},
        f"{path}/templates/booking-instructions": {"GET": templates.booking_instructions},
        f"{path}/pdf": {"GET": pdf(_draft_invoices, "Fakturakladde")},
        **Attachments("invoices/drafts", _draft_invoices, writable=True).routes(),
    }


def _booked() -> Routes:
    path = "/invoices/booked/{key}"
    return {
        "/invoices": {
            "GET": templates.root(
                "invoices",
                drafts="drafts",
                booked="booked",
                paid="paid",
                unpaid="unpaid",
                overdue="overdue",
                notDue="not-due",
                sent="sent",
                totals="totals",
            )
        },
        "/invoices/booked": {"GET": listing(_booked_invoices, fields.BOOKED), "POST": booking.create},
        path: {"GET": numbered(_booked_invoices), "PUT": booking.create_as},
        f"{path}/sent": {"GET": sending.of_invoice},
        f"{path}/pdf": {"GET": pdf(_booked_invoices, "Faktura")},
        "/invoices/paid": {"GET": listing(states.paid, BOOKED_BY_STATE)},
        "/invoices/unpaid": {"GET": listing(states.unpaid, BOOKED_BY_STATE)},
        "/invoices/overdue": {"GET": listing(states.overdue, BOOKED_BY_STATE)},
        "/invoices/not-due": {"GET": listing(states.not_due, BOOKED_BY_STATE)},
        "/invoices/sent": {"GET": listing(lambda store: store.sendings, fields.NOTHING)},
        "/invoices/sent/{key}": {"GET": numbered(lambda store: store.sendings)},
        "/invoices/totals": {"GET": overview.overview},
        "/invoices/totals/{key:path}": {"GET": summaries.below},
    }


def _orders() -> Routes:
    table: Routes = {
        "/orders": {"GET": templates.root("orders", drafts="drafts", sent="sent", archived="archived")},
        "/orders/drafts": {"GET": listing(_draft_orders, ORDERS, ""), "POST": orders.create},
        "/orders/drafts/{key}": {
            "GET": numbered(_draft_orders),
            "PUT": orders.replace,
            "DELETE": orders.delete_draft,
        },
        "/orders/drafts/{key}/lines": {"POST": orders.append},
        "/orders/sent": {"GET": listing(_sent_orders, ORDERS, ""), "POST": orders.send},
        "/orders/sent/{key}": {"GET": numbered(_sent_orders), "DELETE": orders.delete_sent},
        "/orders/archived": {"GET": listing(_archived_orders, ARCHIVED_ORDERS, "")},
        "/orders/archived/{key}": {"GET": numbered(_archived_orders)},
    }
    for state, collection in (("drafts", _draft_orders), ("sent", _sent_orders), ("archived", _archived_orders)):
        path = f"/orders/{state}/{{key}}"
        table |= {
            f"{path}/templates": {"GET": templates.available(collection)},
            f"{path}/templates/upgrade-instructions/draftInvoice": {"GET": upgrading.instructions(collection)},
            f"{path}/pdf": {"GET": pdf(collection, "Ordre")},
            **Attachments(f"orders/{state}", collection, writable=state == "drafts").routes(),
        }
    return table


def _draft_invoices(store: Store) -> Collection[int]:
    return store.drafts


def _booked_invoices(store: Store) -> Collection[int]:
    return store.booked


def _draft_orders(store: Store) -> Collection[int]:
    return store.orders_drafts


def _sent_orders(store: Store) -> Collection[int]:
    return store.orders_sent


def _archived_orders(store: Store) -> Collection[int]:
    return store.orders_archived
