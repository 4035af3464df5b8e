"""Customers as a client of e-conomic sees them."""

import pytest

from sandbox.economic.store import IgnoredProperty, Store
from tests.sandbox.economic.client import Client, customer, exact, tree_codes


def test_a_new_customer_gets_a_number_and_comes_back_whole(api: Client) -> None:
    answer = api.post("/customers", customer(email="faktura@example.dk", city="Aalborg"))
    body = exact(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == body["self"] == f"{api.url}/customers/1"
    assert body["customerNumber"] == 1
    assert body["email"] == "faktura@example.dk"
    assert body["vatZone"] == {"vatZoneNumber": 1, "self": f"{api.url}/vat-zones/1"}
    assert body["metaData"]["replace"]["httpMethod"] == "put"
    assert '"balance":0,"dueAmount":0.00' in answer.text
    assert api.get("/customers/1").text == answer.text


def test_a_customer_may_choose_its_number(api: Client) -> None:
    assert api.customer(customerNumber=900_123) == 900_123
    assert api.customer() == 900_124


def test_a_number_in_use_is_refused(api: Client) -> None:
    api.customer(customerNumber=7)
    answer = api.post("/customers", customer(customerNumber=7))
    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "E06010"


def test_the_number_of_a_deleted_customer_is_used_again(api: Client) -> None:
    api.customer()
    last = api.customer()
    assert api.delete(f"/customers/{last}").status_code == 204
    assert api.customer() == last


def test_a_second_delete_finds_nothing(api: Client) -> None:
    api.customer()
    assert api.delete("/customers/1").status_code == 204
    answer = api.delete("/customers/1")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "E06000")


def test_a_customer_with_a_draft_cannot_be_deleted(api: Client) -> None:
    api.draft()
    assert api.delete("/customers/1").status_code == 400
    assert api.get("/customers/1").status_code == 200


def test_put_replaces_everything(api: Client) -> None:
    api.customer(email="faktura@example.dk", barred=True, city="Aalborg")
    answer = api.put("/customers/1", customer(name="Nyt navn"))
    assert answer.status_code == 200
    assert answer.json()["name"] == "Nyt navn"
    assert not {"email", "barred", "city"} & set(answer.json())


def test_what_was_read_can_be_put_back(api: Client) -> None:
    api.customer(email="faktura@example.dk", creditLimit=1000, layout={"layoutNumber": 21}, barred=True)
    before = api.get("/customers/1").json()
    after = api.put("/customers/1", before | {"city": "Aalborg"}).json()
    assert {name: value for name, value in after.items() if name not in {"city", "lastUpdated"}} == {
        name: value for name, value in before.items() if name != "lastUpdated"
    }
    assert after["city"] == "Aalborg"


def test_put_to_a_free_number_creates(api: Client) -> None:
    answer = api.put("/customers/999", customer())
    assert (answer.status_code, answer.json()["customerNumber"]) == (201, 999)
    assert answer.headers["Location"] == f"{api.url}/customers/999"


def test_put_with_another_number_in_the_body_is_refused(api: Client) -> None:
    assert "customerNumber" in tree_codes(api.put("/customers/4", customer(customerNumber=5)))
    assert api.get("/customers/4").status_code == 404


def test_unknown_and_read_only_properties_are_ignored_and_noted(api: Client, store: Store) -> None:
    answer = api.post(
        "/customers", customer(zipCode="9000", balance=999.99, vatZone={"vatZoneNumber": 1, "name": "x"})
    )
    assert answer.status_code == 201
    assert answer.json()["balance"] == 0
    assert set(store.ignored_properties) == {
        IgnoredProperty("POST /customers", "zipCode", "unknown"),
        IgnoredProperty("POST /customers", "balance", "read-only"),
        IgnoredProperty("POST /customers", "vatZone.name", "read-only"),
    }


def test_a_reference_may_be_a_link(api: Client) -> None:
    answer = api.post("/customers", customer(layout={"self": f"{api.url}/layouts/21"}))
    assert answer.json()["layout"]["layoutNumber"] == 21


def test_false_booleans_are_left_out(api: Client) -> None:
    api.customer(barred=False)
    assert "barred" not in api.get("/customers/1").json()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": None}, "Expected String but got Null"),
        ({"name": ""}, "less than minimum length of 1"),
        ({"name": "x" * 256}, "exceeds maximum length of 255"),
        ({"customerNumber": 0}, "Integer 0 is less than minimum value of 1"),
        ({"customerNumber": 1_000_000_000}, "exceeds maximum value of 999999999"),
        ({"customerNumber": "12"}, "Expected Integer but got String"),
        ({"currency": "DK"}, "less than minimum length of 3"),
        ({"address": ["a"]}, "Expected String but got Array"),
        ({"barred": "true"}, "Expected Boolean but got String"),
        ({"vatNumber": "x" * 21}, "exceeds maximum length of 20"),
        ({"ean": "x" * 14}, "exceeds maximum length of 13"),
        ({"pNumber": "123"}, "less than minimum length of 10"),
        ({"paymentTerms": 1}, "Expected Object but got Integer"),
        ({"paymentTerms": {"paymentTermsNumber": 1.5}}, "Expected Integer but got Float"),
        ({"creditLimit": "much"}, "Expected Float but got String"),
    ],
)
def test_the_schema_is_enforced(api: Client, change: dict[str, object], complaint: str) -> None:
    answer = api.post("/customers", customer(**change))
    assert answer.status_code == 400
    assert any(complaint in error for error in answer.json()["errors"]), answer.text
    assert api.get("/customers").json()["pagination"]["results"] == 0


def test_every_missing_property_is_named(api: Client) -> None:
    (error,) = api.post("/customers", {"customerNumber": 4}).json()["errors"]
    for name in ("name", "currency", "customerGroup", "paymentTerms", "vatZone"):
        assert name in error


def test_references_to_nothing_are_all_reported_with_their_codes(api: Client) -> None:
    answer = api.post(
        "/customers",
        customer(
            currency="ZUL",
            customerGroup={"customerGroupNumber": 99},
            paymentTerms={"paymentTermsNumber": 4711},
            vatZone={"vatZoneNumber": 17},
            layout={"layoutNumber": 1},
            salesPerson={},
        ),
    )
    assert tree_codes(answer) == {
        "currency": "E06000",
        "customerGroup": "E07140",
        "paymentTerms": "E07080",
        "vatZone": "E06000",
        "layout": "E06000",
        "salesPerson": "E04500",
    }
    terms = answer.json()["errors"]["paymentTerms"]["errors"][0]
    assert terms["errorMessage"] == "PaymentTerms '4711' not found."
    assert terms["inputValue"] == 4711


def test_a_booked_invoice_shows_in_the_balance(api: Client) -> None:
    draft = api.draft()
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": draft["draftInvoiceNumber"]}})
    assert '"balance":125.00' in api.get("/customers/1").text
