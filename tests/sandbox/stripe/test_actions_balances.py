"""Money that waits: on the account's balance, and on a customer's, which has one for each currency."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books


def test_a_payout_leaves_the_balance_when_it_is_made_and_not_when_it_arrives(books: Books) -> None:
    books.payment(books.customer(), 100_000)
    books.sandbox.advance(timedelta(days=10))
    before = books.get("/v1/balance")["available"][0]["amount"]
    books.post("/v1/payouts", amount=5_000, currency="dkk")
    balance = books.get("/v1/balance")
    assert balance["available"][0]["amount"] == before - 5_000
    assert balance["pending"][0]["amount"] == 0


def test_a_credit_in_kroner_does_not_pay_an_invoice_in_euros(books: Books) -> None:
    customer = books.customer(balance=-1_000)
    euros = books.get(f"/v1/invoices/{books.invoice(customer, currency='eur')}")
    assert (euros["amount_due"], euros["starting_balance"]) == (10_000, 0)
    kroner = books.get(f"/v1/invoices/{books.invoice(customer)}")
    assert (kroner["amount_due"], kroner["starting_balance"]) == (9_000, -1_000)


def test_a_credit_in_euros_waits_for_an_invoice_in_euros(books: Books) -> None:
    customer = books.customer(balance=-1_000)
    first = books.invoice(customer, currency="eur")
    books.post(f"/v1/invoices/{first}/pay")
    books.post("/v1/credit_notes", invoice=first, amount=2_000, credit_amount=2_000)
    assert books.get(f"/v1/customers/{customer}")["balance"] == -1_000
    second = books.get(f"/v1/invoices/{books.invoice(customer, currency='eur')}")
    assert (second["starting_balance"], second["ending_balance"], second["amount_due"]) == (-2_000, 0, 8_000)
    moves = books.get(f"/v1/customers/{customer}/balance_transactions")["data"]
    assert [(m["currency"], m["amount"], m["ending_balance"]) for m in moves] == [
        ("eur", 2_000, 0),
        ("eur", -2_000, -2_000),
        ("dkk", -1_000, -1_000),
    ]
