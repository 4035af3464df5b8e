"""An invoice that was paid past Stripe, as older API versions show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books


def test_before_basil_an_invoice_paid_past_stripe_says_so(books: Books) -> None:
    past, card = (books.invoice(books.customer()) for _ in range(2))
    books.post(f"/v1/invoices/{past}/pay", paid_out_of_band="true")
    books.post(f"/v1/invoices/{card}/pay")
    shown = [books.get(f"/v1/invoices/{one}", Stripe_Version="2024-06-20") for one in (past, card)]
    assert [one["paid_out_of_band"] for one in shown] == [True, False]
    assert [one["amount_paid"] for one in shown] == [0, 10_000]
    assert [one["paid"] for one in shown] == [True, True]
