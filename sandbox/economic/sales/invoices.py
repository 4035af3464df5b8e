"""How invoices look: a draft, and the booked invoice it becomes, with the decimals that recorded ones have."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic.jsontext import places
from sandbox.economic.sales import pieces
from sandbox.economic.sales.totals import margin_percentage
from sandbox.economic.setup.shapes import Json, payment_terms

if TYPE_CHECKING:
    from sandbox.economic.sales.pricing import Priced
    from sandbox.economic.store import Store


def draft_document(store: Store, number: int, handle: int, fields: Json, priced: Priced) -> Json:
    """A draft as POST, PUT and GET of the one answer it."""
    link = store.link("invoices/drafts", number)
    totals = priced.totals
    lines = pieces.draft_lines(store, fields, priced)
    return {
        "draftInvoiceNumber": number,
        "soap": {"currentInvoiceHandle": {"id": handle}},
        "templates": {
            "bookingInstructions": f"{link}/templates/booking-instructions",
            "self": f"{link}/templates",
        },
        "attachment": f"{link}/attachment",
        **({"lines": lines} if lines else {}),
        "date": fields["date"],
        "currency": fields["currency"].upper(),
        "exchangeRate": places(priced.exchange_rate, 6),
        "netAmount": places(totals.net, 6),
        "netAmountInBaseCurrency": totals.net_in_base,
        "grossAmount": places(totals.gross, 6),
        "grossAmountInBaseCurrency": totals.gross_in_base,
        "marginInBaseCurrency": places(totals.margin_in_base, 4),
        "marginPercentage": margin_percentage(totals.margin_in_base, totals.net_in_base, store.ties),
        "vatAmount": places(totals.vat, 6),
        "roundingAmount": Decimal("0.00"),
        "costPriceInBaseCurrency": places(totals.cost_in_base, 4),
        "dueDate": priced.due.isoformat(),
        "paymentTerms": payment_terms(store, priced.terms, described=True),
        "customer": pieces.customer(store, fields),
        "recipient": pieces.recipient(store, fields, priced) | pieces.cvr(store, fields),
        **pieces.texts(store, fields),
        "layout": pieces.layout(store, fields),
        **pieces.project(store, fields),
        "pdf": {"download": f"{link}/pdf"},
        "lastUpdated": store.stamp()[:-3] + "00Z",
        "self": link,
    }


def booked_document(store: Store, number: int, draft_number: int, fields: Json, priced: Priced) -> Json:
    """A booked invoice. `orderNumber` is the old draft number: recorded, though no schema has it."""
    link = store.link("invoices/booked", number)
    totals = priced.totals
    return {
        "bookedInvoiceNumber": number,
        "orderNumber": draft_number,
        "date": fields["date"],
        "currency": fields["currency"].upper(),
        "exchangeRate": places(priced.exchange_rate, 6),
        "netAmount": totals.net,
        "netAmountInBaseCurrency": totals.net_in_base,
        "grossAmount": totals.gross,
        "grossAmountInBaseCurrency": totals.gross_in_base,
        "vatAmount": totals.vat,
        "roundingAmount": Decimal("0.00"),
        "remainder": totals.gross,
        "remainderInBaseCurrency": totals.gross_in_base,
        "dueDate": priced.due.isoformat(),
        "paymentTerms": payment_terms(store, priced.terms, described=True),
        "customer": pieces.customer(store, fields),
        "recipient": pieces.recipient(store, fields, priced),
        **pieces.texts(store, fields),
        "layout": pieces.layout(store, fields),
        **pieces.project(store, fields),
        "pdf": {"download": f"{link}/pdf"},
        "lines": pieces.booked_lines(store, fields, priced),
        "sent": f"{link}/sent",
        "self": link,
    }
