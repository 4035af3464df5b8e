"""Booked invoices by what is left to pay, and what settles them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.economic.sales.settling import open_amount, settle
from sandbox.economic.sales.totals import Ties, rounded
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, exact, line


def booked(api: Client, **changes: object) -> int:
    made = api.draft(**changes)
    answer = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": made["draftInvoiceNumber"]}})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["bookedInvoiceNumber"]
    return number


def numbers(api: Client, path: str) -> list[int]:
    return [item["bookedInvoiceNumber"] for item in api.get(path).json()["collection"]]


def test_an_invoice_moves_from_not_due_to_overdue_to_paid(api: Client, store: Store) -> None:
    store.set_clock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    number = booked(api, date="2026-11-20")
    assert (numbers(api, "/invoices/unpaid"), numbers(api, "/invoices/not-due")) == ([number], [number])
    store.advance(timedelta(days=8))
    assert (numbers(api, "/invoices/not-due"), numbers(api, "/invoices/overdue")) == ([number], [])
    store.advance(timedelta(days=1))
    assert (numbers(api, "/invoices/not-due"), numbers(api, "/invoices/overdue")) == ([], [number])
    with store.lock:
        assert settle(store, number, Decimal(25)) == 25
    part = exact(api.get(f"/invoices/booked/{number}"))
    assert (part["remainder"], part["remainderInBaseCurrency"]) == (100, 100)
    assert numbers(api, "/invoices/overdue") == [number]
    with store.lock:
        assert settle(store, number, Decimal(500)) == 100
    assert '"remainder":0.00,"remainderInBaseCurrency":0.00' in api.get(f"/invoices/booked/{number}").text
    assert (numbers(api, "/invoices/paid"), numbers(api, "/invoices/unpaid")) == ([number], [])


def test_what_is_open_is_known_of_booked_invoices_alone(api: Client, store: Store) -> None:
    number = booked(api)
    with store.lock:
        assert settle(store, number, Decimal(50)) == 50
    assert open_amount(store, number) == 75
    assert open_amount(store, 1) is None
    assert settle(store, 1, Decimal(1)) == 0


def test_a_credit_note_is_settled_from_below(api: Client, store: Store) -> None:
    number = booked(api, lines=[line(unitNetPrice=-80)])
    with store.lock:
        assert settle(store, number, Decimal(10)) == 0
        assert settle(store, number, Decimal(-150)) == -100
    assert numbers(api, "/invoices/paid") == [number]


def test_what_was_settled_can_be_opened_again(api: Client, store: Store) -> None:
    number = booked(api, currency="EUR", exchangeRate=743.914941)
    before = exact(api.get(f"/invoices/booked/{number}"))
    with store.lock:
        assert settle(store, number, Decimal("0.01")) == Decimal("0.01")
        assert settle(store, number, Decimal(-7)) == Decimal("-0.01")
    assert exact(api.get(f"/invoices/booked/{number}")) == before


def test_an_invoice_of_nothing_is_paid_at_once(api: Client) -> None:
    number = booked(api, lines=[line(unitNetPrice=0)])
    assert numbers(api, "/invoices/paid") == [number]


@pytest.mark.parametrize("path", ["paid", "unpaid", "overdue", "not-due"])
def test_states_are_filtered_as_booked_invoices_are(api: Client, path: str) -> None:
    booked(api, references={"other": "in_1"})
    assert api.get(f"/invoices/{path}", filter="references.other$eq:in_1").status_code == 200
    assert api.get(f"/invoices/{path}", filter="exchangeRate$eq:100").status_code == 400
    items = api.get(f"/invoices/{path}").json()
    assert all("lines" not in item for item in items["collection"])
    assert items["self"] == f"{api.url}/invoices/{path}"


@pytest.mark.parametrize("name", ["dueDate", "remainder", "orderNumber", "lastUpdated", "grossAmount", "project"])
def test_what_cannot_be_filtered_is_refused_with_what_can(api: Client, name: str) -> None:
    answer = api.get("/invoices/booked", filter=f"{name}$eq:1")
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [f"Filtering is not allowed on property '{name}'."],
    )
    assert "references.other" in answer.json()["allowedFilteringFields"]


def test_there_is_no_overdue_below_booked(api: Client) -> None:
    assert api.get("/invoices/booked/overdue").status_code == 404


def test_the_root_has_links_that_lead_somewhere(api: Client) -> None:
    links = api.get("/invoices").json()
    assert set(links) == {"drafts", "booked", "paid", "unpaid", "overdue", "notDue", "sent", "totals", "self"}
    assert {api.get(link).status_code for link in links.values()} == {200}


@given(
    st.decimals(min_value=-10_000, max_value=10_000, places=3),
    st.sampled_from(["half-up", "half-even"]),
)
def test_both_ways_to_round_agree_but_on_ties(value: Decimal, ties: Ties) -> None:
    result = rounded(value, 2, ties)
    assert abs(result - value) <= Decimal("0.005")
    if abs(result - value) == Decimal("0.005"):
        away, even = rounded(value, 2, "half-up"), rounded(value, 2, "half-even")
        assert abs(away) > abs(value)
        assert even.as_tuple().digits[-1] % 2 == 0


def test_the_store_decides_how_ties_are_rounded(api: Client, store: Store) -> None:
    # 0.1 x 0.05 = 0.005; 25 % of 0.02 = 0.005.
    lines = [line(quantity=0.1, unitNetPrice=0.05), line(quantity=1, unitNetPrice=0.02)]
    up = api.draft(lines=lines)
    store.ties = "half-even"
    even = api.draft(lines=lines)
    assert (up["netAmount"], up["vatAmount"]) == (Decimal("0.03"), Decimal("0.01"))
    assert (even["netAmount"], even["vatAmount"]) == (Decimal("0.02"), Decimal("0.00"))
