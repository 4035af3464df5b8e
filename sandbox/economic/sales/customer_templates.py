"""Templates of a customer's next invoice and its lines: everything filled in that a POST of a draft leaves alone.

The shapes are the published schemas', with the layout that the documentation mentions. Which prices and costs a line
starts from is unverified: those of the product, in whatever currency the customer has.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.calls import Answer, Call
from sandbox.economic.errors import Tree
from sandbox.economic.jsontext import encode, places
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.sales.belongings import customer
from sandbox.economic.sales.duedates import due_date
from sandbox.economic.setup.shapes import Json, filled, payment_terms, reference, unit

if TYPE_CHECKING:
    from sandbox.economic.store import Store

_QUANTITY = re.compile(r"-?\d{1,9}(?:\.\d{1,2})?", re.ASCII)


def available(call: Call) -> Answer:
    """GET /customers/:n/templates: links to the two. The schema spells `invoiceline` in lower case here."""
    link = call.store.link("customers", customer(call)) + "/templates"
    return Answer(200, encode({"invoice": f"{link}/invoice", "invoiceline": f"{link}/invoiceline", "self": link}))


def invoice(call: Call) -> Answer:
    """GET /customers/:n/templates/invoice: a draft that only lacks its lines."""
    store, number = call.store, customer(call)
    entry = store.customers.entry(number)
    assert entry is not None
    known, sent = entry.document, entry.fields
    terms = store.agreement.payment_terms[known["paymentTerms"]["paymentTermsNumber"]]
    today = store.now().date()
    link = store.link("customers", number)
    location = _default_location(store, known)
    references = {name: known[name] for name in ("customerContact", "salesPerson") if name in known}
    body = {
        "date": today.isoformat(),
        "currency": known["currency"],
        "exchangeRate": places(store.agreement.currencies[known["currency"]].rate, 6),
        # Terms of the type `dueDate` ask for a date that nobody has given yet.
        "dueDate": due_date(terms, today, None, Tree()).isoformat(),
        "paymentTerms": payment_terms(store, terms),
        "customer": {"customerNumber": number, "self": link},
        "recipient": {
            "name": known["name"][:250],
            **filled(sent, "address", "zip", "city", "country", "ean", "publicEntryNumber"),
            **({"attention": known["attention"]} if "attention" in known else {}),
            "vatZone": known["vatZone"],
        },
        **({"deliveryLocation": known["defaultDeliveryLocation"]} if location else {}),
        **({"delivery": location} if location else {}),
        **({"references": references} if references else {}),
        "layout": _layout(store, known),
        "self": f"{link}/templates/invoice",
    }
    return Answer(200, encode(body))


def lines(call: Call) -> Answer:
    """GET /customers/:n/templates/invoiceline: one for each product."""
    link = call.store.link("customers", customer(call)) + "/templates"
    found: Collection[str] = Collection()
    for number, product in call.store.products.items():
        shown = {
            "description": product["name"],
            "product": reference(call.store, "products", "productNumber", number),
            "self": f"{link}/{_segment(call.store, number)}",
        }
        found.put(number, shown, {})
    return listing(lambda _: found, fields.LINE_TEMPLATES)(call)


def line(call: Call) -> Answer:
    """GET /customers/:n/templates/invoiceline/:product?quantity=: the line, 1 of it unless told."""
    store, link = call.store, call.store.link("customers", customer(call)) + "/templates"
    number = call.text("product")
    product = store.products.get(number)
    if product is None:
        raise errors.not_found()
    quantity = _quantity(call.query)
    price, cost = (places(Decimal(product.get(name, 0)), 2) for name in ("salesPrice", "costPrice"))
    margin = places((price - cost) * quantity, 2)
    net = price * quantity
    body: Json = {
        "description": product["name"],
        **({"unit": unit(store, product["unit"]["unitNumber"])} if "unit" in product else {}),
        "product": reference(store, "products", "productNumber", number),
        "quantity": quantity,
        "unitNetPrice": price,
        "discountPercentage": Decimal("0.00"),
        "unitCostPrice": cost,
        "marginInBaseCurrency": margin,
        "marginPercentage": places(margin * 100 / net, 2) if net else Decimal("0.00"),
        "self": f"{link}/{_segment(store, number)}",
    }
    return Answer(200, encode(body))


def _segment(store: Store, product: str) -> str:
    return store.link("invoiceline", product).removeprefix(store.base_url + "/")


def _quantity(query: str) -> Decimal:
    sent = next((value for name, value in parse_qsl(query) if name.lower() == "quantity"), "1")
    if _QUANTITY.fullmatch(sent) is None:
        raise errors.plain(400, "quantity must be a number with at most two decimal places.")
    return places(Decimal(sent), 2)


def _default_location(store: Store, known: Json) -> Json:
    """The `delivery` that a customer's default location comes to; empty without one."""
    number: Any = known.get("defaultDeliveryLocation", {}).get("deliveryLocationNumber")
    location = store.delivery_locations.get(number)
    if location is None:
        return {}
    names = {
        "address": "address",
        "zip": "postalCode",
        "city": "city",
        "country": "country",
        "deliveryTerms": "termsOfDelivery",
    }
    return {name: location[theirs] for name, theirs in names.items() if theirs in location}


def _layout(store: Store, known: Json) -> Json:
    """The customer's layout, or its group's, or the agreement's first."""
    group = store.agreement.customer_groups[known["customerGroup"]["customerGroupNumber"]]
    own = known.get("layout", {}).get("layoutNumber")
    return reference(store, "layouts", "layoutNumber", own or group.layout or min(store.agreement.layouts))
