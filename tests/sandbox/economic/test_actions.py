"""What a person in the product's web pages can do, through the control door."""

import pytest
import requests

from sandbox import Sandbox
from tests.sandbox.economic.client import TOKENS, Client, customer, draft, product


def act(sandbox: Sandbox, action: str, **arguments: object) -> requests.Response:
    return requests.post(f"{sandbox.economic.url}/_sandbox/actions/{action}", json=arguments, timeout=30)


@pytest.fixture
def books(empty_sandbox: Sandbox) -> Client:
    client = Client(empty_sandbox.economic.url, requests.Session())
    client.post("/customers", customer(customerNumber=1))
    client.post("/products", product("P1"))
    return client


@pytest.mark.parametrize(
    ("action", "number", "path"), [("bar_customer", 1, "/customers/1"), ("bar_product", "P1", "/products/P1")]
)
def test_what_is_barred_cannot_be_invoiced_until_it_is_free(
    empty_sandbox: Sandbox, books: Client, action: str, number: object, path: str
) -> None:
    before = books.get(path).json()
    assert act(empty_sandbox, action, number=number).json()["barred"] is True
    assert books.get(path).json()["barred"] is True
    assert books.post("/invoices/drafts", draft()).status_code == 400
    assert act(empty_sandbox, action, number=number, barred=False).status_code == 200
    assert books.get(path).json() == before
    assert books.post("/invoices/drafts", draft()).status_code == 201
    books.session.close()


def test_nothing_can_be_booked_in_a_closed_period(empty_sandbox: Sandbox, books: Client) -> None:
    books.post("/invoices/drafts", draft(date="2026-11-20"))
    assert act(empty_sandbox, "bar_period", date="2026-11-01").json()["closed"] is True
    refused = books.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}})
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E04870")
    books.session.close()


def test_a_currency_costs_more_from_now_on(empty_sandbox: Sandbox, books: Client) -> None:
    def made() -> object:
        return books.post("/invoices/drafts", draft(currency="USD")).json()["exchangeRate"]

    assert made() == 641.357
    assert act(empty_sandbox, "set_exchange_rate", currency="usd", rate="690").json()["rate"] == "690"
    assert books.get("/invoices/drafts/1").json()["exchangeRate"] == 641.357
    assert made() == 690
    books.session.close()


def test_a_grant_is_taken_back_and_given_again(empty_sandbox: Sandbox) -> None:
    def status() -> int:
        return requests.get(f"{empty_sandbox.economic.url}/self", headers=TOKENS, timeout=30).status_code

    assert act(empty_sandbox, "set_grant").json() == {"granted": False}
    assert status() == 401
    assert act(empty_sandbox, "set_grant", granted=True).json() == {"granted": True}
    assert status() == 200


@pytest.mark.parametrize(
    ("action", "arguments", "said"),
    [
        ("bar_customer", {}, "needs number"),
        ("bar_customer", {"number": "one"}, "a whole number"),
        ("bar_customer", {"number": True}, "a whole number"),
        ("bar_customer", {"number": 77}, "77"),
        ("bar_product", {"number": "P7", "colour": "red"}, "colour"),
        ("bar_period", {"date": "soon"}, "soon"),
        ("bar_period", {"date": "1066-10-14"}, "1066"),
        ("move_voucher", {"year": "2026", "number": 1, "to_journal": 9}, "2026-1"),
        ("set_exchange_rate", {"currency": "XYZ", "rate": "100"}, "XYZ"),
        ("set_exchange_rate", {"currency": "DKK", "rate": "99"}, "DKK"),
        ("set_exchange_rate", {"currency": "EUR", "rate": "much"}, "much"),
        ("set_exchange_rate", {"currency": "EUR", "rate": "0"}, "0"),
        ("set_exchange_rate", {"currency": "EUR", "rate": "-1"}, "-1"),
        ("set_exchange_rate", {"currency": "EUR", "rate": "1.1234567"}, "1.1234567"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    empty_sandbox: Sandbox, action: str, arguments: dict[str, object], said: str
) -> None:
    answer = act(empty_sandbox, action, **arguments)
    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]
