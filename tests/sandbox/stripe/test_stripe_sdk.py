"""stripe-python, unmodified, against the sandbox: every route it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import stripe

from sandbox import Sandbox
from sandbox.stripe.api.versions import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> stripe.StripeClient:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": sandbox.stripe.url}, max_network_retries=0)


def long_invoice(sandbox: Sandbox, client: stripe.StripeClient, count: int) -> stripe.Invoice:
    made = sandbox.stripe.store.all("invoice")
    return client.v1.invoices.retrieve(next(item["id"] for item in made if item["lines"]["total_count"] == count))


def metadata_of(client: stripe.StripeClient, invoice: str) -> object:
    metadata = client.v1.invoices.retrieve(invoice).metadata
    return metadata and metadata.to_dict()


def test_the_sandbox_speaks_the_version_that_the_installed_sdk_pins() -> None:
    assert stripe.api_version == API_VERSION


def test_every_invoice_is_listed_by_auto_paging_newest_first(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    created = [invoice.created for invoice in client.v1.invoices.list({"limit": 7}).auto_paging_iter()]
    assert created == sorted(created, reverse=True)
    assert len(created) == sum(1 for _ in sandbox.stripe.store.all("invoice"))


def test_paging_backwards_gives_the_same_invoices(client: stripe.StripeClient) -> None:
    forwards = [invoice.id for invoice in client.v1.invoices.list({"limit": 100}).auto_paging_iter()]
    pages = client.v1.invoices.list({"limit": 4, "ending_before": forwards[-1]})
    assert [invoice.id for invoice in pages.auto_paging_iter()] == forwards[-2::-1]


def test_an_invoice_is_retrieved_with_its_customer_and_tax_ids(client: stripe.StripeClient) -> None:
    listed = client.v1.invoices.list({"limit": 1, "status": "paid"}).data[0]
    invoice = client.v1.invoices.retrieve(listed.id, {"expand": ["customer.tax_ids", "payments"]})
    assert isinstance(invoice.customer, stripe.Customer)
    assert invoice.customer.tax_ids is not None
    assert invoice.customer.name == invoice.customer_name
    assert invoice.payments is not None
    assert invoice.payments.data[0].amount_paid == invoice.amount_paid


def test_lines_beyond_the_tenth_come_by_their_own_address(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    invoice = long_invoice(sandbox, client, 120)
    assert (len(invoice.lines.data), invoice.lines.has_more) == (10, True)
    lines = list(client.v1.invoices.line_items.list(invoice.id, {"limit": 50}).auto_paging_iter())
    assert len({line.id for line in lines}) == 120
    assert [line.id for line in lines[:10]] == [line.id for line in invoice.lines.data]


def test_customers_products_and_prices_are_listed_and_retrieved(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.list({"limit": 3}).data[0]
    assert client.v1.customers.retrieve(customer.id).name == customer.name
    danish = next(item for item in client.v1.customers.list({"limit": 100}).data if item.name == "Øresund Data A/S")
    assert client.v1.customers.tax_ids.list(danish.id).data[0].value.startswith("DK")
    product = client.v1.products.list({"active": True, "limit": 3}).data[0]
    assert client.v1.products.retrieve(product.id, {"expand": ["default_price"]}).default_price.product == product.id  # type: ignore[union-attr]  # expanded
    price = client.v1.prices.list({"product": product.id, "currency": "dkk"}).data[0]
    assert client.v1.prices.retrieve(price.id).unit_amount_decimal == price.unit_amount_decimal


def test_products_are_looked_up_by_many_ids_at_once(client: stripe.StripeClient) -> None:
    ids = [product.id for product in client.v1.products.list({"limit": 100}).data]
    found = client.v1.products.list({"ids": [*ids[:5], "prod_nothere"], "limit": 100}).data
    assert sorted(product.id for product in found) == sorted(ids[:5])


def test_the_account_is_a_danish_one(client: stripe.StripeClient) -> None:
    account = client.v1.accounts.retrieve_current()
    assert (account.country, account.default_currency) == ("DK", "dkk")


def test_events_of_the_last_thirty_days_name_their_objects(client: stripe.StripeClient) -> None:
    events = list(
        client.v1.events.list({"limit": 100, "types": ["invoice.paid", "invoice.finalized"]}).auto_paging_iter()
    )
    assert {event.type for event in events} == {"invoice.paid", "invoice.finalized"}
    event = client.v1.events.retrieve(events[0].id)
    assert event.data.object["id"].startswith("in_")
    assert event.api_version == API_VERSION


def test_metadata_is_merged_and_taken_away(client: stripe.StripeClient) -> None:
    invoice = client.v1.invoices.list({"limit": 1, "status": "paid"}).data[0]
    client.v1.invoices.update(invoice.id, {"metadata": {"economic_status": "booked", "note": "æøå [1] & co"}})
    client.v1.invoices.update(invoice.id, {"metadata": {"economic_status": "draft"}})
    assert metadata_of(client, invoice.id) == {
        "economic_status": "draft",
        "note": "æøå [1] & co",
    }
    client.v1.invoices.update(invoice.id, {"metadata": {"note": ""}})
    assert metadata_of(client, invoice.id) == {"economic_status": "draft"}
    client.v1.invoices.update(invoice.id, {"metadata": ""})
    assert metadata_of(client, invoice.id) == {}


@pytest.mark.parametrize("kind", ["customers", "products", "prices"])
def test_metadata_of_customers_products_and_prices_too(client: stripe.StripeClient, kind: str) -> None:
    service = getattr(client.v1, kind)
    known = service.list({"limit": 1}).data[0]
    service.update(known.id, {"metadata": {"economic_number": "17"}})
    assert service.retrieve(known.id).metadata["economic_number"] == "17"


def test_a_deleted_customer_answers_as_a_stub(client: stripe.StripeClient) -> None:
    invoices = client.v1.invoices.list({"limit": 100, "expand": ["data.customer"]}).data
    customers = [invoice.customer for invoice in invoices if isinstance(invoice.customer, stripe.Customer)]
    stub = next(customer for customer in customers if getattr(customer, "deleted", False))
    assert client.v1.customers.retrieve(stub.id).deleted is True
    assert stub.id not in [customer.id for customer in client.v1.customers.list({"limit": 100}).auto_paging_iter()]


def test_errors_arrive_as_the_sdks_exceptions(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such invoice: 'in_nothere'") as missing:
        client.v1.invoices.retrieve("in_nothere")
    assert (missing.value.http_status, missing.value.code, missing.value.param) == (404, "resource_missing", "id")
    assert missing.value.request_id
    wrong = stripe.StripeClient(
        "sk_test_wrong_0000", base_addresses={"api": sandbox.stripe.url}, max_network_retries=0
    )
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided"):
        wrong.v1.invoices.list()


def test_a_finalised_invoice_keeps_its_text(client: stripe.StripeClient) -> None:
    paid = client.v1.invoices.list({"limit": 1, "status": "paid"}).data[0]
    with pytest.raises(stripe.InvalidRequestError, match="Finalized invoices can't be updated in this way"):
        client.v1.invoices.update(paid.id, {"description": "x"})
    draft = client.v1.invoices.list({"limit": 1, "status": "draft"}).data[0]
    assert client.v1.invoices.update(draft.id, {"description": "x"}).description == "x"


def test_an_idempotency_key_repeats_the_answer(client: stripe.StripeClient) -> None:
    product = client.v1.products.list({"limit": 1}).data[0]
    options = {"idempotency_key": "once-and-for-all"}
    first = client.v1.products.update(product.id, {"metadata": {"a": "1"}}, options)  # type: ignore[arg-type]  # a plain dict
    client.v1.products.update(product.id, {"metadata": {"a": "2"}})
    again = client.v1.products.update(product.id, {"metadata": {"a": "1"}}, options)  # type: ignore[arg-type]  # a plain dict
    assert again.metadata == first.metadata
    assert client.v1.products.retrieve(product.id).metadata["a"] == "2"
    with pytest.raises(stripe.IdempotencyError):
        client.v1.products.update(product.id, {"metadata": {"a": "3"}}, options)  # type: ignore[arg-type]  # a plain dict


def test_what_is_written_leaves_an_event(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.list({"limit": 1}).data[0]
    client.v1.customers.update(customer.id, {"metadata": {"seen": "yes"}})
    event = client.v1.events.list({"limit": 1, "type": "customer.*"}).data[0]
    assert event.type == "customer.updated"
    assert event.data.object["metadata"]["seen"] == "yes"
    assert event.data.previous_attributes is not None
    assert event.data.previous_attributes["metadata"]["seen"] is None


def test_raw_requests_keep_decimals_as_text(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    invoice = long_invoice(sandbox, client, 12)
    raw = client.raw_request("get", f"/v1/invoices/{invoice.id}/lines", limit=1)
    line = raw.data["data"][0]
    assert isinstance(line["quantity_decimal"], str)
    assert isinstance(line["pricing"]["unit_amount_decimal"], str)


SERVICES = {
    "balance_transactions": stripe.BalanceTransaction,
    "charges": stripe.Charge,
    "coupons": stripe.Coupon,
    "credit_notes": stripe.CreditNote,
    "customers": stripe.Customer,
    "disputes": stripe.Dispute,
    "events": stripe.Event,
    "invoice_items": stripe.InvoiceItem,
    "invoice_payments": stripe.InvoicePayment,
    "invoices": stripe.Invoice,
    "payment_intents": stripe.PaymentIntent,
    "payouts": stripe.Payout,
    "prices": stripe.Price,
    "products": stripe.Product,
    "refunds": stripe.Refund,
    "shipping_rates": stripe.ShippingRate,
    "subscriptions": stripe.Subscription,
    "tax_rates": stripe.TaxRate,
}


@pytest.mark.parametrize("name", SERVICES)
def test_everything_is_listed_by_auto_paging_and_retrieved(client: stripe.StripeClient, name: str) -> None:
    service = getattr(client.v1, name)
    listed = list(service.list({"limit": 13}).auto_paging_iter())
    assert len({item.id for item in listed}) == len(listed)
    assert all(isinstance(item, SERVICES[name]) for item in listed)
    times = [getattr(item, "created", 0) for item in listed]
    assert times == sorted(times, reverse=True)
    for item in listed[:3]:
        assert service.retrieve(item.id).to_dict() == item.to_dict()


@pytest.mark.parametrize(
    "name", ["charges", "credit_notes", "payment_intents", "payouts", "refunds", "disputes", "tax_rates", "coupons"]
)
def test_metadata_of_the_money_can_be_changed_too(client: stripe.StripeClient, name: str) -> None:
    service = getattr(client.v1, name)
    for item in service.list({"limit": 1}).data:
        assert service.update(item.id, {"metadata": {"economic": "17"}}).metadata["economic"] == "17"


def test_from_a_payout_to_the_invoices_in_it(client: stripe.StripeClient) -> None:
    payout = next(item for item in client.v1.payouts.list({"limit": 100}).data if item.automatic)
    parts = list(
        client.v1.balance_transactions.list({"payout": payout.id, "expand": ["data.source"]}).auto_paging_iter()
    )
    assert sum(part.net for part in parts if part.type != "payout") == payout.amount
    charges = [part.source for part in parts if isinstance(part.source, stripe.Charge) and part.source.payment_intent]
    assert charges
    intent = str(charges[0].payment_intent)
    payments = client.v1.invoice_payments.list({"payment": {"type": "payment_intent", "payment_intent": intent}}).data
    for payment in payments:
        assert client.v1.invoices.retrieve(str(payment.invoice)).status in {"paid", "open"}
    assert client.v1.charges.list({"payment_intent": intent}).data[0].id == charges[0].id


def test_a_charge_with_its_refunds_and_its_fee(client: stripe.StripeClient) -> None:
    refund = client.v1.refunds.list({"limit": 1, "expand": ["data.charge.balance_transaction"]}).data[0]
    assert isinstance(refund.charge, stripe.Charge)
    assert isinstance(refund.charge.balance_transaction, stripe.BalanceTransaction)
    assert refund.charge.balance_transaction.fee > 0
    charge = client.v1.charges.retrieve(refund.charge.id, {"expand": ["refunds.data.balance_transaction"]})
    assert charge.refunds is not None
    assert refund.id in [item.id for item in charge.refunds.data]


def test_the_lines_of_a_credit_note_and_the_balance_of_a_customer(client: stripe.StripeClient) -> None:
    note = client.v1.credit_notes.list({"limit": 1}).data[0]
    assert list(client.v1.credit_notes.line_items.list(note.id).auto_paging_iter())
    customer = str(note.customer)
    for movement in client.v1.customers.balance_transactions.list(customer).data:
        assert client.v1.customers.balance_transactions.retrieve(customer, movement.id).amount == movement.amount


def test_the_balance_is_read(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    balance = client.v1.balance.retrieve()
    total = sum(entry.amount for entry in balance.available) + sum(entry.amount for entry in balance.pending)
    assert total == sum(item["net"] for item in sandbox.stripe.store.all("balance_transaction"))


def test_an_older_version_is_read_with_its_own_shapes(sandbox: Sandbox) -> None:
    old = stripe.StripeClient(
        "sk_test_sandbox",
        base_addresses={"api": sandbox.stripe.url},
        stripe_version="2022-11-15",
        max_network_retries=0,
    )
    page = old.v1.invoices.list({"status": "paid", "limit": 100, "expand": ["data.charge"]})
    charged = [invoice.to_dict() for invoice in page.data if invoice.to_dict()["charge"]]
    assert charged[0]["charge"]["invoice"] == charged[0]["id"]
    assert {line["object"] for invoice in charged for line in invoice["lines"]["data"]} == {"line_item"}
