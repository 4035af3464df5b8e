"""What happens by itself happens at its own moment, however far the clock is moved at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books

DAY = 86_400


def test_a_bank_debit_clears_after_five_days_and_not_when_somebody_looks(books: Books) -> None:
    invoice = books.invoice(books.customer())
    start = books.sandbox.stripe.store.clock
    books.post(f"/v1/invoices/{invoice}/pay", payment_method="pm_sepa_debit")
    books.sandbox.advance(timedelta(days=20))
    paid = books.get(f"/v1/invoices/{invoice}")
    assert paid["status_transitions"]["paid_at"] == start + 5 * DAY
    (event,) = books.get("/v1/events?type=invoice.paid")["data"]
    assert event["created"] == start + 5 * DAY


def test_a_payout_arrives_on_its_day(books: Books) -> None:
    books.payment(books.customer(), 100_000)
    books.sandbox.advance(timedelta(days=10))
    payout = books.do("pay_out")
    books.sandbox.advance(timedelta(days=9))
    events = books.get("/v1/events?types[]=payout.paid&types[]=payout.reconciliation_completed")["data"]
    assert {event["created"] for event in events} == {payout["arrival_date"]}
    assert [event["type"] for event in books.get("/v1/events?limit=1")["data"]] != ["payout.created"]


def test_what_is_done_after_a_leap_of_the_clock_is_done_now(books: Books) -> None:
    books.payment(books.customer(), 100_000)
    books.sandbox.advance(timedelta(days=10))
    made = books.post("/v1/customers", name="Bo")
    assert made["created"] == books.sandbox.stripe.store.clock
