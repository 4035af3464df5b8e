"""What the records of payments say: money that came in without an invoice, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tests.tap.acting import paths
from tests.tap.moving import act, charge_of, noted
from tests.tap.running import read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

STREAM = "payments"


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    """A company that is paid without an invoice now and then; its objects are only read here."""
    with Sandbox(seed=1, invoices=120) as running:
        yield running


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A small company of its own for a test that changes it."""
    with Sandbox(seed=1, invoices=10) as running:
        yield running


def ids_of(sandbox: Sandbox, state: Json | None = None) -> tuple[list[str], Json]:
    """What a run emits, and its STATE."""
    run = read(sandbox.stripe.url, streams=(STREAM,), state=state)
    return run.ids(STREAM), run.state


def test_exactly_the_payments_without_an_invoice_come(company: Sandbox) -> None:
    store = company.stripe.store
    with_invoice = {one["payment"]["payment_intent"] for one in store.all("invoice_payment")}
    expected = [
        one["id"]
        for one in store.all("charge")
        if one["status"] == "succeeded" and one["payment_intent"] not in with_invoice
    ]

    ids, _ = ids_of(company)

    assert ids == expected
    assert len(ids) > 3


def test_a_first_run_looks_nothing_up_singly(company: Sandbox) -> None:
    company.stripe.requests.clear()

    ids_of(company)

    assert set(paths(company)) == {"/v1/charges", "/v1/invoice_payments", "/v1/events"}
    assert paths(company).count("/v1/invoice_payments") == 2
    assert paths(company).count("/v1/events") == 1, (
        "a first run knocks, so that a missing permission is known at once"
    )


def test_the_tax_of_a_payment_is_unknown_and_not_zero(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=12_500))
    act(sandbox, "refund", charge=charge["id"], amount=2_000)

    record = read(sandbox.stripe.url, streams=(STREAM,)).record(charge["id"])

    assert record["amounts"] == {"net": None, "tax": None, "gross": 12_500, "refunded": 2_000, "exponent": 2}
    assert record["invoice"] is None
    assert record["tap_error"] is None


def test_all_refunds_come_however_many(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=12_500))
    refunds = [act(sandbox, "refund", charge=charge["id"], amount=100)["id"] for _ in range(12)]

    record = read(sandbox.stripe.url, streams=(STREAM,)).record(charge["id"])

    assert sorted(one["id"] for one in record["refunds"]) == sorted(refunds)
    assert record["amounts"]["refunded"] == 1_200


def test_the_customer_comes_whole_and_a_guest_is_nobody(sandbox: Sandbox) -> None:
    customer = next(sandbox.stripe.store.all("customer"))
    theirs = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, customer=customer["id"]))
    guests = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))

    run = read(sandbox.stripe.url, streams=(STREAM,))

    assert run.record(theirs["id"])["customer"]["name"] == customer["name"]
    assert isinstance(run.record(theirs["id"])["customer"]["tax_ids"], list)
    assert run.record(guests["id"])["customer"] is None


def test_a_deleted_customer_is_filled_from_the_billing_details(sandbox: Sandbox) -> None:
    customer = next(sandbox.stripe.store.all("customer"))
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, customer=customer["id"]))
    sandbox.stripe.store.delete("customer", customer["id"])

    record = read(sandbox.stripe.url, streams=(STREAM,)).record(charge["id"])

    assert record["customer"]["deleted"] is True
    assert record["customer"]["name"] == charge["billing_details"]["name"]
    assert record["customer"]["email"] == charge["billing_details"]["email"]
    assert record["tap_error"] is None


def test_a_declined_charge_is_no_payment(sandbox: Sandbox) -> None:
    declined = next(sandbox.stripe.store.all("charge")) | {
        "id": "ch_declined",
        "payment_intent": None,
        "customer": None,
        "status": "failed",
        "paid": False,
        "captured": False,
        "balance_transaction": None,
    }
    sandbox.stripe.store.put(declined)

    assert "ch_declined" not in ids_of(sandbox)[0]


def test_a_bank_debit_comes_when_it_clears_and_again_when_it_fails_after_all(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, payment_method="pm_sepa_debit"))

    pending, state = ids_of(sandbox)
    act(sandbox, "clear_payment", charge=charge["id"])
    cleared, state = ids_of(sandbox, state)
    act(sandbox, "fail_payment", charge=charge["id"])
    failed = read(sandbox.stripe.url, streams=(STREAM,), state=state)

    assert charge["id"] not in pending
    assert cleared == [charge["id"]]
    assert failed.record(charge["id"])["status"] == "failed"
    assert failed.record(charge["id"])["failure_balance_transaction"]["reporting_category"] == "charge_failure"


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_payment_comes_again_when_its_balance_transaction_is_there(sandbox: Sandbox, is_lost: bool) -> None:  # noqa: FBT001  # a case
    act(sandbox, "settle", delay=3_600)
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))

    first = read(sandbox.stripe.url, streams=(STREAM,))
    act(sandbox, "settle")
    if is_lost:
        sandbox.stripe.store.lose_events()
        first.state["bookmarks"][STREAM]["rescanned_at"] = "2026-01-01T00:00:00Z"
    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)

    assert first.record(charge["id"])["balance_transaction"] is None
    assert second.record(charge["id"])["balance_transaction"]["net"] < 10_000


def test_a_note_of_the_sync_itself_makes_nothing_due(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    _, state = ids_of(sandbox)
    sandbox.stripe.store.lose_events()

    noted(sandbox, charge, economic_status="booked")
    after_own_note, _ = ids_of(sandbox, state)
    noted(sandbox, charge, economic_status="booked", order="7")
    after_other_note, _ = ids_of(sandbox, state)

    assert after_own_note == []
    assert after_other_note == [charge["id"]]


def test_one_asked_for_by_id_says_which_invoice_it_belongs_to(company: Sandbox) -> None:
    payment = next(one for one in company.stripe.store.all("invoice_payment") if one["status"] == "paid")
    intent = company.stripe.store.find("payment_intent", payment["payment"]["payment_intent"])
    assert intent is not None

    record = read(company.stripe.url, streams=(STREAM,), ids=intent["latest_charge"]).record(intent["latest_charge"])

    assert record["invoice"] == payment["invoice"]
    assert record["tap_error"] is None


def test_one_whose_invoice_cannot_be_looked_up_says_so_and_is_not_taken_for_a_payment(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    sandbox.stripe.faults.add(
        Fault(path="/v1/invoice_payments", action="fail_before_commit", status=400, times="always")
    )

    record = read(sandbox.stripe.url, streams=(STREAM,), ids=charge["id"]).record(charge["id"])

    assert record["tap_error"]["code"] == "invoice_unknown"
