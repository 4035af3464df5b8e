"""How customers look, and their balances: worked out when a customer is read, not whenever something is booked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sandbox.economic.jsontext import places
from sandbox.economic.setup.shapes import Json, filled, metadata, reference

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

FLAG: Final = "eInvoicingDisabledByDefault"

_REFERENCES = {
    "paymentTerms": ("payment-terms", "paymentTermsNumber"),
    "customerGroup": ("customer-groups", "customerGroupNumber"),
    "vatZone": ("vat-zones", "vatZoneNumber"),
    "layout": ("layouts", "layoutNumber"),
    "salesPerson": ("employees", "employeeNumber"),
}
_BELOW = {
    "attention": ("contacts", "customerContactNumber"),
    "customerContact": ("contacts", "customerContactNumber"),
    "defaultDeliveryLocation": ("delivery-locations", "deliveryLocationNumber"),
}


def current(store: Store) -> Collection[int]:
    """The customers with balances and due amounts as of now. `store.customers` alone may lag behind."""
    today = store.now().date().isoformat()
    if store.customers_as_of != today:
        # Another day, and other invoices are overdue; also of customers who owe nothing in all.
        store.stale_customers.update(
            invoice["customer"]["customerNumber"] for invoice in store.booked.values() if invoice["remainder"]
        )
        store.customers_as_of = today
    for number in store.stale_customers:
        entry = store.customers.entry(number)
        if entry is None:
            continue
        balance, due = _owed(store, number)
        if (balance, due) != (entry.document["balance"], entry.document["dueAmount"]):
            shown = entry.document | {"balance": _balance(balance), "dueAmount": places(due, 2)}
            store.customers.put(number, shown, entry.fields)
    store.stale_customers.clear()
    return store.customers


def document(store: Store, number: int, fields: Json) -> Json:
    """A customer as POST, PUT and GET of the one answer it."""
    link = store.link("customers", number)
    balance, due = _owed(store, number)
    refs = {
        name: reference(store, resource, key, fields[name][key])
        for name, (resource, key) in _REFERENCES.items()
        if name in fields
    }
    below = {
        name: {key: fields[name][key], "self": f"{link}/{resource}/{fields[name][key]}"}
        for name, (resource, key) in _BELOW.items()
        if name in fields
    }
    return {
        "customerNumber": number,
        "currency": fields["currency"].upper(),
        "paymentTerms": refs.pop("paymentTerms"),
        "customerGroup": refs.pop("customerGroup"),
        **filled(fields, "address"),
        "balance": _balance(balance),
        "dueAmount": places(due, 2),
        **filled(fields, "corporateIdentificationNumber", "pNumber", "city", "country", "ean", "email"),
        **({"barred": True} if fields.get("barred") else {}),
        **({"creditLimit": fields["creditLimit"]} if "creditLimit" in fields else {}),
        "name": fields["name"],
        **filled(fields, "publicEntryNumber", "zip", "telephoneAndFaxNumber", "mobilePhone", "vatNumber", "website"),
        **refs,
        **below,
        "lastUpdated": store.stamp(),
        "contacts": f"{link}/contacts",
        "templates": {
            "invoice": f"{link}/templates/invoice",
            "invoiceLine": f"{link}/templates/invoiceline",
            "self": f"{link}/templates",
        },
        "totals": totals(store, number),
        "deliveryLocations": f"{link}/delivery-locations",
        "invoices": invoices(store, number),
        FLAG: fields.get(FLAG, False),
        "metaData": metadata(link, "customer"),
        "self": link,
    }


def totals(store: Store, number: int) -> Json:
    """`GET /customers/:n/totals`, and the same links inside of the customer."""
    return {
        "drafts": store.link("invoices/totals/drafts/customers", number),
        "booked": store.link("invoices/totals/booked/customers", number),
        "self": store.link("customers", number) + "/totals",
    }


def invoices(store: Store, number: int) -> Json:
    """`GET /customers/:n/invoices`, and the same links inside of the customer."""
    link = store.link("customers", number) + "/invoices"
    return {"drafts": f"{link}/drafts", "booked": f"{link}/booked", "self": link}


def _balance(amount: Decimal) -> Decimal | int:
    """A new customer's balance is recorded as 0, and its due amount as 0.00."""
    return places(amount, 2) if amount else 0


def _owed(store: Store, number: int) -> tuple[Decimal, Decimal]:
    """In base currency: what the customer owes by the books, and what of its invoices is past the due date."""
    today = store.now().date().isoformat()
    booked = store.booked.having("customer.customerNumber", frozenset({number}))
    late = (e.document["remainderInBaseCurrency"] for e in booked if e.document["dueDate"] < today)
    return store.ledger.customer_balance(number), sum(late, Decimal(0))
