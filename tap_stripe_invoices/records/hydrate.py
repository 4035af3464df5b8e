"""From Stripe's objects to records: complete, hydrated, counted and dated.

An object that cannot be completed or counted still becomes a record: what could be read of it, with `tap_error`. One
whose metadata says that it is to be left out has no `tap_error`, whatever is wrong with it.
Objects are changed in place; they come fresh from the wire and nobody else holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tap_stripe_invoices.errors import ObjectError, TapError
from tap_stripe_invoices.records.amounts import count_invoice
from tap_stripe_invoices.records.finishing import Finisher
from tap_stripe_invoices.records.products import product_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.products import Products
    from tap_stripe_invoices.schemas.shapes import Shape


class Hydrator(Protocol):
    """Makes records of one stream's objects."""

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """The records of these objects, in the same order; never fewer."""


class PlainHydrator:
    """Makes records of objects that need nothing looked up: customers and products.

    Args:
        schema: The schema of the stream's records.
        client: Where members of cut lists are read.
    """

    def __init__(self, schema: Shape, client: Client) -> None:
        self._finisher = Finisher(schema, client)

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per object; a deleted one carries `tap_error` `not_found_in_stripe`."""
        for one in objects:
            if one.get("deleted"):
                gone = f"The {one.get('object')} {one['id']} has been deleted in Stripe."
                yield self._finisher.finish(one, ObjectError("not_found_in_stripe", gone))
                continue
            trouble = None
            try:
                self._finisher.complete(one)
            except ObjectError as error:
                trouble = error
            yield self._finisher.finish(one, trouble)


class InvoiceHydrator:
    """Makes records of invoices that were read with `customer` and `customer.tax_ids` expanded.

    Args:
        schema: The schema of the stream's records.
        client: Where lines beyond the embedded ones are read.
        products: Where the lines' products are found.
    """

    def __init__(self, schema: Shape, client: Client, products: Products) -> None:
        self._finisher = Finisher(schema, client)
        self._products = products

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per invoice; products are looked up for all of them at once.

        Raises:
            StripeError: the run cannot go on.
        """
        errors: dict[str, ObjectError] = {}
        wanted: dict[str, None] = {}
        for invoice in objects:
            try:
                wanted |= dict.fromkeys(self._complete(invoice))
            except ObjectError as error:
                errors[invoice["id"]] = error
        products = self._products.find(wanted)
        for invoice in objects:
            trouble = errors.get(invoice["id"])
            if trouble is None:
                try:
                    self._fill(invoice, products)
                except ObjectError as error:
                    trouble = error
            lift_paid_at(invoice)
            yield self._finisher.finish(invoice, trouble)

    def _complete(self, invoice: JsonObject) -> list[str]:
        """Make the invoice's lists whole; the ids of the products that its lines name."""
        self._finisher.complete(invoice)
        lines = invoice.get("lines")
        if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
            raise ObjectError("object_malformed", f"Invoice {invoice['id']} came without its lines.")
        return [found for line in lines if (found := product_id(line, invoice["id"])) is not None]

    def _fill(self, invoice: JsonObject, products: Mapping[str, JsonObject | TapError]) -> None:
        invoice["customer"] = customer_of(invoice)
        for line in invoice["lines"]:
            wanted = product_id(line, invoice["id"])
            found = None if wanted is None else products[wanted]
            if isinstance(found, TapError):
                raise ObjectError(
                    "product_unread",
                    f"Invoice {invoice['id']} names the product {wanted}, which could not be read: {found.message}",
                )
            line["product"] = found
        count_invoice(invoice)


def lift_paid_at(invoice: JsonObject) -> None:
    """Put the time at which an invoice was paid beside its other properties; null where Stripe tells none."""
    transitions = invoice.get("status_transitions")
    invoice["paid_at"] = transitions.get("paid_at") if isinstance(transitions, dict) else None


def customer_of(invoice: Mapping[str, Any]) -> JsonObject | None:
    """The invoice's customer; a deleted one is filled from what the invoice froze when it was finalised.

    Returns:
        Stripe's customer object, or its deletion stub with name, email, phone, address, shipping, tax_exempt and
        tax_ids as they stood, and an empty metadata. None when the invoice names no customer.

    Raises:
        ObjectError: the customer did not come with the invoice.
    """
    customer = invoice.get("customer")
    if customer is None:
        return None
    if not isinstance(customer, dict):
        raise ObjectError("object_malformed", f"The customer of invoice {invoice['id']} came as an id only.")
    if customer.get("deleted"):
        frozen = ("name", "email", "phone", "address", "shipping", "tax_exempt")
        snapshot = {name: invoice.get(f"customer_{name}") for name in frozen}
        return {
            **customer,
            **snapshot,
            "tax_ids": [
                {"type": tax_id.get("type"), "value": tax_id.get("value")}
                for tax_id in invoice.get("customer_tax_ids") or []
            ],
            "metadata": {},
        }
    if not isinstance(customer.get("tax_ids"), list):
        raise ObjectError(
            "object_malformed", f"Customer {customer.get('id')} of invoice {invoice['id']} came without its tax ids."
        )
    return customer
