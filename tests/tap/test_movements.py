"""What the records of balance transactions say: what moved the balance, and what is behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tap_stripe_invoices.errors import StripeError
from tests.tap.acting import paths
from tests.tap.moving import act, charge_of
from tests.tap.running import Kept, Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_sdk.singerlib.encoding.simple import Message

Json = dict[str, Any]

STREAM = "balance_transactions"


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    """A company with refunds, disputes, fees and payouts; its objects are only read here."""
    with Sandbox(seed=1, invoices=120) as running:
        yield running


@pytest.fixture(scope="module")
def everything(company: Sandbox) -> Run:
    """One run over all that moved the company's balance."""
    company.stripe.requests.clear()
    return read(company.stripe.url, streams=(STREAM,))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A small company of its own for a test that changes it."""
    with Sandbox(seed=1, invoices=10) as running:
        yield running


def movements(run: Run, category: str) -> list[Json]:
    """The records of one reporting category."""
    return [one for one in run.records(STREAM) if one["reporting_category"] == category]


def movement_of(run: Run, source: str) -> Json:
    """The only record of a source."""
    (found,) = [one for one in run.records(STREAM) if (one["source"] or {}).get("id") == source]
    return dict(found)


def test_every_movement_comes_once_and_oldest_first(company: Sandbox, everything: Run) -> None:
    created = [one["created"] for one in everything.records(STREAM)]

    assert sorted(everything.ids(STREAM)) == sorted(
        one["id"] for one in company.stripe.store.all("balance_transaction")
    )
    assert created == sorted(created)
    assert all(one["tap_error"] is None for one in everything.records(STREAM))


def test_the_movements_come_to_the_balance(company: Sandbox, everything: Run) -> None:
    stripes = sum(one["net"] for one in company.stripe.store.all("balance_transaction"))

    assert sum(one["net"] for one in everything.records(STREAM)) == stripes


def test_a_charge_names_the_invoice_it_paid(company: Sandbox, everything: Run) -> None:
    invoices = {
        one["payment"]["payment_intent"]: one["invoice"]
        for one in company.stripe.store.all("invoice_payment")
        if one["status"] == "paid"
    }
    charges = movements(everything, "charge")

    for one in charges:
        related = one["related"]
        assert related["charge"] == one["source"]["id"]
        assert related["customer"] == one["source"]["customer"]
        assert related["invoice"] == invoices.get(related["payment_intent"])
    assert {None} < {one["related"]["invoice"] for one in charges}


def test_a_refund_names_charge_invoice_and_credit_note(company: Sandbox, everything: Run) -> None:
    notes = {
        entry["refund"]: note["id"] for note in company.stripe.store.all("credit_note") for entry in note["refunds"]
    }
    refunds = movements(everything, "refund")

    for one in refunds:
        related = one["related"]
        assert related["refund"] == one["source"]["id"]
        assert related["charge"] == one["source"]["charge"]
        assert related["invoice"] is not None
        assert related["credit_note"] == notes.get(related["refund"])
    assert len({one["related"]["credit_note"] for one in refunds}) > 2


def test_a_failed_refund_names_the_same_refund(everything: Run) -> None:
    refunds = {one["source"]["id"]: one["related"] for one in movements(everything, "refund")}

    for one in movements(everything, "refund_failure"):
        assert one["related"] == refunds[one["source"]["id"]]


def test_a_dispute_names_charge_invoice_and_customer(company: Sandbox, everything: Run) -> None:
    disputes = movements(everything, "dispute") + movements(everything, "dispute_reversal")

    for one in disputes:
        charge = company.stripe.store.find("charge", one["related"]["charge"])
        assert charge is not None
        assert one["related"]["dispute"] == one["source"]["id"]
        assert one["related"]["customer"] == charge["customer"]
        assert one["related"]["invoice"] is not None
    assert {one["reporting_category"] for one in disputes} == {"dispute", "dispute_reversal"}


def test_payments_and_refunds_bring_their_customer_and_nothing_else_does(company: Sandbox, everything: Run) -> None:
    numbers: dict[str, set[str]] = {}
    for one in company.stripe.store.all("tax_id"):
        numbers.setdefault(one["customer"], set()).add(one["value"])

    for one in everything.records(STREAM):
        theirs = one["reporting_category"] in {"charge", "refund", "refund_failure"}
        who = one["related"]["customer"] if theirs else None
        customer = one["customer"] or {}
        assert (one["source"] or {}).get("customer") == customer.get("id") == who
        if customer.get("deleted"):
            continue
        stored = who and company.stripe.store.find("customer", who)
        assert customer.get("email") == (stored and stored["email"])
        assert {tax_id["value"] for tax_id in customer.get("tax_ids", ())} == numbers.get(who or "", set())
    assert numbers


def test_a_customer_that_was_deleted_comes_as_the_payment_knew_it(sandbox: Sandbox) -> None:
    invoice = next(
        one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid" and one["amount_paid"]
    )
    gone = invoice["customer"]
    refund = act(sandbox, "refund", charge=invoice["id"], amount=100)
    sandbox.stripe.store.delete("customer", gone)

    run = read(sandbox.stripe.url, streams=(STREAM,))
    theirs = {one["reporting_category"]: one for one in run.records(STREAM) if one["related"]["customer"] == gone}

    charge, refunded = theirs["charge"], movement_of(run, refund["id"])
    assert (charge["tap_error"], refunded["tap_error"]) == (None, None)
    assert (charge["customer"]["id"], charge["customer"]["deleted"]) == (gone, True)
    assert charge["customer"]["email"] == charge["source"]["billing_details"]["email"]
    assert (refunded["customer"]["id"], refunded["customer"]["email"]) == (gone, None)
    assert charge["customer"]["tax_ids"] == refunded["customer"]["tax_ids"] == []


def test_a_payment_of_nobody_in_particular_has_no_customer(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))

    (record,) = read(sandbox.stripe.url, ids=charge["balance_transaction"], streams=(STREAM,)).records(STREAM)

    assert (record["customer"], record["related"]["customer"]) == (None, None)


def test_a_payout_and_its_failure_name_the_payout(everything: Run) -> None:
    payouts = movements(everything, "payout") + movements(everything, "payout_reversal")

    assert all(one["related"]["payout"] == one["source"]["id"] for one in payouts)
    assert all(one["related"]["invoice"] is None for one in payouts)


def test_a_fee_of_the_account_names_nothing(everything: Run) -> None:
    fees = movements(everything, "fee")

    assert fees
    assert all(one["source"] is None and set(one["related"].values()) == {None} for one in fees)


def test_a_backfill_takes_few_requests(company: Sandbox, everything: Run) -> None:
    refunds = {one["related"]["invoice"] for one in movements(everything, "refund")}
    disputes = {one["related"]["charge"] for one in movements(everything, "dispute")}
    singly = [path for path in paths(company) if path not in {"/v1/balance_transactions", "/v1/invoice_payments"}]

    assert len(singly) == len(refunds) + len(disputes)
    assert paths(company).count("/v1/invoice_payments") == 2


def test_the_next_run_reads_only_what_is_new_and_the_last_second(sandbox: Sandbox) -> None:
    first = read(sandbox.stripe.url, streams=(STREAM,))
    newest = max(one["created"] for one in first.records(STREAM))
    ties = [one["id"] for one in first.records(STREAM) if one["created"] == newest]
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))

    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)

    assert second.ids(STREAM) == [*ties, charge["balance_transaction"]]


def test_the_newest_movements_are_read_again_because_lists_may_lag(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    first = read(sandbox.stripe.url, streams=(STREAM,))

    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)

    assert charge["balance_transaction"] in second.ids(STREAM)


def test_a_rate_of_exchange_keeps_all_its_decimals(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, currency="eur"))
    store = sandbox.stripe.store
    stored = store.find("balance_transaction", charge["balance_transaction"])
    assert stored is not None
    lines: list[str] = []

    class Lines(Kept):
        def write_message(self, message: Message) -> None:
            text = self.format_message(message)
            lines.append(text if isinstance(text, str) else bytes(text).decode())
            super().write_message(message)

    read(sandbox.stripe.url, streams=(STREAM,), ids=stored["id"], kept=Lines())

    (line,) = [one for one in lines if '"RECORD"' in one]
    assert str(json.loads(line, parse_float=str)["record"]["exchange_rate"]) == str(stored["exchange_rate"])


def test_the_exponents_of_both_currencies_are_told(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, currency="jpy"))

    record = read(sandbox.stripe.url, ids=charge["balance_transaction"], streams=(STREAM,)).records(STREAM)[0]

    assert record["exponent"] == 2
    assert record["source"]["currency"] == "jpy"
    assert record["source"]["exponent"] == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"net": 1}, "is not net 1"),
        ({"fee_details": []}, "fee_details come to 0"),
    ],
)
def test_figures_that_contradict_one_another_are_told(sandbox: Sandbox, wrong: Json, said: str) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    stored = sandbox.stripe.store.find("balance_transaction", charge["balance_transaction"])
    assert stored is not None
    sandbox.stripe.store.put(stored | wrong)

    (record,) = read(sandbox.stripe.url, ids=stored["id"], streams=(STREAM,)).records(STREAM)

    assert record["tap_error"]["code"] == "amounts_do_not_add_up"
    assert said in record["tap_error"]["message"]


def test_a_kind_of_movement_that_nobody_has_seen_comes_as_it_is(sandbox: Sandbox) -> None:
    moved = act(sandbox, "move_balance", type="adjustment", amount=-500, reporting_category="tea_money")

    (record,) = read(sandbox.stripe.url, ids=moved["id"], streams=(STREAM,)).records(STREAM)

    assert record["reporting_category"] == "tea_money"
    assert record["net"] == -500
    assert record["tap_error"] is None


def test_a_bank_debit_that_failed_late_names_its_charge_both_times(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, payment_method="pm_sepa_debit"))
    act(sandbox, "clear_payment", charge=charge["id"])
    act(sandbox, "fail_payment", charge=charge["id"])

    records = [
        one
        for one in read(sandbox.stripe.url, streams=(STREAM,)).records(STREAM)
        if one["related"]["charge"] == charge["id"]
    ]

    assert [one["reporting_category"] for one in records] == ["charge", "charge_failure"]
    assert sum(one["amount"] for one in records) == 0


def test_a_payment_of_several_invoices_is_not_booked_on_one_of_them(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    blank = next(sandbox.stripe.store.all("invoice_payment"))
    for one in ("in_one", "in_other"):
        payment = {"type": "payment_intent", "payment_intent": charge["payment_intent"]}
        sandbox.stripe.store.put(blank | {"id": f"inpay_{one}", "invoice": one, "status": "paid", "payment": payment})

    (record,) = read(sandbox.stripe.url, ids=charge["balance_transaction"], streams=(STREAM,)).records(STREAM)

    assert record["related"]["invoice"] is None
    assert record["tap_error"]["code"] == "payment_of_several_invoices"
    assert "in_one, in_other" in record["tap_error"]["message"]


def test_a_movement_whose_charge_is_to_be_left_out_is_no_failure(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    stored = sandbox.stripe.store.find("balance_transaction", charge["balance_transaction"])
    assert stored is not None
    sandbox.stripe.store.put(stored | {"net": 1})
    sandbox.stripe.store.put(charge | {"metadata": {"economic_ignore": "true"}})

    (record,) = read(sandbox.stripe.url, ids=stored["id"], streams=(STREAM,)).records(STREAM)

    assert record["tap_error"] is None
    assert record["source"]["metadata"] == {"economic_ignore": "true"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/invoice_payments", "invoice_unknown"),
        ("/v1/credit_notes", "credit_note_unknown"),
    ],
)
def test_what_could_not_be_looked_up_is_told_and_the_run_goes_on(sandbox: Sandbox, path: str, code: str) -> None:
    invoice = next(
        one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid" and one["amount_paid"]
    )
    refund = act(sandbox, "refund", charge=invoice["id"], amount=100)
    other = act(sandbox, "move_balance", type="adjustment", amount=-500)["id"]
    sandbox.stripe.faults.add(Fault(path=path, action="fail_before_commit", status=400, times="always"))

    run = read(sandbox.stripe.url, ids=[refund["balance_transaction"], other], streams=(STREAM,))

    assert movement_of(run, refund["id"])["tap_error"]["code"] == code
    assert run.record(other)["tap_error"] is None


def test_a_dispute_whose_charge_cannot_be_read_says_so(sandbox: Sandbox) -> None:
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000))
    dispute = act(sandbox, "open_dispute", charge=charge["id"])
    sandbox.stripe.faults.add(Fault(path="/v1/charges/.*", action="fail_before_commit", status=400, times="always"))

    run = read(sandbox.stripe.url, ids=dispute["balance_transactions"][0]["id"], streams=(STREAM,))

    assert movement_of(run, dispute["id"])["tap_error"]["code"] == "customer_unknown"


@pytest.mark.parametrize(
    ("kind", "permission"),
    [
        ("balance_transaction", "rak_balance_transaction_source_read"),
        ("customer", "rak_customer_read"),
    ],
)
def test_a_key_that_may_not_read_the_balance_or_customers_ends_the_run(
    sandbox: Sandbox, kind: str, permission: str
) -> None:
    sandbox.stripe.store.keys["rk_test_money"] = {"*": "read", kind: "none"}

    with pytest.raises(StripeError) as caught:
        read(sandbox.stripe.url, streams=(STREAM,), api_key="rk_test_money")

    assert caught.value.code == "stripe_permission_missing"
    assert permission in caught.value.hint
