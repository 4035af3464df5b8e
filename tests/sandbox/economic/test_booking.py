"""Booking drafts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, customer, draft, exact, line, product, tree_codes


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
    before = api.get(f"/invoices/booked/{number}").text
    assert api.put(f"/invoices/booked/{number}", draft()).status_code == 400
    assert api.get(f"/invoices/booked/{number}").text == before
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
    api.customer(customerNumber=1)
    bo = {"name": "Bo", "email": "bo@example.dk"}
    contact = api.post("/customers/1/contacts", bo).json()["customerContactNumber"]
    person = {"ean": "5798000363007", "attention": {"customerContactNumber": contact}}
    api.draft(recipient={"name": "x", "vatZone": {"vatZoneNumber": 1}} | person)
    assert api.post("/invoices/booked", book(1, sendBy=send_by)).status_code == 201


def test_an_invoice_by_mail_needs_somebody_to_mail_it_to(api: Client, store: Store) -> None:
    api.draft()
    answer = api.post("/invoices/booked", book(1, sendBy="Email"))
    assert answer.status_code == 400
    assert "e-mail" in answer.json()["message"]
    assert (len(store.drafts), len(store.booked)) == (1, 0)
    api.put("/customers/1", {**api.get("/customers/1").json(), "email": "bogholderi@example.dk"})
    assert api.post("/invoices/booked", book(1, sendBy="Email")).status_code == 201


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


def test_put_books_under_the_number_of_the_address(api: Client, store: Store) -> None:
    for _ in range(4):
        api.draft()
    answer = api.put("/invoices/booked/777", book(1))
    assert (answer.status_code, answer.json()["bookedInvoiceNumber"]) == (201, 777)
    assert api.put("/invoices/booked/778", book(2, bookWithNumber=778)).status_code == 201
    assert tree_codes(api.put("/invoices/booked/779", book(3, bookWithNumber=780))) == {"bookWithNumber": "E04300"}
    taken = api.put("/invoices/booked/777", book(3))
    assert (taken.status_code, "already in use" in taken.json()["message"]) == (400, True)
    assert api.put("/invoices/booked/0", book(3)).status_code == 404
    assert api.put("/invoices/booked/x", book(3)).status_code == 404
    assert (len(store.booked), len(store.drafts)) == (2, 2)


def test_a_barred_period_of_an_open_year(api: Client, store: Store) -> None:
    api.draft(date="2026-08-27")
    store.agreement = store.agreement.with_period_closed(date(2026, 8, 1))
    answer = api.post("/invoices/booked", book(1))
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E04870")
    assert "The invoice date 27.08.2026 lies within a barred period." in answer.json()["message"]
    store.agreement = store.agreement.with_period_closed(date(2026, 8, 1), closed=False)
    assert api.post("/invoices/booked", book(1)).status_code == 201


def test_what_was_barred_since_the_draft_was_made_is_refused(api: Client, store: Store) -> None:
    api.draft()
    api.put("/products/P1", product("P1", barred=True))
    barred_product = api.post("/invoices/booked", book(1))
    api.put("/products/P1", product("P1"))
    api.put("/customers/1", customer(barred=True))
    barred_customer = api.post("/invoices/booked", book(1))
    assert [answer.json()["errorCode"] for answer in (barred_product, barred_customer)] == ["E06600", "E06820"]
    assert "Cannot book the current invoice: Product 'P1' is barred." in barred_product.text
    assert "Cannot book the current invoice: Customer '1' is barred." in barred_customer.text
    api.put("/customers/1", customer())
    assert len(store.booked) == 0
    assert api.post("/invoices/booked", book(1)).status_code == 201


def test_a_draft_without_lines_is_not_booked(api: Client) -> None:
    api.draft(lines=[])
    assert "no lines" in api.post("/invoices/booked", book(1)).json()["message"]


def test_the_instructions_can_be_posted(api: Client) -> None:
    made = api.draft()
    links = api.get(made["templates"]["self"]).json()
    assert links == made["templates"]
    instructions = api.get(links["bookingInstructions"]).json()
    assert instructions == {
        "draftInvoice": {"draftInvoiceNumber": 1, "self": made["self"]},
        "self": links["bookingInstructions"],
    }
    assert api.post("/invoices/booked", instructions).status_code == 201
    assert api.get(links["bookingInstructions"]).status_code == 404
    assert api.get(links["self"]).status_code == 404


def test_the_highest_number_is_the_last(api: Client, store: Store) -> None:
    for _ in range(2):
        api.draft()
    top = api.put("/invoices/booked/999999999", book(1))
    assert api.get(top.json()["self"]).status_code == 200
    assert api.post("/invoices/booked", book(2)).status_code == 400
    assert api.post("/invoices/booked", book(2, bookWithNumber=5)).status_code == 201
    assert len(store.booked) == 2


def test_what_a_draft_names_must_still_be_there(api: Client, store: Store) -> None:
    api.customer(customerNumber=1)
    contact = api.post("/customers/1/contacts", {"name": "Bo"}).json()["customerContactNumber"]
    place = api.post("/customers/1/delivery-locations", {}).json()["deliveryLocationNumber"]
    unit = api.post("/units", {"name": "kasse"}).json()["unitNumber"]
    person = {"customerContactNumber": contact}
    api.draft(
        recipient={"name": "x", "vatZone": {"vatZoneNumber": 1}, "attention": person},
        deliveryLocation={"deliveryLocationNumber": place},
        lines=[line(unit={"unitNumber": unit})],
    )
    with store.lock:
        store.contacts.remove(contact)
        store.delivery_locations.remove(place)
        units = {number: kept for number, kept in store.agreement.units.items() if number != unit}
        store.agreement = replace(store.agreement, units=units)
    missing = {
        "recipient.attention": "E06000",
        "deliveryLocation": "E06000",
        "lines[0].unit": "E06000",
    }
    assert tree_codes(api.post("/invoices/booked", book(1))) == missing
    assert len(store.booked) == 0


@pytest.mark.parametrize("number", [1010, 5600, 6902], ids=["sales", "debtors", "VAT"])
def test_nothing_is_booked_on_an_account_that_was_barred(api: Client, store: Store, number: int) -> None:
    api.draft()
    store.agreement = store.agreement.with_accounts(replace(store.agreement.accounts[number], barred=True))
    answer = api.post("/invoices/booked", book(1))
    assert answer.status_code == 400
    assert f"Account '{number}' is barred." in answer.json()["message"]
    assert (len(store.drafts), len(store.booked), len(store.ledger.entries)) == (1, 0, 0)
