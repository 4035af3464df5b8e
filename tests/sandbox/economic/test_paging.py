"""Pages of collections and their links."""

import pytest

from tests.sandbox.economic.client import Client


@pytest.fixture
def many(api: Client) -> Client:
    for number in range(1, 46):
        api.product(f"P{number:03}", name="Torsten" if number % 3 == 0 else "Anna")
    return api


def test_the_first_page_holds_twenty(many: Client) -> None:
    body = many.get("/products").json()
    assert len(body["collection"]) == 20
    assert body["pagination"] == {
        "skipPages": 0,
        "pageSize": 20,
        "maxPageSizeAllowed": 1000,
        "results": 45,
        "resultsWithoutFilter": 45,
        "firstPage": f"{many.url}/products?skippages=0&pagesize=20",
        "nextPage": f"{many.url}/products?skippages=1&pagesize=20",
        "lastPage": f"{many.url}/products?skippages=2&pagesize=20",
    }
    assert body["self"] == f"{many.url}/products"
    assert body["metaData"]["create"] == {
        "description": "Create a new product",
        "href": f"{many.url}/products",
        "httpMethod": "post",
    }


def test_following_the_links_reads_everything_once(many: Client) -> None:
    seen: list[str] = []
    address: str | None = "/products?pagesize=7&filter=name$like:torsten"
    while address:
        body = many.get(address).json()
        seen += [item["productNumber"] for item in body["collection"]]
        address = body["pagination"].get("nextPage")
    assert seen == [f"P{number:03}" for number in range(3, 46, 3)]
    assert body["pagination"]["previousPage"].endswith("skippages=1&pagesize=7&filter=name%24like%3atorsten")
    assert body["pagination"]["resultsWithoutFilter"] == 45


def test_a_page_behind_the_end_is_empty_and_not_an_error(many: Client) -> None:
    body = many.get("/products", skippages=99999, pagesize=10).json()
    assert body["collection"] == []
    assert body["pagination"]["results"] == 45
    assert body["pagination"]["lastPage"].endswith("skippages=4&pagesize=10")
    assert "nextPage" not in body["pagination"]


def test_the_own_address_repeats_the_question(many: Client) -> None:
    body = many.get("/products?skippages=0&pagesize=1000&filter=name%24like%3aTorsten").json()
    assert body["self"] == f"{many.url}/products?skippages=0&pagesize=1000&filter=name%24like%3aTorsten"


@pytest.mark.parametrize(("size", "last"), [(1, 44), (45, 0), (44, 1), (1000, 0)])
def test_the_last_page_is_where_the_results_end(many: Client, size: int, last: int) -> None:
    link = many.get("/products", pagesize=size).json()["pagination"]["lastPage"]
    assert f"skippages={last}&" in link


@pytest.mark.parametrize(
    "query", ["pagesize=1001", "pagesize=0", "pagesize=-1", "pagesize=x", "pagesize=", "skippages=-1"]
)
def test_a_page_that_cannot_be(api: Client, query: str) -> None:
    answer = api.get(f"/customers?{query}")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E04810")


def test_lookups_have_no_create(api: Client) -> None:
    assert "metaData" not in api.get("/vat-zones").json()
