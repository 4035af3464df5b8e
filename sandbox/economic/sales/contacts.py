"""The people at a customer. Their numbers are unique in the agreement, their sort keys within the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.economic.body.rules import Group, Reference, Text, Whole, Words
from sandbox.economic.calls import Answer, Call
from sandbox.economic.errors import UNVERIFIED_CODE
from sandbox.economic.sales import belongings, customers
from sandbox.economic.setup.shapes import Json, filled

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

CUSTOMER: Final = Reference(
    key="customerNumber", resource="customers", name="Customer", code=UNVERIFIED_CODE, least=1, most=999_999_999
)

CONTACT_POST: Final = Group(
    properties={
        "email": Text(most=255),
        "name": Text(most=255, required=True),
        "phone": Text(most=50),
        "eInvoiceId": Text(most=50),
        "notes": Text(most=2000),
        "emailNotifications": Words(words=("invoices", "orders", "quotations", "reminders")),
        "customer": CUSTOMER,
    },
    read_only=frozenset({"customerContactNumber", "deleted", "sortKey"}),
)

CONTACT_PUT: Final = Group(
    properties={"customerContactNumber": Whole(required=True), **CONTACT_POST.properties},
    read_only=frozenset({"deleted", "sortKey"}),
)


def of_customer(call: Call) -> Collection[int]:
    """The contacts of the customer that the request names."""
    return belongings.of_customer(call, call.store.contacts)


def create(call: Call) -> Answer:
    """POST /customers/:n/contacts: 201 under the next number."""
    customer = belongings.customer(call)
    checked = call.checked(CONTACT_POST)
    belongings.check_customer(call, checked, customer)
    checked.tree.raise_if_any()
    sort_key = belongings.next_sort_key(call.store.contacts, customer)
    number = call.store.next_contact_number()
    shown = _document(call.store, customer, number, sort_key, checked.fields)
    entry = call.store.contacts.put(number, shown, checked.fields)
    return Answer(201, entry.one, shown["self"])


def replace(call: Call) -> Answer:
    """PUT /customers/:n/contacts/:m: 200. That a missing number is 404, not a new contact, is unverified."""
    customer, old = belongings.existing(call, call.store.contacts, "contact")
    checked = call.checked(CONTACT_PUT)
    sent = checked.fields.get("customerContactNumber", old.key)
    if sent != old.key:
        message = "customerContactNumber does not match the one in the url."
        checked.tree.add(("customerContactNumber",), UNVERIFIED_CODE, message, sent)
    belongings.check_customer(call, checked, customer)
    checked.tree.raise_if_any()
    shown = _document(call.store, customer, old.key, old.document["sortKey"], checked.fields)
    return Answer(200, call.store.contacts.put(old.key, shown, checked.fields).one)


def delete(call: Call) -> Answer:
    """DELETE /customers/:n/contacts/:m: 204. Documents keep their reference to it."""
    customer, old = belongings.existing(call, call.store.contacts, "contact", code="E06000")
    call.store.contacts.remove(old.key)
    customers.forget(call.store, customer, "attention customerContact", "customerContactNumber", old.key)
    return Answer(204)


def _document(store: Store, customer: int, number: int, sort_key: int, fields: Json) -> Json:
    link = store.link("customers", customer)
    return {
        "customerContactNumber": number,
        **filled(fields, "email"),
        "name": fields["name"],
        **filled(fields, "phone", "eInvoiceId", "notes"),
        **({"emailNotifications": fields["emailNotifications"]} if fields.get("emailNotifications") else {}),
        "customer": {"customerNumber": customer, "self": link},
        "sortKey": sort_key,
        "self": f"{link}/contacts/{number}",
    }
