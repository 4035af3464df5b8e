"""Prices of a product in other currencies, and the invoices that name a product."""

import pytest

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, exact, tree_codes
from tests.sandbox.economic.test_recorded import RECORDED, decimals, recorded, shape

PATH = "/products/P1/pricing/currency-specific-sales-prices"


def test_a_price_is_made_changed_and_deleted(api: Client) -> None:
    api.product("P1")
    made = api.post(PATH, {"price": 10, "currency": {"code": "eur"}})
    assert (made.status_code, made.headers["Location"]) == (201, f"{api.url}{PATH}/EUR")
    assert made.json()["product"]["productNumber"] == "P1"
    assert '"price":10.00' in made.text
    again = api.post(PATH, {"price": 11, "currency": {"code": "EUR"}})
    assert (again.status_code, again.json()["errorCode"]) == (400, "E06010")
    changed = api.put(f"{PATH}/EUR", {"price": 12.5})
    assert (changed.status_code, changed.json()["price"]) == (200, 12.5)
    assert api.get(f"{PATH}/eur").text == changed.text
    assert api.put(f"{PATH}/USD", {"price": 14}).status_code == 201
    assert api.delete(f"{PATH}/USD").status_code == 204
    assert api.delete(f"{PATH}/USD").status_code == 404
    assert [item["price"] for item in api.get(PATH).json()["collection"]] == [12.5]


def test_what_a_price_cannot_be(api: Client, store: Store) -> None:
    api.product("P1")
    unusable: tuple[object, ...] = ({}, {"price": None}, {"price": 1, "currency": {"code": "E U"}}, [])
    for body in unusable:
        assert api.post(PATH, body).status_code == 400
    assert tree_codes(api.post(PATH, {"price": 1, "currency": {"code": "ZZZ"}})) == {"currency": "E06000"}
    assert tree_codes(api.post(PATH, {"price": 1})) == {"currency": "E06000"}
    assert tree_codes(api.post(PATH, {"price": 1.234, "currency": {"code": "EUR"}})) == {"price": "E04740"}
    assert tree_codes(api.put(f"{PATH}/EUR", {"price": 1, "currency": {"code": "USD"}})) == {"currency": "E04300"}
    other = {"price": 1, "product": {"productNumber": "P2"}}
    assert tree_codes(api.put(f"{PATH}/EUR", other)) == {"product": "E04300"}
    assert api.get(f"{PATH}/EUR").status_code == 404
    assert api.get(PATH.replace("P1", "P9")).status_code == 404
    assert len(store.currency_prices) == 0


def test_prices_go_with_their_product(api: Client) -> None:
    api.product("P1")
    api.post(PATH, {"price": 10, "currency": {"code": "EUR"}})
    api.delete("/products/P1")
    api.product("P1")
    assert api.get(PATH).json()["collection"] == []


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside this checkout")
def test_prices_look_like_recorded_ones(api: Client) -> None:
    api.product("P1")
    api.post(PATH, {"price": 10, "currency": {"code": "EUR"}})
    ours, real = exact(api.get(PATH)), recorded("pricings")
    assert shape(ours) == shape(real)
    assert decimals(ours) == decimals(real)


def test_the_links_of_a_product_lead_to_its_invoices(api: Client) -> None:
    api.draft()
    api.draft()
    api.product("P2")
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}})
    links = api.get("/products/P1").json()["invoices"]
    assert api.get(links["self"]).json() == links
    assert [item["draftInvoiceNumber"] for item in api.get(links["drafts"]).json()["collection"]] == [2]
    assert [item["orderNumber"] for item in api.get(links["booked"]).json()["collection"]] == [1]
    assert api.get("/products/P2/invoices/booked").json()["collection"] == []
    assert api.get("/products/P9/invoices/booked").status_code == 404
