"""Idempotency keys: the same answer again, also where the answer was that a card was declined."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books


def test_a_declined_payment_is_not_tried_again_under_the_same_key(books: Books) -> None:
    invoice = books.invoice(books.customer())
    data = {"payment_method": "pm_card_chargeDeclined"}
    first, second = (
        books.ask(f"/v1/invoices/{invoice}/pay", method="POST", data=data, Idempotency_Key="once") for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (402, 402)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert len(books.ids("/v1/charges")) == 1


def test_a_request_that_failed_validation_is_done_once_it_is_right(books: Books) -> None:
    path = f"/v1/customers/{books.customer()}"
    wrong = books.ask(path, method="POST", data={"metadata[a]": "x" * 501}, Idempotency_Key="once")
    right = books.ask(path, method="POST", data={"metadata[a]": "x"}, Idempotency_Key="once")
    assert (wrong.status_code, right.status_code) == (400, 200)


def test_the_query_belongs_to_the_request_that_a_key_stands_for(books: Books) -> None:
    path = f"/v1/customers/{books.customer()}"
    books.ask(path, method="POST", data={"name": "Bo"}, Idempotency_Key="once")
    other = books.ask(f"{path}?metadata[a]=1", method="POST", data={"name": "Bo"}, Idempotency_Key="once")
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
