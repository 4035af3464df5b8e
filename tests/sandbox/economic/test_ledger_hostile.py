"""Nonsense sent to the ledger: always a refusal of the right kind, never an accident."""

import pytest

from tests.sandbox.economic.client import Client
from tests.sandbox.economic.ledger_client import entry, post, voucher

DEEP = b"[" * 5000 + b"]" * 5000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"NaN",
        b'"text"',
        b"7",
        b"[[]]",
        b"[null]",
        b'[{"accountingYear":null}]',
        b'{"accountingYear":[]}',
        b'{"accountingYear":{"year":2026}}',
        b'{"accountingYear":{"self":7}}',
        b'{"accountingYear":{"year":"2026"},"entries":[]}',
        b'{"accountingYear":{"year":"2026"},"entries":{"financeVouchers":[[]]}}',
        b'{"accountingYear":{"year":"2026"},"entries":{"financeVouchers":[{"amount":1e9999,"date":"2026-01-01"}]}}',
        b'{"accountingYear":{"year":"2026"},"entries":{"financeVouchers":[{"amount":1e15,"date":"2026-01-01"}]}}',
        b'{"accountingYear":{"year":"2026"},"voucherNumber":1.5,"entries":{}}',
        b'{"accountingYear":{"year":"\\u0000"},"entries":{}}',
        b'{"accountingYear":{"year":"\\ud800"},"entries":{}}',
        b'{"":[]}',
        b'[{"":1}]',
        DEEP,
    ],
)
def test_vouchers(api: Client, body: bytes) -> None:
    answer = api.call("POST", "/journals/1/vouchers", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["httpStatusCode"] == 400


@pytest.mark.parametrize("path", ["book", "bookWithDateInterval", "bookdraftentries"])
@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"[]", b"null", DEEP, b'{"entryNumbers":[1e99,{}]}', b'{"fromDate":{}}']
)
def test_booking(api: Client, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.call("POST", f"/journalsapi/v15.0.0/journals/1/{path}", data=body, headers=headers)
    assert answer.status_code == 400
    assert {"title", "status", "traceId"} <= set(answer.json())


@pytest.mark.parametrize(
    "path",
    [
        "/journals/1/vouchers/%00",
        "/journals/1/vouchers/2026-%F0%9F%98%80",
        "/journals/1/vouchers/%ff-1",
        "/journals/1/vouchers/--",
        "/journals/1/vouchers/_6_-1",
        "/journals/1/vouchers/_99_-1",
        "/journals/1/vouchers/2026-1/attachment",
        "/journals/1/entries/-1",
        "/journals/1/entries/1e3",
        "/journals/99999999999999999999/entries",
        "/accounting-years/%00/entries",
        "/accounting-years/2026/periods/%00/entries",
        "/accounting-years/2026/periods/99999999999/totals",
        "/accounts/%2d1/accounting-years/2026/entries",
        "/suppliers/x",
        "/payment-types/0",
        "/journalsapi/v15.0.0/journals/1",
    ],
)
def test_addresses(api: Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.json()["message"] == "Resource not found."


def test_methods(api: Client) -> None:
    for method, path in (("PUT", "/journals/1"), ("DELETE", "/journals/1/vouchers/2026-1"), ("POST", "/journals")):
        assert api.call(method, path).status_code == 405


def test_texts_keep_every_character(api: Client) -> None:
    text = "Ærø \U0001f9fe $(*)[] \t\n\x01 \"'\\"
    post(api, financeVouchers=[entry(text=text)])
    assert api.get("/journals/1/entries/1").json()["text"] == text


def test_a_filter_with_a_marker_finds_it(api: Client) -> None:
    post(api, financeVouchers=[entry(text="Stripe po_1 (EUR) $5")])
    found = api.filtered("/journals/1/entries", "text$like:po_1 $(EUR$) $$5")
    assert [one["journalEntryNumber"] for one in found] == [1]


def test_a_thousand_vouchers_in_one_request(api: Client) -> None:
    bodies = [voucher(financeVouchers=[entry(text=str(n))]) for n in range(1000)]
    made = api.post("/journals/4/vouchers", bodies).json()
    assert [one["voucherNumber"] for one in made] == list(range(60001, 61001))
    page = api.get("/journals/4/vouchers", pagesize=10, skippages=99).json()
    assert [one["voucherNumber"] for one in page["collection"]] == list(range(60991, 61001))
    assert page["pagination"]["results"] == 1000
