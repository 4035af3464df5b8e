"""Electronic invoices: what booking with `sendBy` asks for, and what `/invoices/sent` then shows.

Documented: sending by EAN needs the agreement's CVR number, an EAN, and a contact on the customer and on the invoice;
sending by mail needs a recipient, taken here to be the contact, or else the customer, with an address. That booking
is refused without them, rather than done without sending, is unverified. `/invoices/sent` lists what was
sent via e-invoicing; e-mails are not among the kinds of its published schema, and the sandbox sends none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.query import fields as queryables
from sandbox.economic.setup.shapes import Json, filled, reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.calls import Answer, Call
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store


def check(store: Store, by: str, fields: Json, refused: Callable[[str], errors.ApiError]) -> None:
    """Refuse to send what lacks the documented particulars.

    Raises:
        ApiError: What `refused` makes of the reason.
    """
    customer = store.customers[fields["customer"]["customerNumber"]]
    contacts = [
        named["customerContactNumber"]
        for named in (fields["recipient"].get("attention"), fields.get("references", {}).get("customerContact"))
        if named is not None
    ]
    if by == "Email" and not any(
        known.get("email") for known in (customer, *(store.contacts.get(number, {}) for number in contacts))
    ):
        raise refused("An invoice sent by e-mail needs the e-mail address of a recipient.")
    if by.lower() != "ean":
        return
    if not (fields["recipient"].get("ean") or customer.get("ean")):
        raise refused("An invoice sent by EAN needs an EAN number.")
    if not contacts:
        raise refused("An invoice sent by EAN needs a contact person.")


def send(store: Store, by: str, invoice: Json) -> None:
    """Note that a booked invoice was sent. Status and sender are unverified."""
    if by.lower() != "ean":
        return
    number, key = invoice["bookedInvoiceNumber"], store.next_sending_id()
    document = {
        "id": key,
        "invoice": reference(store, "invoices/booked", "bookedInvoiceNumber", number),
        "status": "sent",
        "sendBy": "ean",
        "creationDate": store.now().date().isoformat(),
        "createdBy": "API",
        "recipient": filled(invoice["recipient"], "name", "mobilePhone", "ean"),
        "self": store.link("invoices/sent", key),
    }
    store.sendings.put(key, document, {})


def of_invoice(call: Call) -> Answer:
    """GET /invoices/booked/:n/sent: the sendings of one invoice. That it is a collection is unverified."""
    number = call.number_key
    if number is None or number not in call.store.booked:
        raise errors.not_found()

    def sendings(store: Store) -> Collection[int]:
        return store.sendings.part(store.sendings.having("invoice.bookedInvoiceNumber", frozenset({number})))

    return listing(sendings, queryables.NOTHING)(call)
