"""Bodies for the ledger's tests, and what its errors say."""

from typing import Any

import requests

from tests.sandbox.economic.client import Client, Json, exact

_OWN: dict[str, Json] = {
    "financeVouchers": {"account": {"accountNumber": 2550}},
    "customerPayments": {"customer": {"customerNumber": 1}},
    "manualCustomerInvoices": {"customer": {"customerNumber": 1}},
    "supplierInvoices": {"supplier": {"supplierNumber": 1}},
    "supplierPayments": {"supplier": {"supplierNumber": 1}},
}


def entry(name: str = "financeVouchers", /, **changes: object) -> Json:
    """An entry of a list: 100 DKK on fees, or on customer or supplier 1, against the bank."""
    return {
        "amount": 100,
        "date": "2026-11-20",
        "contraAccount": {"accountNumber": 5820},
        **_OWN[name],
        **changes,
    }


def voucher(number: int | None = None, /, *, year: object = "2026", **lists: object) -> Json:
    numbered = {} if number is None else {"voucherNumber": number}
    return {"accountingYear": {"year": year}, **numbered, "entries": lists}


def post(api: Client, journal: int = 1, /, *, year: object = "2026", **lists: object) -> list[Json]:
    """Post one voucher; the vouchers made."""
    answer = api.post(f"/journals/{journal}/vouchers", voucher(year=year, **lists))
    assert answer.status_code == 201, answer.text
    made: Any = exact(answer)
    found: list[Json] = made
    return found


def book(api: Client, journal: int = 1) -> requests.Response:
    return api.call("POST", f"/journalsapi/v15.0.0/journals/{journal}/book")


def booked(api: Client, year: str = "2026") -> list[Json]:
    """All booked entries of a year, as written."""
    entries: list[Json] = exact(api.get(f"/accounting-years/{year}/entries", pagesize=1000))["collection"]
    return entries


def voucher_errors(answer: requests.Response) -> dict[str, str]:
    """The codes filed under the properties of the first voucher itself."""
    return {name: node["errors"][0]["errorCode"] for name, node in _first(answer).items() if name != "entries"}


def entry_errors(answer: requests.Response) -> dict[tuple[int, str], str]:
    """The codes filed under the entries of the first voucher, by index and property."""
    items = _first(answer)["entries"]["items"]
    return {
        (item["arrayIndex"], name): node["errors"][0]["errorCode"]
        for item in items
        for name, node in item.items()
        if name != "arrayIndex"
    }


def _first(answer: requests.Response) -> Json:
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["errorCode"] == "E04300", body
    first: Json = body["errors"][0]
    return {name: node for name, node in first.items() if name != "arrayIndex"}
