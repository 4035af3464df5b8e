"""Where a customer has goods delivered. No answer of the real API is recorded; the shape is the schema's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.economic.body.rules import LARGEST_INTEGER, Flag, Group, Text, Whole
from sandbox.economic.calls import Answer, Call
from sandbox.economic.sales import belongings, customers
from sandbox.economic.sales.contacts import CUSTOMER
from sandbox.economic.setup.shapes import Json, filled

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

LOCATION: Final = Group(
    properties={
        "address": Text(most=255),
        "city": Text(most=50),
        "country": Text(most=50),
        "postalCode": Text(most=15),
        "sortKey": Whole(least=1),
        "termsOfDelivery": Text(most=100),
        "barred": Flag(),
        "customer": CUSTOMER,
    },
    read_only=frozenset({"deliveryLocationNumber"}),
)


def of_customer(call: Call) -> Collection[int]:
    """The delivery locations of the customer that the request names."""
    return belongings.of_customer(call, call.store.delivery_locations)


def create(call: Call) -> Answer:
    """POST /customers/:n/delivery-locations: 201 under the next number; without a sort key the next one is given."""
    customer = belongings.customer(call)
    checked = call.checked(LOCATION)
    belongings.check_customer(call, checked, customer)
    checked.tree.raise_if_any()
    following = min(belongings.next_sort_key(call.store.delivery_locations, customer), LARGEST_INTEGER)
    fields = {"sortKey": following} | checked.fields
    number = call.store.next_location_number()
    entry = call.store.delivery_locations.put(number, _document(call.store, customer, number, fields), fields)
    return Answer(201, entry.one, entry.document["self"])


def replace(call: Call) -> Answer:
    """PUT /customers/:n/delivery-locations/:m: 200. A missing number is 404; without a sort key it keeps its own."""
    customer, old = belongings.existing(call, call.store.delivery_locations, "location")
    checked = call.checked(LOCATION)
    belongings.check_customer(call, checked, customer)
    checked.tree.raise_if_any()
    fields = {"sortKey": old.fields["sortKey"]} | checked.fields
    shown = _document(call.store, customer, old.key, fields)
    return Answer(200, call.store.delivery_locations.put(old.key, shown, fields).one)


def delete(call: Call) -> Answer:
    """DELETE /customers/:n/delivery-locations/:m: 204. Documents keep their reference to it."""
    customer, old = belongings.existing(call, call.store.delivery_locations, "location", code="E06000")
    call.store.delivery_locations.remove(old.key)
    customers.forget(call.store, customer, "defaultDeliveryLocation", "deliveryLocationNumber", old.key)
    return Answer(204)


def _document(store: Store, customer: int, number: int, fields: Json) -> Json:
    link = store.link("customers", customer)
    return {
        "deliveryLocationNumber": number,
        **filled(fields, "address", "postalCode", "city", "country", "termsOfDelivery"),
        **({"barred": True} if fields.get("barred") else {}),
        "customer": {"customerNumber": customer, "self": link},
        "sortKey": fields["sortKey"],
        "self": f"{link}/delivery-locations/{number}",
    }
