"""What Stripe refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books

JsonObject = dict[str, Any]


def test_an_item_on_a_finalised_invoice_is_not_made(books: Books) -> None:
    customer = books.customer()
    invoice = books.invoice(customer)
    error = books.refused("/v1/invoiceitems", customer=customer, invoice=invoice, amount=5)
    assert error["code"] == "invoice_not_editable"


def test_more_items_than_an_invoice_can_have_make_none(books: Books) -> None:
    customer = books.customer()
    for _ in range(251):
        books.post("/v1/invoiceitems", customer=customer, amount=100)
    books.refused("/v1/invoices", customer=customer, pending_invoice_items_behavior="include")


def test_a_draft_is_not_finalised_for_a_payment_method_that_does_not_exist(books: Books) -> None:
    draft = books.draft(books.customer())
    books.refused(f"/v1/invoices/{draft}/pay", payment_method="pm_nobody")


def test_a_payment_on_its_way_keeps_its_invoice_from_being_paid_again(books: Books) -> None:
    invoice = books.invoice(books.customer())
    books.post(f"/v1/invoices/{invoice}/pay", payment_method="pm_sepa_debit")
    ways: list[JsonObject] = [{}, {"payment_method": "pm_sepa_debit"}, {"paid_out_of_band": "true"}]
    for data in ways:
        books.refused(f"/v1/invoices/{invoice}/pay", **data)
    books.refused(f"/v1/invoices/{invoice}/void")
    books.sandbox.advance(timedelta(days=7))
    assert books.get(f"/v1/invoices/{invoice}")["status"] == "paid"


def test_a_payment_that_clears_after_its_invoice_was_given_up_still_pays_it_once(books: Books) -> None:
    invoice = books.invoice(books.customer())
    books.post(f"/v1/invoices/{invoice}/pay", payment_method="pm_sepa_debit")
    books.post(f"/v1/invoices/{invoice}/mark_uncollectible")
    books.sandbox.advance(timedelta(days=7))
    paid = books.get(f"/v1/invoices/{invoice}")
    assert (paid["status"], paid["amount_paid"], paid["amount_overpaid"]) == ("paid", 10_000, 0)
    assert len(books.ids(f"/v1/charges?customer={paid['customer']}")) == 1


def test_another_customers_payment_cannot_pay_an_invoice(books: Books) -> None:
    invoice = books.invoice(books.customer())
    foreign = books.payment(books.customer())["id"]
    books.refused(f"/v1/invoices/{invoice}/attach_payment", payment_intent=foreign)


def test_a_canceled_payment_cannot_pay_an_invoice(books: Books) -> None:
    customer = books.customer()
    void = books.invoice(customer)
    books.post(f"/v1/invoices/{void}/void")
    intent = next(item["id"] for item in books.get("/v1/payment_intents")["data"] if item["status"] == "canceled")
    books.refused(f"/v1/invoices/{books.invoice(customer)}/attach_payment", payment_intent=intent)


@pytest.mark.parametrize("worth", [400, 600])
def test_a_credit_note_takes_only_refunds_of_its_own_invoice_and_no_more_than_they_are(
    books: Books, worth: int
) -> None:
    customer = books.customer()
    invoice = books.invoice(customer)
    books.post(f"/v1/invoices/{invoice}/pay")
    other = books.post("/v1/refunds", payment_intent=books.payment(customer)["id"], amount=500)["id"]
    own = books.post("/v1/refunds", payment_intent=_intent(books, invoice), amount=500)["id"]
    note: JsonObject = {"invoice": invoice, "amount": worth, "refunds[0][amount_refunded]": worth}
    books.refused("/v1/credit_notes", **note | {"refunds[0][refund]": other})
    note |= {"refunds[0][refund]": own}
    if worth > 500:
        books.refused("/v1/credit_notes", **note)
    else:
        books.post("/v1/credit_notes", **note)
        books.refused("/v1/credit_notes", **note)


def test_a_charge_whose_dispute_was_won_can_be_refunded(books: Books) -> None:
    charge = books.payment(books.customer())["latest_charge"]
    dispute = books.do("open_dispute", charge=charge)["id"]
    assert books.refused("/v1/refunds", charge=charge)["code"] == "charge_disputed"
    books.do("close_dispute", dispute=dispute, outcome="won")
    assert books.post("/v1/refunds", charge=charge)["status"] == "succeeded"


def test_a_tax_rate_has_four_decimals_at_most_and_says_whether_it_is_inclusive(books: Books) -> None:
    books.refused("/v1/tax_rates", display_name="Moms", percentage="12.34567", inclusive="false")
    assert books.refused("/v1/tax_rates", display_name="Moms", percentage="25")["param"] == "inclusive"
    books.post("/v1/tax_rates", display_name="Moms", percentage="12.3456", inclusive="false")


@pytest.mark.parametrize(("kind", "data"), [("invoices", {}), ("products", {"name": "Bog"})])
def test_only_a_deleted_customer_can_still_be_retrieved(books: Books, kind: str, data: JsonObject) -> None:
    identifier = books.post(f"/v1/{kind}", **data or {"customer": books.customer()})["id"]
    gone = books.ask(f"/v1/{kind}/{identifier}", method="DELETE")
    assert gone.json()["deleted"] is True
    assert books.error(f"/v1/{kind}/{identifier}", 404)["code"] == "resource_missing"
    if kind == "invoices":
        books.error(f"/v1/invoices/{identifier}/lines", 404)


def _intent(books: Books, invoice: str) -> str:
    payments = books.get(f"/v1/invoices/{invoice}?expand[]=payments")["payments"]["data"]
    return str(payments[0]["payment"]["payment_intent"])
