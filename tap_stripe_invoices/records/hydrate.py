"""From Stripe's objects to records: complete, hydrated, counted and dated.

An object that cannot be completed or counted still becomes a record: what could be read of it, with `tap_error`. One
whose metadata says that it is to be left out has no `tap_error`, whatever is wrong with it.
Objects are changed in place; they come fresh from the wire and nobody else holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError, ObjectError, TapError
from tap_stripe_invoices.records.amounts import count_invoice
from tap_stripe_invoices.records.dates import date_in_place
from tap_stripe_invoices.records.products import product_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.products import Products


class Hydrator(Protocol):
    """Makes records of one stream's objects."""

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """The records of these objects, in the same order; never fewer."""


class PlainHydrator:
    """Makes records of objects that need nothing looked up: customers and products.

    Args:
        client: Where members of cut lists are read.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per object; a deleted one carries `tap_error` `not_found_in_stripe`."""
        for one in objects:
            if one.get("deleted"):
                gone = f"The {one.get('object')} {one['id']} has been deleted in Stripe."
                yield _finished(one, ObjectError("not_found_in_stripe", gone))
                continue
            trouble = None
            try:
                complete(one, self._client)
            except ObjectError as error:
                trouble = error
            yield _finished(one, trouble)


class InvoiceHydrator:
    """Makes records of invoices that were read with `customer` and `customer.tax_ids` expanded.

    Args:
        client: Where lines beyond the embedded ones are read.
        products: Where the lines' products are found.
    """

    def __init__(self, client: Client, products: Products) -> None:
        self._client = client
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
            yield _finished(invoice, trouble)

    def _complete(self, invoice: JsonObject) -> list[str]:
        """Make the invoice's lists whole; the ids of the products that its lines name."""
        complete(invoice, self._client)
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


def complete(owner: JsonObject, client: Client) -> None:
    """Replace every embedded Stripe list by a plain array of all its members, at any depth outside metadata.

    Raises:
        ObjectError: Stripe does not give out the members that the embedded list leaves out.
        StripeError: the run cannot go on.
    """
    for name, value in owner.items():
        if name == "metadata":
            continue
        if isinstance(value, dict):
            if value.get("object") == "list" and isinstance(value.get("data"), list):
                owner[name] = _all_members(name, value, client)
            else:
                complete(value, client)
        if isinstance(owner[name], list):
            for member in owner[name]:
                if isinstance(member, dict):
                    complete(member, client)


def unread(kind: str, one: str, answer: AnswerError) -> JsonObject:
    """The record of an object that was asked for by id and did not come; it ends as a visible failure.

    Args:
        kind: What Stripe calls such an object.
        one: Its id.
        answer: What Stripe said instead.
    """
    if answer.is_missing:
        error = ObjectError("not_found_in_stripe", f"Stripe knows no {kind} {one}.")
    else:
        error = ObjectError(answer.code, f"The {kind} {one} could not be read: {answer.message}")
    return {"id": one, "object": kind, "tap_error": error.as_record()}


def _all_members(name: str, embedded: Mapping[str, Any], client: Client) -> list[JsonObject]:
    members: list[JsonObject] = embedded["data"]
    if not embedded.get("has_more"):
        return members
    url = embedded.get("url")
    if not isinstance(url, str) or not url.startswith("/v1/"):
        raise ObjectError("list_incomplete", f"The list {name} is cut and does not say where the rest is.")
    try:
        # Read whole rather than from the last embedded member on: a member removed meanwhile would make a bad cursor.
        members = client.members(quote(url, safe="/"))
    except AnswerError as error:
        raise ObjectError(
            "list_incomplete", f"The rest of the list {name} could not be read: {error.message}"
        ) from error
    total = embedded.get("total_count")
    if isinstance(total, int) and total != len(members):
        raise ObjectError("list_incomplete", f"The list {name} has {total} members, of which {len(members)} came.")
    return members


def _finished(one: JsonObject, trouble: ObjectError | None) -> JsonObject:
    """The object with its dates as text and its verdict."""
    transitions = one.get("status_transitions")
    if isinstance(transitions, dict):
        one["paid_at"] = transitions.get("paid_at")
    try:
        date_in_place(one)
    except ObjectError as error:
        trouble = trouble or error
    one["tap_error"] = None if trouble is None or _is_left_out(one) else trouble.as_record()
    return one


def _is_left_out(one: JsonObject) -> bool:
    """Whether somebody has said in Stripe that this object is not to be booked, so that nothing in it matters."""
    metadata = one.get("metadata")
    return isinstance(metadata, dict) and metadata.get("economic_ignore") == "true"
