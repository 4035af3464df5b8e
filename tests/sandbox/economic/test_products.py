"""Products as a client of e-conomic sees them."""

from urllib.parse import quote

import pytest

from sandbox.economic.identifiers import from_segment, url_segment
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, exact, product, tree_codes


def test_a_new_product_comes_back_whole(api: Client) -> None:
    answer = api.post("/products", product("P1", salesPrice=299.5, unit={"unitNumber": 1}))
    body = exact(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{api.url}/products/P1"
    assert '"salesPrice":299.50' in answer.text
    assert body["barred"] is False
    assert body["productGroup"]["salesAccounts"] == f"{api.url}/product-groups/1/sales-accounts"
    assert body["unit"]["name"] == "stk."
    assert api.get("/products/P1").text == answer.text


@pytest.mark.parametrize(
    ("number", "segment"),
    [
        ("My Product_Discount5%", "My_9_Product_8_Discount5_3_"),
        ("prod_Q1x", "prod_8_Q1x"),
        ("a/b", "a_6_b"),
        ("1.5+2?", "1_11_5_13_2_10_"),
        ('"33"', "%2233%22"),
        ("_9_", "_8_9_8_"),
        ("Ærø", "%C3%86r%C3%B8"),
    ],
)
def test_a_number_is_encoded_in_addresses(api: Client, number: str, segment: str) -> None:
    answer = api.post("/products", product(number))
    assert answer.status_code == 201
    assert answer.json()["self"] == f"{api.url}/products/{segment}"
    assert api.get(f"/products/{segment}").json()["productNumber"] == number
    assert from_segment(url_segment(number).replace("%22", '"').replace("%C3%86r%C3%B8", "Ærø")) == number
    assert api.delete(f"/products/{segment}").status_code == 204


def test_an_unencoded_underscore_reads_as_it_stands(api: Client) -> None:
    api.product("prod_Q1x")
    assert api.get("/products/prod_Q1x").status_code == 200


@pytest.mark.parametrize("char", "<>*:& .#+%\\")
def test_characters_with_a_replacement_name_nothing_as_they_are(api: Client, store: Store, char: str) -> None:
    number = f"a{char}b"
    api.product(number)
    raw = f"/products/{quote(number, safe='')}"
    body = product(number, name="Ny")
    for answer in (api.get(raw), api.put(raw, body), api.delete(raw), api.get(f"{raw}/invoices")):
        assert answer.status_code == 404, answer.text
    api.customer(customerNumber=1)
    line = "/customers/1/templates/invoiceline"
    assert api.get(f"{line}/{quote(number, safe='')}").status_code == 404
    assert api.get(f"{line}/{url_segment(number)}").status_code == 200
    assert store.products[number]["name"] == "Abonnement"


def test_half_a_character_does_not_break_the_server(api: Client) -> None:
    answer = api.post("/products", product("a\ud800", name="\ud83d"))
    assert answer.status_code == 201
    assert (answer.json()["productNumber"], answer.json()["name"]) == ("a?", "?")
    assert api.get(answer.headers["Location"]).status_code == 200


def test_a_number_in_use_is_refused(api: Client) -> None:
    api.product("P1")
    answer = api.post("/products", product("P1"))
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E06010")


def test_put_needs_no_number_in_the_body_and_replaces_everything(api: Client) -> None:
    api.product("P1", description="Fin", salesPrice=10)
    answer = api.put("/products/P1", {"name": "Ny", "productGroup": {"productGroupNumber": 2}})
    assert answer.status_code == 200
    assert answer.json()["productGroup"]["productGroupNumber"] == 2
    assert "description" not in answer.json()
    assert '"salesPrice":0.00' in answer.text


def test_put_to_a_free_number_creates(api: Client) -> None:
    assert api.put("/products/P2", product("P2")).status_code == 201
    assert api.put(f"/products/{'x' * 26}", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"productNumber": "x" * 26}, "exceeds maximum length of 25"),
        ({"productNumber": 15}, "Expected String but got Integer"),
        ({"name": "x" * 301}, "exceeds maximum length of 300"),
        # A character outside of the basic plane is two for .NET.
        ({"name": "\N{ROCKET}" * 151}, "exceeds maximum length of 300"),
        ({"salesPrice": "12"}, "Expected Float but got String"),
        ({"productGroup": None}, "Expected Object but got Null"),
        ({"inventory": []}, "Expected Object but got Array"),
    ],
)
def test_the_schema_is_enforced(api: Client, change: dict[str, object], complaint: str) -> None:
    answer = api.post("/products", product() | change)
    assert answer.status_code == 400
    assert any(complaint in error for error in answer.json()["errors"]), answer.text


def test_a_group_that_does_not_exist_is_refused(api: Client) -> None:
    assert tree_codes(api.post("/products", product(productGroup={"productGroupNumber": 9}))) == {
        "productGroup": "E06000"
    }


def test_a_product_on_a_draft_cannot_be_deleted(api: Client) -> None:
    api.draft()
    assert api.delete("/products/P1").status_code == 400
    api.delete("/invoices/drafts/1")
    assert api.delete("/products/P1").status_code == 204
    assert api.delete("/products/P1").json()["errorCode"] == "E06000"


def test_a_groups_products_are_listed_under_it(api: Client) -> None:
    api.product("P1")
    api.product("P2", productGroup={"productGroupNumber": 2})
    listed = api.get("/product-groups/2/products").json()["collection"]
    assert [item["productNumber"] for item in listed] == ["P2"]
    assert api.get("/product-groups/9/products").status_code == 404


def test_a_length_is_counted_as_dotnet_counts_it(api: Client) -> None:
    assert api.post("/products", product(name="\N{ROCKET}" * 150)).status_code == 201
