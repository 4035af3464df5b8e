"""Customers: create, replace (PUT clears what it omits and creates what is missing), delete, and the one PATCH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.body.limits import CUSTOMER_POST, CUSTOMER_PUT
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import parse
from sandbox.economic.sales.customer_documents import FLAG, document
from sandbox.economic.store import HIGHEST_NUMBER

if TYPE_CHECKING:
    from sandbox.economic.body.validation import Checked
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

_PATCH_HINT = f'Send a JSON Patch: [{{"op": "replace", "path": "/{FLAG}", "value": true}}].'

# More operations than there are properties to patch.
_MOST_OPERATIONS = 100


def create(call: Call) -> Answer:
    """POST /customers: 201 with the whole customer. Without a number the next free one is given."""
    checked = call.checked(CUSTOMER_POST)
    _check(call, checked)
    number = checked.fields.get("customerNumber", call.store.next_customer_number())
    if number in call.store.customers:
        # Recorded at the top level in 2015; its place in the tree today is unverified.
        raise errors.plain(400, "The entity cannot be created because the key already exists.", code="E06010")
    return _save(call, number, checked.fields)


def replace(call: Call) -> Answer:
    """PUT /customers/:n: 200, or 201 for a number that was free. What is omitted is cleared."""
    number = call.number_key
    if not number or number > HIGHEST_NUMBER:
        raise errors.not_found()
    checked = call.checked(CUSTOMER_PUT)
    call.same_key(checked, "customerNumber", number)
    _check_belongings(call, checked, number)
    _check(call, checked)
    old = call.store.customers.entry(number)
    # Only PATCH writes it, so that PUT does not clear it either is inferred.
    kept = {} if old is None or FLAG not in old.fields else {FLAG: old.fields[FLAG]}
    return _save(call, number, checked.fields | kept)


def patch(call: Call) -> Answer:
    """PATCH /customers/:n: a JSON Patch of `eInvoicingDisabledByDefault`, the one property it is documented for.

    The answer, and how anything else is refused, is unverified.
    """
    number = call.number_key
    entry = None if number is None else call.store.customers.entry(number)
    if number is None or entry is None:
        raise errors.not_found()
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/json", "application/json-patch+json"}:
        raise errors.plain(415, "Unsupported media type.", hint="Set the Content-Type header to application/json.")
    try:
        operations = parse(call.body)
    except ValueError as error:
        raise errors.plain(400, f"The request body could not be parsed as JSON: {error}") from error
    if not isinstance(operations, list) or not 0 < len(operations) <= _MOST_OPERATIONS:
        raise errors.plain(400, "The patch is not an array of operations.", hint=_PATCH_HINT)
    fields = entry.fields
    for operation in operations:
        fields = fields | {FLAG: _patched(operation)}
    return _save(call, number, fields)


def delete(call: Call) -> Answer:
    """DELETE /customers/:n: 204; refused while an invoice, an order or an entry names the customer."""
    store, number = call.store, call.number_key
    if number is None or number not in store.customers:
        raise errors.not_found("E06000")
    for documents in (
        store.drafts,
        store.booked,
        store.orders_drafts,
        store.orders_sent,
        store.orders_archived,
        store.ledger.drafts,
        store.ledger.entries,
    ):
        if documents.having("customer.customerNumber", frozenset({number})):
            # That it is refused is known; the body is not.
            raise errors.plain(400, f"Customer '{number}' is in use.", code=errors.UNVERIFIED_CODE)
    for belongings in (store.contacts, store.delivery_locations):
        _remove_all(belongings, number)
    store.customers.remove(number)
    return Answer(204)


def refresh(store: Store, number: int) -> None:
    """Have a customer's balance worked out again before it is next shown."""
    store.stale_customers.add(number)


def forget(store: Store, number: int, name: str, key: str, gone: int) -> None:
    """Clear a customer's reference to a contact or delivery location that was deleted (unverified)."""
    entry = store.customers.entry(number)
    if entry is None:
        return
    fields = {
        property_: value
        for property_, value in entry.fields.items()
        if property_ not in name.split() or value.get(key) != gone
    }
    if len(fields) < len(entry.fields):
        store.customers.put(number, document(store, number, fields), fields)


def _check(call: Call, checked: Checked) -> None:
    currency = checked.fields["currency"]
    if currency.upper() not in call.store.agreement.currencies:
        checked.tree.not_found(
            ("currency",), errors.UNVERIFIED_CODE, "Currency", currency, call.store.url("currencies")
        )
    checked.tree.raise_if_any()


def _check_belongings(call: Call, checked: Checked, number: int) -> None:
    """Contacts and delivery locations must be this customer's. One that does not exist at all is filed already."""
    store, url = call.store, call.store.link("customers", number)
    for name, key, collection, noun, below in (
        ("attention", "customerContactNumber", store.contacts, "CustomerContact", "contacts"),
        ("customerContact", "customerContactNumber", store.contacts, "CustomerContact", "contacts"),
        (
            "defaultDeliveryLocation",
            "deliveryLocationNumber",
            store.delivery_locations,
            "DeliveryLocation",
            "delivery-locations",
        ),
    ):
        wanted = checked.fields.get(name, {}).get(key)
        found = collection.get(wanted)
        if found is not None and found["customer"]["customerNumber"] != number:
            checked.tree.not_found((name,), errors.UNVERIFIED_CODE, noun, wanted, f"{url}/{below}")


def _patched(operation: object) -> bool:
    if not isinstance(operation, dict) or operation.get("op") != "replace":
        raise errors.plain(400, "An operation of the patch is not a replace.", hint=_PATCH_HINT)
    if operation.get("path") != f"/{FLAG}":
        raise errors.plain(400, "The path of the patch cannot be written.", hint=_PATCH_HINT)
    value = operation.get("value")
    if not isinstance(value, bool):
        raise errors.plain(400, f"{FLAG} must be true or false.", hint=_PATCH_HINT)
    return value


def _remove_all(belongings: Collection[int], number: int) -> None:
    for entry in belongings.having("customer.customerNumber", frozenset({number})):
        belongings.remove(entry.key)


def _save(call: Call, number: int, fields: Json) -> Answer:
    """Put it in place of what was there: 201 with its address when nothing was, else 200."""
    known = number in call.store.customers
    entry = call.store.customers.put(number, document(call.store, number, fields), fields)
    return Answer(200, entry.one) if known else Answer(201, entry.one, entry.document["self"])
