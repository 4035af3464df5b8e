"""Draft invoices: create, replace, append lines, delete. Nothing is filled in from the customer or the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.sales import upgrading
from sandbox.economic.sales.invoices import draft_document
from sandbox.economic.sales.limits import INVOICE_POST, INVOICE_PUT, LINES_POST, NEEDED
from sandbox.economic.sales.pricing import price

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Entry
    from sandbox.economic.setup.shapes import Json


def create(call: Call) -> Answer:
    """POST /invoices/drafts: 201 with the whole draft under a new number.

    A body with the handle of an order, as its upgrade template has it, upgrades that order.
    """
    checked = call.checked(INVOICE_POST)
    priced = price(call.store, checked.fields, checked.hints, checked.tree)
    handle = upgrading.carry_out(call.store, checked.fields.pop("soap", {}))
    number = call.store.next_draft_number()
    document = draft_document(call.store, number, handle, checked.fields, priced)
    entry = call.store.drafts.put(number, document, checked.fields)
    return Answer(201, entry.one, document["self"])


def replace(call: Call) -> Answer:
    """PUT /invoices/drafts/:n: 200, everything replaced; what a draft cannot be without stays when it is left out.

    The published schema of PUT asks for the recipient and its VAT zone alone and does not say what becomes of the
    rest, so that rule is unverified; and so is that a missing number is 404, not a new draft.
    """
    old = draft(call)
    checked = call.checked(INVOICE_PUT)
    call.same_key(checked, "draftInvoiceNumber", old.key)
    checked.fields.pop("draftInvoiceNumber", None)
    fields = completed(checked.fields, old.fields)
    priced = price(call.store, fields, checked.hints, checked.tree)
    document = draft_document(call.store, old.key, handle_of(old), fields, priced)
    return Answer(200, call.store.drafts.put(old.key, document, fields).one)


def append(call: Call) -> Answer:
    """POST /invoices/drafts/:n/lines: the lines go behind those there are. 201 with the whole draft is unverified."""
    old = draft(call)
    checked = call.checked(LINES_POST)
    before = old.fields.get("lines", [])
    fields = old.fields | {"lines": [*before, *checked.fields.get("lines", ())]}
    priced = price(call.store, fields, {}, checked.tree, known_lines=len(before))
    document = draft_document(call.store, old.key, handle_of(old), fields, priced)
    return Answer(201, call.store.drafts.put(old.key, document, fields).one, document["self"])


def delete(call: Call) -> Answer:
    """DELETE /invoices/drafts/:n: 200 with what was deleted."""
    number = call.number_key
    if number is None or number not in call.store.drafts:
        raise errors.not_found("E06000")
    link = call.store.drafts[number]["self"]
    call.store.drafts.remove(number)
    call.store.files.pop(f"invoices/drafts/{number}", None)
    deleted = {"draftInvoiceNumber": number, "self": link}
    body = {"message": "Deleted invoice.", "deletedCount": 1, "deletedItems": [deleted]}
    return Answer(200, encode(body))


def draft(call: Call) -> Entry[int]:
    """The draft that the path names.

    Raises:
        ApiError: 404 when there is none.
    """
    entry = None if call.number_key is None else call.store.drafts.entry(call.number_key)
    if entry is None:
        raise errors.not_found()
    return entry


def completed(sent: Json, before: Json) -> Json:
    """What a PUT sent, with what it may leave out of what no document can be without: see `limits.NEEDED`."""
    needed = {name: before[name] for name in NEEDED if name not in sent}
    recipient = {name: value for name, value in before["recipient"].items() if name in {"name", "vatZone"}}
    # Without a recipient the schema phase has refused it already, or does so as the rules are run.
    return needed | sent | {"recipient": recipient | sent.get("recipient", {})}


def handle_of(entry: Entry[int]) -> int:
    """The `soap` handle that a draft keeps for life."""
    handle: int = entry.document["soap"]["currentInvoiceHandle"]["id"]
    return handle
