"""Contacts and delivery locations of customers."""

import pytest

from sandbox.economic.store import IgnoredProperty, Store
from tests.sandbox.economic.client import Client, customer, tree_codes


def contact(api: Client, of: int = 1, **changes: object) -> int:
    answer = api.post(f"/customers/{of}/contacts", {"name": "Frasier Crane", **changes})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["customerContactNumber"]
    return number


def location(api: Client, of: int = 1, **changes: object) -> int:
    answer = api.post(f"/customers/{of}/delivery-locations", {"address": "Havnegade 1", **changes})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["deliveryLocationNumber"]
    return number


def test_a_new_contact_comes_back_whole(api: Client, store: Store) -> None:
    api.customer()
    sent = {
        "name": "Frasier Crane",
        "email": "frasier@example.com",
        "phone": "08761343453",
        "eInvoiceId": "1",
        "notes": "Ring først",
        "emailNotifications": ["invoices", "reminders"],
        "sortKey": 9,
    }
    answer = api.post("/customers/1/contacts", sent)
    link = f"{api.url}/customers/1/contacts/1"
    assert answer.status_code == 201
    assert answer.headers["Location"] == link
    assert answer.json() == {
        **sent,
        "customerContactNumber": 1,
        "customer": {"customerNumber": 1, "self": f"{api.url}/customers/1"},
        "sortKey": 1,
        "self": link,
    }
    assert api.get(link).json() == answer.json()
    assert store.ignored_properties == [IgnoredProperty("POST /customers/{key}/contacts", "sortKey", "read-only")]


def test_contact_numbers_run_through_all_customers_and_sort_keys_do_not(api: Client) -> None:
    api.customer()
    api.customer()
    assert [contact(api, of) for of in (1, 2, 1)] == [1, 2, 3]
    found = api.get("/customers/1/contacts").json()["collection"]
    assert [(one["customerContactNumber"], one["sortKey"]) for one in found] == [(1, 1), (3, 2)]


def test_a_contact_is_found_at_its_own_customer_only(api: Client) -> None:
    api.customer()
    api.customer()
    contact(api)
    assert api.get("/customers/2/contacts/1").status_code == 404
    assert api.delete("/customers/2/contacts/1").status_code == 404
    for path in ("/customers/3/contacts", "/customers/x/contacts", "/customers/1/contacts/0"):
        assert api.get(path).status_code == 404
    assert api.post("/customers/3/contacts", {"name": "x"}).status_code == 404


def test_a_contact_is_replaced_as_a_whole(api: Client) -> None:
    api.customer()
    contact(api, email="a@example.com")
    answer = api.put("/customers/1/contacts/1", {"customerContactNumber": 1, "name": "Daphne Moon"})
    assert (answer.status_code, answer.json()["name"], answer.json()["sortKey"]) == (200, "Daphne Moon", 1)
    assert "email" not in answer.json()
    (missing,) = api.put("/customers/1/contacts/1", {"name": "x"}).json()["errors"]
    assert "customerContactNumber" in missing
    assert "customerContactNumber" in tree_codes(
        api.put("/customers/1/contacts/1", {"customerContactNumber": 2, "name": "x"})
    )
    assert api.put("/customers/1/contacts/9", {"customerContactNumber": 9, "name": "x"}).status_code == 404


def test_a_deleted_contact_leaves_the_customer(api: Client) -> None:
    api.customer()
    contact(api)
    body = customer(attention={"customerContactNumber": 1}, customerContact={"customerContactNumber": 1})
    known = api.put("/customers/1", body).json()
    assert known["attention"] == {"customerContactNumber": 1, "self": f"{api.url}/customers/1/contacts/1"}
    assert api.delete("/customers/1/contacts/1").status_code == 204
    assert api.delete("/customers/1/contacts/1").status_code == 404
    assert not {"attention", "customerContact"} & set(api.get("/customers/1").json())


def test_a_customer_can_only_refer_to_its_own(api: Client) -> None:
    api.customer()
    api.customer()
    contact(api, 2)
    location(api, 2)
    body = customer(
        attention={"customerContactNumber": 1},
        customerContact={"customerContactNumber": 7},
        defaultDeliveryLocation={"deliveryLocationNumber": 1},
    )
    assert set(tree_codes(api.put("/customers/1", body))) == {
        "attention",
        "customerContact",
        "defaultDeliveryLocation",
    }


def test_contacts_and_locations_go_with_their_customer(api: Client, store: Store) -> None:
    api.customer()
    contact(api)
    location(api)
    assert api.delete("/customers/1").status_code == 204
    assert (len(store.contacts), len(store.delivery_locations)) == (0, 0)
    api.customer()
    assert api.get("/customers/1/contacts").json()["collection"] == []
    assert contact(api) == 2


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": None}, "Expected String but got Null"),
        ({"name": "x" * 256}, "maximum length of 255"),
        ({"phone": "x" * 51}, "maximum length of 50"),
        ({"notes": "x" * 2001}, "maximum length of 2000"),
        ({"emailNotifications": "invoices"}, "Expected Array but got String"),
        ({"emailNotifications": ["Invoices"]}, "not defined in enum"),
        ({"emailNotifications": ["invoices", "invoices"]}, "Non-unique array item"),
        ({"emailNotifications": [None, {}]}, "Expected String but got Null"),
        ({"customer": {"customerNumber": 0}}, "less than minimum value of 1"),
    ],
)
def test_the_schema_of_contacts_is_enforced(api: Client, change: dict[str, object], complaint: str) -> None:
    api.customer()
    answer = api.post("/customers/1/contacts", {"name": "x", **change})
    assert answer.status_code == 400
    assert any(complaint in error for error in answer.json()["errors"]), answer.text


def test_another_customer_in_the_body_is_refused(api: Client) -> None:
    api.customer()
    api.customer()
    body = {"name": "x", "customer": {"customerNumber": 2}}
    assert set(tree_codes(api.post("/customers/1/contacts", body))) == {"customer"}
    assert set(tree_codes(api.post("/customers/1/delivery-locations", body))) == {"customer"}


def test_contacts_can_be_filtered_and_not_by_their_customer(api: Client) -> None:
    api.customer()
    contact(api, email="a@example.com")
    contact(api, name="Daphne Moon")
    assert len(api.filtered("/customers/1/contacts", "name$like:crane")) == 1
    assert api.get("/customers/1/contacts", filter="customer.customerNumber$eq:1").status_code == 400
    names = [one["name"] for one in api.get("/customers/1/contacts", sort="name").json()["collection"]]
    assert names == ["Daphne Moon", "Frasier Crane"]


def test_a_delivery_location(api: Client) -> None:
    api.customer()
    sent = {"address": "Havnegade 1", "city": "Aalborg", "postalCode": "9000", "country": "Danmark"}
    answer = api.post("/customers/1/delivery-locations", {**sent, "termsOfDelivery": "EXW", "barred": True})
    body = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, body["self"])
    assert body["self"] == f"{api.url}/customers/1/delivery-locations/1"
    assert sent.items() <= body.items()
    assert (body["sortKey"], body["termsOfDelivery"], body["barred"]) == (1, "EXW", True)
    assert location(api, sortKey=7) == 2
    location(api)
    found = api.get("/customers/1/delivery-locations", sort="-sortKey").json()["collection"]
    assert [one["sortKey"] for one in found] == [8, 7, 1]
    assert len(api.filtered("/customers/1/delivery-locations", "barred$eq:true")) == 1
    answer = api.put("/customers/1/delivery-locations/1", {"city": "Odense"})
    assert (answer.json()["city"], answer.json()["sortKey"]) == ("Odense", 1)
    assert not {"address", "barred"} & set(answer.json())


def test_a_deleted_location_leaves_the_customer(api: Client) -> None:
    api.customer()
    location(api)
    api.put("/customers/1", customer(defaultDeliveryLocation={"deliveryLocationNumber": 1}))
    assert api.get("/customers/1").json()["defaultDeliveryLocation"]["deliveryLocationNumber"] == 1
    assert api.delete("/customers/1/delivery-locations/1").status_code == 204
    assert "defaultDeliveryLocation" not in api.get("/customers/1").json()
    assert location(api) == 2
