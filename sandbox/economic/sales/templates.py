"""Templates of drafts and orders: ready-made bodies for the next step, and the links to them; and the roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.answering import Handler
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store


def available(collection: Callable[[Store], Collection[int]]) -> Handler:
    """GET of a document's `templates`: the links that the document itself shows."""

    def handle(call: Call) -> Answer:
        document = None if call.number_key is None else collection(call.store).get(call.number_key)
        if document is None:
            raise errors.not_found()
        return Answer(200, encode(document["templates"]))

    return handle


def booking_instructions(call: Call) -> Answer:
    """GET /invoices/drafts/:n/templates/booking-instructions: what to post to `/invoices/booked`."""
    document = None if call.number_key is None else call.store.drafts.get(call.number_key)
    if document is None:
        raise errors.not_found()
    draft = {"draftInvoiceNumber": document["draftInvoiceNumber"], "self": document["self"]}
    return Answer(200, encode({"draftInvoice": draft, "self": document["templates"]["bookingInstructions"]}))


def root(path: str, **links: str) -> Handler:
    """GET of `/invoices` or `/orders`: links by name to what is below."""

    def handle(call: Call) -> Answer:
        url = call.store.url(path)
        return Answer(200, encode({**{name: f"{url}/{below}" for name, below in links.items()}, "self": url}))

    return handle
