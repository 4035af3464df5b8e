"""Booking: a draft vanishes and an immutable invoice appears. No answer undoes it.

A draft below zero becomes a credit note, in the same collection; whether the real series of numbers is the same too
is unverified. `sendBy` takes `none`, `EAN`, `Email` and, beside the published schema, `ean`: the schema writes `EAN`,
the documentation and a production integration `ean`, and the published schema of sent invoices knows `ean` alone.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.body.limits import BOOKING_POST
from sandbox.economic.calls import Answer, Call
from sandbox.economic.errors import Tree
from sandbox.economic.ledger.postings import accounts_of_invoice, post_invoice
from sandbox.economic.sales import customers, sending
from sandbox.economic.sales.invoices import booked_document
from sandbox.economic.sales.limits import BOOKING_PUT
from sandbox.economic.sales.pricing import price

if TYPE_CHECKING:
    from sandbox.economic.body.validation import Checked
    from sandbox.economic.query.collection import Entry
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

_HIGHEST_NUMBER = 999_999_999


def create(call: Call) -> Answer:
    """POST /invoices/booked: 201 with the booked invoice; 404 when there is no such draft."""
    return _book(call, call.checked(BOOKING_POST), None)


def create_as(call: Call) -> Answer:
    """PUT /invoices/booked/:n: the same, under the number of the address, which the body's must equal if it has one.

    That the answer is 201 is unverified. Booked invoices cannot be changed, so a number in use is refused.
    """
    number = call.number_key
    if not number:
        raise errors.not_found()
    checked = call.checked(BOOKING_PUT)
    call.same_key(checked, "bookWithNumber", number)
    return _book(call, checked, number)


def _book(call: Call, checked: Checked, number: int | None) -> Answer:
    store, fields = call.store, checked.fields
    draft_number = fields.get("draftInvoice", {}).get("draftInvoiceNumber")
    draft = store.drafts.entry(draft_number) if draft_number is not None else None
    if draft_number is not None and draft is None:
        raise errors.not_found()
    checked.tree.raise_if_any()
    assert draft is not None
    if number is None:
        number = fields.get("bookWithNumber", store.next_booked_number())
    if number in store.booked:
        raise _cannot_book(draft.key, f"The invoice number {number} is already in use.", errors.UNVERIFIED_CODE)
    if number > _HIGHEST_NUMBER:
        # After a booking with the highest number. What the real series does then is unverified.
        raise _cannot_book(draft.key, "There is no free invoice number.", errors.UNVERIFIED_CODE)
    by = fields.get("sendBy", "none")
    _check_date(store, draft)
    _check_parties(store, draft)
    sending.check(store, by, draft.fields, lambda reason: _cannot_book(draft.key, reason, errors.UNVERIFIED_CODE))
    priced = price(store, draft.fields, {}, Tree())
    document = booked_document(store, number, draft.key, draft.fields, priced)
    for account in accounts_of_invoice(store, document):
        if store.agreement.accounts[account].barred:
            # That a barred account stops an invoice, as it stops a voucher, is unverified.
            raise _cannot_book(draft.key, f"Account '{account}' is barred.", errors.UNVERIFIED_CODE)
    entry = store.booked.put(number, document, draft.fields | {"bookedAt": store.now().isoformat()})
    store.drafts.remove(draft.key)
    store.files.pop(f"invoices/drafts/{draft.key}", None)
    post_invoice(store, document)
    sending.send(store, by, document)
    customers.refresh(store, document["customer"]["customerNumber"])
    return Answer(201, entry.one, document["self"])


def _check_date(store: Store, draft: Entry[int]) -> None:
    day = date.fromisoformat(draft.fields["date"])
    if store.agreement.year_on(day) is None:
        # That it is refused is documented; the body is not.
        reason = f"No accounting year holds the invoice date {day:%d.%m.%Y}."
        raise _cannot_book(draft.key, reason, errors.UNVERIFIED_CODE)
    if store.agreement.closed_on(day):
        # Recorded for a barred period; that a closed year is worded the same is unverified.
        reason = f"The invoice date {day:%d.%m.%Y} lies within a barred period."
        raise _cannot_book(draft.key, reason, "E04870")


def _check_parties(store: Store, draft: Entry[int]) -> None:
    """Refuse what was barred since the draft was made, and an invoice of nothing.

    The codes are those of other requests for the same thing; that booking answers with them is unverified. A line of
    text needs no product, but documentation of the newer API says that an invoice without any cannot be booked.
    """
    number = draft.fields["customer"]["customerNumber"]
    if store.customers[number].get("barred"):
        raise _cannot_book(draft.key, f"Customer '{number}' is barred.", "E06820")
    lines: list[Json] = draft.fields.get("lines", [])
    if not lines:
        raise _cannot_book(draft.key, "The invoice has no lines.", errors.UNVERIFIED_CODE)
    products = [line["product"]["productNumber"] for line in lines if "product" in line]
    if not products:
        raise _cannot_book(draft.key, "The invoice has no line with a product.", errors.UNVERIFIED_CODE)
    for product in products:
        if store.products[product]["barred"]:
            raise _cannot_book(draft.key, f"Product '{product}' is barred.", "E06600")


def _cannot_book(number: int, reason: str, code: str) -> errors.ApiError:
    """The recorded wording of a refused booking."""
    message = f"Cannot book the current invoice: {reason} (a booking of draft invoice {number} failed.)"
    return errors.plain(400, message, code=code)
