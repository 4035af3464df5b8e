"""Booking drafts."""

from decimal import Decimal

import pytest

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, draft, exact, line


def book(draft_number: object, **more: object) -> dict[str, object]:
    return {"draftInvoice": {"draftInvoiceNumber": draft_number}, **more}


def test_the_draft_becomes_an_invoice_with_a_number_of_its_own(api: Client) -> None:
    made = api.draft(references={"other": "in_1"}, lines=[line(unitNetPrice=1234.56), {"description": "Tak"}])
    answer = api.post("/invoices/booked", book(1))
    body = exact(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == body["self"]
    assert body["orderNumber"] == made["draftInvoiceNumber"] == 1
    assert body["bookedInvoiceNumber"] != 1
    assert body["references"] == {"other": "in_1"}
    assert body["grossAmount"] == made["grossAmount"] == body["remainder"]
    assert '"netAmount":1234.56,' in answer.text
    assert '"vatRate":25.00000000,"vatAmount":308.6400,"totalNetAmount":1234.56' in answer.text
    assert body["lines"][1] == {"lineNumber": 2, "sortKey": 2, "description": "Tak"}
    assert api.get(f"/invoices/booked/{body['bookedInvoiceNumber']}").text == answer.text


def test_the_draft_is_gone_and_the_invoice_is_found_by_its_reference(api: Client) -> None:
    api.draft(references={"other": "in_1"})
    api.post("/invoices/booked", book(1))
    assert api.get("/invoices/drafts/1").status_code == 404
    assert api.filtered("/invoices/drafts", "references.other$eq:in_1") == []
    (found,) = api.filtered("/invoices/booked", "references.other$eq:in_1")
    assert found["orderNumber"] == 1
    assert "lines" not in found


def test_a_draft_is_booked_once(api: Client) -> None:
    api.draft()
    assert api.post("/invoices/booked", book(1)).status_code == 201
    assert api.post("/invoices/booked", book(1)).status_code == 404


def test_a_booked_invoice_cannot_be_changed_or_deleted(api: Client) -> None:
    api.draft()
    number = api.post("/invoices/booked", book(1)).json()["bookedInvoiceNumber"]
    assert api.put(f"/invoices/booked/{number}", draft()).status_code == 405
    assert api.delete(f"/invoices/booked/{number}").status_code == 405
    assert api.delete("/customers/1").status_code == 400
    assert api.delete("/products/P1").status_code == 400


def test_a_number_can_be_chosen_once(api: Client, store: Store) -> None:
    api.draft()
    api.draft()
    assert api.post("/invoices/booked", book(1, bookWithNumber=777)).json()["bookedInvoiceNumber"] == 777
    assert api.post("/invoices/booked", book(2, bookWithNumber=777)).status_code == 400
    assert len(store.drafts) == 1


@pytest.mark.parametrize("send_by", ["none", "EAN", "ean", "Email"])
def test_send_by_takes_the_known_words(api: Client, send_by: str) -> None:
    api.draft()
    assert api.post("/invoices/booked", book(1, sendBy=send_by)).status_code == 201


@pytest.mark.parametrize(
    "body",
    [{}, book(0), book(None), book("1"), book(1, sendBy="email"), {"draftInvoice": {}}, {"draftInvoice": None}, []],
)
def test_a_bad_request_books_nothing(api: Client, store: Store, body: object) -> None:
    api.draft()
    assert api.post("/invoices/booked", body).status_code == 400
    assert (len(store.drafts), len(store.booked)) == (1, 0)


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2024-05-17", "E04870", "The invoice date 17.05.2024 lies within a barred period."),
        ("2031-01-01", "E06000", "No accounting year"),
    ],
)
def test_nothing_is_booked_into_a_closed_or_missing_year(
    api: Client, store: Store, day: str, code: str, words: str
) -> None:
    api.draft(date=day)
    answer = api.post("/invoices/booked", book(1))
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
    assert words in answer.json()["message"]
    assert "(a booking of draft invoice 1 failed.)" in answer.json()["message"]
    assert len(store.drafts) == 1


def test_an_invoice_of_nothing_cannot_be_booked(api: Client) -> None:
    api.draft(lines=[{"description": "Kun tekst"}])
    assert api.post("/invoices/booked", book(1)).status_code == 400


def test_a_credit_note_is_an_invoice_below_zero(api: Client) -> None:
    api.draft(lines=[line(unitNetPrice=-80)])
    assert exact(api.post("/invoices/booked", book(1)))["grossAmount"] == Decimal(-100)
