"""Draft invoices: create, replace, delete. Nothing is filled in from the customer or the product."""

from __future__ import annotations

from sandbox.economic import errors
from sandbox.economic.body.limits import DRAFT_POST
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.sales.invoices import draft_document
from sandbox.economic.sales.pricing import price


def create(call: Call) -> Answer:
    """POST /invoices/drafts: 201 with the whole draft under a new number."""
    checked = call.checked(DRAFT_POST)
    priced = price(call.store, checked.fields, checked.hints, checked.tree)
    number = call.store.next_draft_number()
    document = draft_document(call.store, number, checked.fields, priced)
    entry = call.store.drafts.put(number, document, checked.fields)
    return Answer(201, entry.one, document["self"])


def replace(call: Call) -> Answer:
    """PUT /invoices/drafts/:n: 200, everything replaced.

    The sandbox asks for the same properties as on POST; the published schema of PUT asks for the recipient alone
    and does not say what becomes of the rest. That a missing number is 404, not a new draft, is unverified.
    """
    number = call.number_key
    if number is None or number not in call.store.drafts:
        raise errors.not_found()
    checked = call.checked(DRAFT_POST)
    priced = price(call.store, checked.fields, checked.hints, checked.tree)
    document = draft_document(call.store, number, checked.fields, priced)
    return Answer(200, call.store.drafts.put(number, document, checked.fields).one)


def delete(call: Call) -> Answer:
    """DELETE /invoices/drafts/:n: 200 with what was deleted."""
    number = call.number_key
    if number is None or number not in call.store.drafts:
        raise errors.not_found("E06000")
    link = call.store.drafts[number]["self"]
    call.store.drafts.remove(number)
    deleted = {"draftInvoiceNumber": number, "self": link}
    body = {"message": "Deleted invoice.", "deletedCount": 1, "deletedItems": [deleted]}
    return Answer(200, encode(body))
