"""Booking: a draft vanishes and an immutable invoice appears. No answer undoes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.body.limits import BOOKING_POST
from sandbox.economic.calls import Answer, Call
from sandbox.economic.errors import Tree
from sandbox.economic.sales import customers
from sandbox.economic.sales.invoices import booked_document
from sandbox.economic.sales.pricing import price

if TYPE_CHECKING:
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store


def create(call: Call) -> Answer:
    """POST /invoices/booked: 201 with the booked invoice; 404 when there is no such draft."""
    store = call.store
    checked = call.checked(BOOKING_POST)
    draft_number = checked.fields.get("draftInvoice", {}).get("draftInvoiceNumber")
    draft = store.drafts.entry(draft_number) if draft_number is not None else None
    if draft_number is not None and draft is None:
        raise errors.not_found()
    checked.tree.raise_if_any()
    assert draft is not None
    number = checked.fields.get("bookWithNumber", store.next_booked_number())
    if number in store.booked:
        raise _cannot_book(draft.key, f"The invoice number {number} is already in use.", errors.UNVERIFIED_CODE)
    _check(store, draft.key, draft.fields)
    priced = price(store, draft.fields, {}, Tree())
    document = booked_document(store, number, draft.key, draft.fields, priced)
    entry = store.booked.put(number, document, draft.fields)
    store.drafts.remove(draft.key)
    customers.refresh(store, draft.fields["customer"]["customerNumber"])
    return Answer(201, entry.one, document["self"])


def _check(store: Store, number: int, fields: Json) -> None:
    day = date.fromisoformat(fields["date"])
    year = next((year for year in store.agreement.years.values() if year.start <= day <= year.end), None)
    if year is None:
        # That it is refused is documented; the body is not.
        raise _cannot_book(
            number, f"No accounting year holds the invoice date {day:%d.%m.%Y}.", errors.UNVERIFIED_CODE
        )
    if year.closed:
        raise _cannot_book(number, f"The invoice date {day:%d.%m.%Y} lies within a barred period.", "E04870")
    if not any("product" in line for line in fields.get("lines", ())):
        # The product refuses to book an invoice of nothing; the body is unverified.
        raise _cannot_book(number, "The invoice has no lines.", errors.UNVERIFIED_CODE)


def _cannot_book(number: int, reason: str, code: str) -> errors.ApiError:
    """The recorded wording of a refused booking."""
    message = f"Cannot book the current invoice: {reason} (a booking of draft invoice {number} failed.)"
    return errors.plain(400, message, code=code)
