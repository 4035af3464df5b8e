"""Records of credit notes: with the invoice they credit, its customer, and the products of the lines they credit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError, ObjectError, TapError
from tap_stripe_invoices.records.amounts import count_credit_note
from tap_stripe_invoices.records.finishing import Finisher
from tap_stripe_invoices.records.hydrate import customer_of, lift_paid_at
from tap_stripe_invoices.records.products import product_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.products import Products
    from tap_stripe_invoices.schemas.shapes import Shape

EXPAND = ("customer", "customer.tax_ids", "invoice")

# By the id of a line of a credit note: the product it credits, or None.
_Named = dict[str, str | None]


class CreditNoteHydrator:
    """Makes records of credit notes that were read with `EXPAND` expanded.

    Args:
        schema: The schema of the stream's records.
        client: Where lines beyond the embedded ones are read.
        products: Where the products of the credited lines are found.
    """

    def __init__(self, schema: Shape, client: Client, products: Products) -> None:
        self._finisher = Finisher(schema, client)
        self._client = client
        self._products = products

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per credit note; products are looked up for all of them at once.

        Raises:
            StripeError: the run cannot go on.
        """
        errors: dict[str, ObjectError] = {}
        named: dict[str, _Named] = {}
        for note in objects:
            try:
                named[note["id"]] = self._complete(note)
            except ObjectError as error:
                errors[note["id"]] = error
        wanted = {product: None for lines in named.values() for product in lines.values() if product is not None}
        products = self._products.find(wanted)
        for note in objects:
            trouble = errors.get(note["id"])
            if trouble is None:
                try:
                    _fill(note, named[note["id"]], products)
                except ObjectError as error:
                    trouble = error
            yield self._finisher.finish(note, trouble)

    def _complete(self, note: JsonObject) -> _Named:
        """Make the credit note's lists whole and take its invoice's lines off; the products that its lines credit."""
        invoice = note.get("invoice")
        if not isinstance(invoice, dict):
            raise ObjectError("object_malformed", f"The invoice of credit note {note['id']} came as an id only.")
        embedded = invoice.pop("lines", None)
        lift_paid_at(invoice)
        self._finisher.complete(note)
        lines = note.get("lines")
        if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
            raise ObjectError("object_malformed", f"Credit note {note['id']} came without its lines.")
        credited = {line["id"]: line["invoice_line_item"] for line in lines if line.get("invoice_line_item")}
        found = self._invoice_lines(invoice["id"], embedded, set(credited.values()))
        return {line: product_id(found[one], invoice["id"]) for line, one in credited.items()}

    def _invoice_lines(self, invoice: str, embedded: object, wanted: set[str]) -> dict[str, JsonObject]:
        """The lines of an invoice by their ids, all that are wanted among them."""
        data = embedded.get("data") if isinstance(embedded, dict) else None
        lines = {line["id"]: line for line in data or ()}
        if not wanted - lines.keys():
            return lines
        try:
            members = self._client.members(f"/v1/invoices/{quote(invoice, safe='')}/lines")
        except AnswerError as error:
            raise ObjectError(
                "list_incomplete", f"The lines of invoice {invoice} could not be read: {error.message}"
            ) from error
        lines = {line["id"]: line for line in members}
        if missing := wanted - lines.keys():
            raise ObjectError(
                "object_malformed", f"Invoice {invoice} has no line {min(missing)}, which a credit note credits."
            )
        return lines


def _fill(note: JsonObject, named: _Named, products: Mapping[str, JsonObject | TapError]) -> None:
    invoice: Mapping[str, Any] = note["invoice"]
    note["customer"] = customer_of({**invoice, "customer": note.get("customer")})
    for line in note["lines"]:
        wanted = named.get(line["id"])
        found = None if wanted is None else products[wanted]
        if isinstance(found, TapError):
            raise ObjectError(
                "product_unread",
                f"Credit note {note['id']} credits the product {wanted}, which could not be read: {found.message}",
            )
        line["product"] = found
    count_credit_note(note)
