"""Customers: create, replace (PUT clears what it omits and creates what is missing), delete, and how they look."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.body.limits import CUSTOMER_POST, CUSTOMER_PUT
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import places
from sandbox.economic.setup.shapes import Json, filled, metadata, reference

if TYPE_CHECKING:
    from sandbox.economic.body.validation import Checked
    from sandbox.economic.store import Store

_REFERENCES = {
    "paymentTerms": ("payment-terms", "paymentTermsNumber"),
    "customerGroup": ("customer-groups", "customerGroupNumber"),
    "vatZone": ("vat-zones", "vatZoneNumber"),
    "layout": ("layouts", "layoutNumber"),
    "salesPerson": ("employees", "employeeNumber"),
}


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
    if not number:
        raise errors.not_found()
    checked = call.checked(CUSTOMER_PUT)
    call.same_key(checked, "customerNumber", number)
    _check(call, checked)
    return _save(call, number, checked.fields)


def delete(call: Call) -> Answer:
    """DELETE /customers/:n: 204; refused while an invoice names the customer."""
    number = call.number_key
    if number is None or number not in call.store.customers:
        raise errors.not_found("E06000")
    for invoices in (call.store.drafts, call.store.booked):
        if invoices.having("customer.customerNumber", frozenset({number})):
            # That it is refused is known; the body is not.
            raise errors.plain(400, f"Customer '{number}' is in use.", code=errors.UNVERIFIED_CODE)
    call.store.customers.remove(number)
    return Answer(204)


def refresh(store: Store, number: int) -> None:
    """Show a customer's new balance after one of its invoices was booked."""
    entry = store.customers.entry(number)
    if entry is not None:
        document = _document(store, number, entry.fields)
        store.customers.put(number, document | {"lastUpdated": entry.document["lastUpdated"]}, entry.fields)


def _check(call: Call, checked: Checked) -> None:
    currency = checked.fields["currency"]
    if currency.upper() not in call.store.agreement.currencies:
        checked.tree.not_found(
            ("currency",), errors.UNVERIFIED_CODE, "Currency", currency, call.store.url("currencies")
        )
    checked.tree.raise_if_any()


def _save(call: Call, number: int, fields: Json) -> Answer:
    """Put it in place of what was there: 201 with its address when nothing was, else 200."""
    known = number in call.store.customers
    entry = call.store.customers.put(number, _document(call.store, number, fields), fields)
    return Answer(200, entry.one) if known else Answer(201, entry.one, entry.document["self"])


def _document(store: Store, number: int, fields: Json) -> Json:
    link = store.link("customers", number)
    balance, due = _owed(store, number)
    refs = {
        name: reference(store, resource, key, fields[name][key])
        for name, (resource, key) in _REFERENCES.items()
        if name in fields
    }
    return {
        "customerNumber": number,
        "currency": fields["currency"].upper(),
        "paymentTerms": refs.pop("paymentTerms"),
        "customerGroup": refs.pop("customerGroup"),
        **filled(fields, "address"),
        # A new customer's balance is recorded as 0 and its due amount as 0.00.
        "balance": places(balance, 2) if balance else 0,
        "dueAmount": places(due, 2),
        **filled(fields, "corporateIdentificationNumber", "pNumber", "city", "country", "ean", "email"),
        **({"barred": True} if fields.get("barred") else {}),
        **({"creditLimit": fields["creditLimit"]} if "creditLimit" in fields else {}),
        "name": fields["name"],
        **filled(fields, "publicEntryNumber", "zip", "telephoneAndFaxNumber", "mobilePhone", "vatNumber", "website"),
        **refs,
        "lastUpdated": store.stamp(),
        "contacts": f"{link}/contacts",
        "templates": {
            "invoice": f"{link}/templates/invoice",
            "invoiceLine": f"{link}/templates/invoiceline",
            "self": f"{link}/templates",
        },
        "totals": {
            "drafts": store.link("invoices/totals/drafts/customers", number),
            "booked": store.link("invoices/totals/booked/customers", number),
            "self": f"{link}/totals",
        },
        "deliveryLocations": f"{link}/delivery-locations",
        "invoices": {
            "drafts": f"{link}/invoices/drafts",
            "booked": f"{link}/invoices/booked",
            "self": f"{link}/invoices",
        },
        "eInvoicingDisabledByDefault": False,
        "metaData": metadata(link, "customer"),
        "self": link,
    }


def _owed(store: Store, number: int) -> tuple[Decimal, Decimal]:
    """What the customer's booked invoices have open, in base currency: all of it, and what is past its due date."""
    today = store.now().date().isoformat()
    invoices = [e.document for e in store.booked.having("customer.customerNumber", frozenset({number}))]
    amounts = [(invoice["remainderInBaseCurrency"], invoice["dueDate"] < today) for invoice in invoices]
    zero = Decimal(0)
    return sum((amount for amount, _ in amounts), zero), sum((amount for amount, late in amounts if late), zero)
