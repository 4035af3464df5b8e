"""stripe-python, unmodified, makes things happen: a sale, a payment, a refund, a credit note, a dispute, a payout."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import stripe

from sandbox import Sandbox
from sandbox.stripe.actions import ACTIONS, ENDPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(invoices=0) as running:
        running.stripe.store.clock = 1_790_000_000
        yield running


@pytest.fixture
def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> stripe.StripeClient:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": sandbox.stripe.url}, max_network_retries=0)


@pytest.fixture
def customer(client: stripe.StripeClient) -> stripe.Customer:
    return client.v1.customers.create(
        {
            "name": "Café Bølgen ApS",
            "email": "hej@bolgen.example",
            "address": {"country": "DK", "city": "Aarhus C", "line1": "Strandvejen 3", "postal_code": "8000"},
            "metadata": {"crm": "77"},
            "tax_id_data": [{"type": "eu_vat", "value": "DK99000005"}],
        }
    )


def billed(client: stripe.StripeClient, customer: stripe.Customer, amount: int) -> stripe.Invoice:
    draft = client.v1.invoices.create({"customer": customer.id, "currency": "dkk"})
    client.v1.invoice_items.create(
        {"customer": customer.id, "invoice": draft.id, "amount": amount, "currency": "dkk"}
    )
    return client.v1.invoices.finalize_invoice(draft.id)


def paid(client: stripe.StripeClient, customer: stripe.Customer, amount: int) -> stripe.Invoice:
    return client.v1.invoices.pay(billed(client, customer, amount).id)


def charge_of(client: stripe.StripeClient, invoice: stripe.Invoice) -> stripe.Charge:
    payments = client.v1.invoice_payments.list({"invoice": invoice.id, "status": "paid"}).data
    intent = client.v1.payment_intents.retrieve(str(payments[0].payment.payment_intent))
    return client.v1.charges.retrieve(str(intent.latest_charge), {"expand": ["balance_transaction"]})


def events(client: stripe.StripeClient, about: str) -> list[str]:
    found = client.v1.events.list({"limit": 100}).data
    return [str(event.type) for event in found if event.data.object["id"] == about][::-1]


def test_a_customer_has_what_was_given_and_every_property(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    found = client.v1.customers.retrieve(customer.id, {"expand": ["tax_ids"]})
    assert (found.name, found.email, found.balance) == ("Café Bølgen ApS", "hej@bolgen.example", 0)
    assert found.metadata is not None
    assert found.metadata.to_dict() == {"crm": "77"}
    assert found.tax_ids is not None
    assert [tax_id.value for tax_id in found.tax_ids.data] == ["DK99000005"]
    assert events(client, customer.id) == ["customer.created"]


def test_an_invoice_from_prices_with_tax_and_discount(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    product = client.v1.products.create({"name": "Sensor", "metadata": {"sku": "S-1"}, "unit_label": "stk."})
    price = client.v1.prices.create(
        {"currency": "dkk", "product": product.id, "unit_amount_decimal": Decimal("1249.5")}
    )
    vat = client.v1.tax_rates.create({"display_name": "Moms", "percentage": 25, "inclusive": False})
    off = client.v1.coupons.create({"percent_off": 10, "duration": "once", "name": "Ti procent"})
    draft = client.v1.invoices.create(
        {
            "customer": customer.id,
            "currency": "dkk",
            "collection_method": "send_invoice",
            "days_until_due": 14,
            "default_tax_rates": [vat.id],
            "discounts": [{"coupon": off.id}],
            "description": "Tak 👋",
        }
    )
    assert (draft.status, draft.number, draft.total) == ("draft", None, 0)
    client.v1.invoice_items.create(
        {"customer": customer.id, "invoice": draft.id, "pricing": {"price": price.id}, "quantity": 3}
    )
    invoice = client.v1.invoices.retrieve(draft.id)
    line = invoice.lines.data[0]
    assert (line.amount, line.quantity, line.description) == (3749, 3, "Sensor")
    assert line.discount_amounts is not None
    assert line.discount_amounts[0].amount == 375
    assert line.taxes is not None
    assert [(tax.amount, tax.taxable_amount) for tax in line.taxes] == [(844, 3374)]
    assert (invoice.subtotal, invoice.total, invoice.total_excluding_tax) == (3749, 4218, 3374)
    sent = client.v1.invoices.send_invoice(draft.id)
    assert (sent.status, sent.amount_due, sent.due_date) == ("open", 4218, 1_790_000_000 + 14 * 86_400)
    assert sent.number is not None
    assert sent.number.startswith("NORDVIND-")
    assert events(client, draft.id)[-3:] == ["invoice.finalized", "invoice.updated", "invoice.sent"]


def test_prices_that_include_tax(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    vat = client.v1.tax_rates.create({"display_name": "Moms", "percentage": 25, "inclusive": True})
    draft = client.v1.invoices.create({"customer": customer.id, "currency": "dkk"})
    for amount in (9_999, 2_497):
        client.v1.invoice_items.create(
            {"customer": customer.id, "invoice": draft.id, "amount": amount, "tax_rates": [vat.id], "currency": "dkk"}
        )
    invoice = client.v1.invoices.retrieve(draft.id)
    assert (invoice.total, invoice.total_excluding_tax) == (12_496, 9_997)
    assert [line.amount for line in invoice.lines.data] == [9_999, 2_497]


def test_pending_items_join_the_next_invoice_newest_first(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    for text in ("first", "second"):
        client.v1.invoice_items.create(
            {"customer": customer.id, "amount": 5_000, "currency": "dkk", "description": text}
        )
    invoice = client.v1.invoices.create(
        {"customer": customer.id, "currency": "dkk", "pending_invoice_items_behavior": "include"}
    )
    assert [line.description for line in invoice.lines.data] == ["second", "first"]


def test_a_payment_leaves_intent_charge_movement_and_fee(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    invoice = billed(client, customer, 10_000)
    assert (invoice.status, invoice.amount_remaining) == ("open", 10_000)
    invoice = client.v1.invoices.pay(invoice.id)
    assert (invoice.status, invoice.amount_paid, invoice.attempt_count) == ("paid", 10_000, 1)
    charge = charge_of(client, invoice)
    moved = charge.balance_transaction
    assert isinstance(moved, stripe.BalanceTransaction)
    assert (moved.amount, moved.fee, moved.net) == (10_000, 330, 9_670)
    assert (moved.type, moved.reporting_category, moved.status) == ("charge", "charge", "pending")
    assert moved.available_on > moved.created
    assert events(client, invoice.id)[-3:] == ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"]
    assert events(client, charge.id) == ["charge.succeeded"]


def test_paying_a_draft_finalises_and_collects(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    draft = client.v1.invoices.create({"customer": customer.id, "currency": "dkk"})
    client.v1.invoice_items.create({"customer": customer.id, "invoice": draft.id, "amount": 700, "currency": "dkk"})
    assert client.v1.invoices.pay(draft.id).status == "paid"


def test_a_card_that_is_refused_leaves_a_failed_charge(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    invoice = billed(client, customer, 10_000)
    with pytest.raises(stripe.CardError) as caught:
        client.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_chargeDeclined"})
    assert (caught.value.http_status, caught.value.code) == (402, "card_declined")
    again = client.v1.invoices.retrieve(invoice.id)
    assert (again.status, again.attempt_count, again.attempted) == ("open", 1, True)
    assert client.v1.charges.list({"customer": customer.id}).data[0].status == "failed"
    assert "invoice.payment_failed" in events(client, invoice.id)
    assert client.v1.invoices.pay(invoice.id).status == "paid"


def test_payment_out_of_band_moves_no_money(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    invoice = billed(client, customer, 10_000)
    done = client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert (done.status, done.attempted, done.amount_paid) == ("paid", False, 10_000)
    assert not client.v1.charges.list({"customer": customer.id}).data
    assert "invoice.payment_succeeded" not in events(client, invoice.id)


def test_a_euro_payment_is_settled_in_kroner(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create(
        {"amount": 10_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "description": "Web"}
    )
    assert (intent.status, intent.amount_received) == ("succeeded", 10_000)
    charge = client.v1.charges.retrieve(str(intent.latest_charge), {"expand": ["balance_transaction"]})
    moved = charge.balance_transaction
    assert isinstance(moved, stripe.BalanceTransaction)
    assert moved.currency == "dkk"
    assert moved.exchange_rate is not None
    assert moved.amount == round(10_000 * moved.exchange_rate)
    assert moved.fee == round(moved.amount * 0.0325) + 180
    assert not client.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent.id}}
    ).data


def test_two_payments_and_one_too_large(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    invoice = billed(client, customer, 10_000)
    for amount in (4_000, 7_500):
        intent = client.v1.payment_intents.create(
            {"amount": amount, "currency": "dkk", "customer": customer.id, "confirm": True}
        )
        invoice = client.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
    assert (invoice.status, invoice.amount_paid, invoice.amount_overpaid) == ("paid", 10_000, 1_500)
    payments = client.v1.invoice_payments.list({"invoice": invoice.id}).data
    assert sorted((payment.status, payment.amount_paid) for payment in payments if payment.amount_paid) == [
        ("paid", 4_000),
        ("paid", 7_500),
    ]
    assert [payment.status for payment in payments if payment.is_default] == ["canceled"]
    assert client.v1.customers.retrieve(customer.id).balance == -1_500
    assert "invoice.overpaid" in events(client, invoice.id)


def test_a_refund_and_its_movement(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    charge = charge_of(client, paid(client, customer, 10_000))
    refund = client.v1.refunds.create({"charge": charge.id, "amount": 2_500, "reason": "requested_by_customer"})
    assert (refund.status, refund.amount, refund.charge) == ("succeeded", 2_500, charge.id)
    moved = client.v1.balance_transactions.retrieve(str(refund.balance_transaction))
    assert (moved.amount, moved.fee, moved.type) == (-2_500, 0, "refund")
    assert moved.description is not None
    assert moved.description.startswith("REFUND FOR CHARGE (")
    rest = client.v1.refunds.create({"payment_intent": str(charge.payment_intent)})
    assert rest.amount == 7_500
    after = client.v1.charges.retrieve(charge.id)
    assert (after.refunded, after.amount_refunded) == (True, 10_000)
    assert events(client, charge.id)[-2:] == ["charge.refunded", "charge.refunded"]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"charge": charge.id})
    assert caught.value.code == "charge_already_refunded"


def test_a_credit_note_before_payment_lowers_what_is_due(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    invoice = billed(client, customer, 10_000)
    note = client.v1.credit_notes.create({"invoice": invoice.id, "amount": 3_000, "memo": "Rabat"})
    assert (note.type, note.pre_payment_amount, note.number) == ("pre_payment", 3_000, f"{invoice.number}-CN-01")
    lowered = client.v1.invoices.retrieve(invoice.id)
    assert (lowered.amount_due, lowered.amount_remaining, lowered.total) == (7_000, 7_000, 10_000)
    assert client.v1.credit_notes.void_credit_note(note.id).status == "void"
    assert client.v1.invoices.retrieve(invoice.id).amount_due == 10_000
    assert events(client, note.id) == ["credit_note.created", "credit_note.voided"]
    full = client.v1.credit_notes.create({"invoice": invoice.id, "amount": 10_000})
    assert full.number.endswith("-CN-02")
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"


def test_a_credit_note_after_payment_gives_back_in_three_ways(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    vat = client.v1.tax_rates.create({"display_name": "Moms", "percentage": 25, "inclusive": False})
    draft = client.v1.invoices.create({"customer": customer.id, "currency": "dkk", "default_tax_rates": [vat.id]})
    client.v1.invoice_items.create({"customer": customer.id, "invoice": draft.id, "amount": 8_000, "currency": "dkk"})
    invoice = client.v1.invoices.pay(draft.id)
    note = client.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "lines": [
                {"type": "invoice_line_item", "invoice_line_item": invoice.lines.data[0].id, "amount": 4_000},
            ],
            "refund_amount": 3_000,
            "credit_amount": 1_500,
            "out_of_band_amount": 500,
            "reason": "order_change",
        }
    )
    assert (note.total, note.total_excluding_tax, note.post_payment_amount) == (5_000, 4_000, 5_000)
    assert [entry.amount_refunded for entry in note.refunds] == [3_000]
    assert note.out_of_band_amount == 500
    assert client.v1.customers.retrieve(customer.id).balance == -1_500
    after = client.v1.invoices.retrieve(invoice.id)
    assert (after.status, after.post_payment_credit_notes_amount, after.amount_paid) == ("paid", 5_000, 10_000)
    assert client.v1.refunds.retrieve(str(note.refunds[0].refund)).amount == 3_000
    with pytest.raises(stripe.InvalidRequestError, match="must equal"):
        client.v1.credit_notes.create({"invoice": invoice.id, "amount": 1_000})
    with pytest.raises(stripe.InvalidRequestError, match="void"):
        client.v1.credit_notes.void_credit_note(note.id)


def test_invoices_end_void_uncollectible_or_deleted(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    assert client.v1.invoices.void_invoice(billed(client, customer, 900).id).status == "void"
    gone = client.v1.invoices.mark_uncollectible(billed(client, customer, 900).id)
    assert gone.status == "uncollectible"
    assert gone.status_transitions.marked_uncollectible_at == 1_790_000_000
    draft = client.v1.invoices.create({"customer": customer.id, "currency": "dkk"})
    assert client.v1.invoices.delete(draft.id).deleted is True
    with pytest.raises(stripe.InvalidRequestError, match="draft"):
        client.v1.invoices.delete(gone.id)


def test_a_deleted_customer_is_a_stub_and_its_invoices_stay(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    invoice = paid(client, customer, 10_000)
    assert client.v1.customers.delete(customer.id).deleted is True
    again = client.v1.invoices.retrieve(invoice.id, {"expand": ["customer"]})
    assert again.customer_name == "Café Bølgen ApS"
    assert getattr(again.customer, "deleted", False) is True
    assert "customer.deleted" in events(client, customer.id)


def test_a_dispute_is_lost_by_closing_it(
    sandbox: Sandbox, client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    charge = charge_of(client, paid(client, customer, 10_000))
    opened = ACTIONS["open_dispute"].run(sandbox.stripe.store, {"charge": charge.id})
    dispute = client.v1.disputes.retrieve(opened["id"])
    moved = dispute.balance_transactions[0]
    assert (moved.type, moved.reporting_category, moved.amount, moved.fee) == (
        "adjustment",
        "dispute",
        -10_000,
        15_000,
    )
    assert client.v1.disputes.close(dispute.id).status == "lost"
    assert client.v1.charges.retrieve(charge.id).disputed is True
    assert events(client, dispute.id)[-1] == "charge.dispute.closed"


def test_a_payout_by_hand_needs_the_money(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payouts.create({"amount": 99_999_999, "currency": "dkk"})
    assert caught.value.code == "balance_insufficient"
    ACTIONS["move_balance"].run(sandbox.stripe.store, {"type": "topup", "amount": 500_000})
    payout = client.v1.payouts.create({"amount": 1_000, "currency": "dkk", "description": "Løn"})
    assert (payout.automatic, payout.status, payout.reconciliation_status) == (False, "in_transit", "not_applicable")
    moved = client.v1.balance_transactions.retrieve(str(payout.balance_transaction))
    assert (moved.amount, moved.type) == (-1_000, "payout")


def test_what_stripe_takes_and_the_sandbox_does_not_is_refused_by_name(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not carry out automatic_tax"):
        client.v1.invoices.create({"customer": customer.id, "automatic_tax": {"enabled": True}})
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter: sock"):
        client.raw_request("post", "/v1/customers", sock="x")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.invoices.create({"customer": "cus_none"})
    assert (caught.value.http_status, caught.value.code) == (400, "resource_missing")


def test_the_same_idempotency_key_makes_one_refund(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    charge = charge_of(client, paid(client, customer, 10_000))
    made = {
        client.v1.refunds.create({"charge": charge.id, "amount": 100}, {"idempotency_key": "once"}).id
        for _ in range(3)
    }
    assert len(made) == 1
    assert client.v1.charges.retrieve(charge.id).amount_refunded == 100


def test_every_endpoint_is_in_the_list_once() -> None:
    assert len({(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}) == len(ENDPOINTS)
