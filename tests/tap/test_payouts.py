"""What the records of payouts say: what reached the bank, what came back, and what it consisted of."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tests.tap.acting import paths
from tests.tap.moving import act
from tests.tap.running import Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

STREAM = "payouts"
DAY = 86_400
SUMS = ("amount", "fee", "net", "count")


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    """A company that is paid out by a schedule; its objects are only read here."""
    with Sandbox(seed=1, invoices=120) as running:
        yield running


@pytest.fixture(scope="module")
def everything(company: Sandbox) -> Run:
    """One run over all its payouts."""
    company.stripe.requests.clear()
    return read(company.stripe.url, streams=(STREAM,), requests_per_second="0")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A small company of its own for a test that changes it."""
    with Sandbox(seed=1, invoices=10) as running:
        yield running


def an_automatic_one(sandbox: Sandbox) -> Json:
    """A payout that the schedule made."""
    return next(
        one
        for one in sandbox.stripe.store.all("payout")
        if one["automatic"] and one["status"] == "paid" and one["reconciliation_status"] == "completed"
    )


def record_of(sandbox: Sandbox, payout: Json) -> Json:
    """The record of one payout."""
    return read(sandbox.stripe.url, streams=(STREAM,), ids=payout["id"]).record(payout["id"])


def test_every_payout_that_is_over_comes_once(company: Sandbox, everything: Run) -> None:
    over = [
        one["id"] for one in company.stripe.store.all("payout") if one["status"] in {"paid", "failed", "canceled"}
    ]

    assert sorted(everything.ids(STREAM)) == sorted(over)
    assert all(one["tap_error"] is None for one in everything.records(STREAM))


def test_an_automatic_payout_tells_what_it_consists_of(everything: Run) -> None:
    told = [one for one in everything.records(STREAM) if one["transactions"] is not None]

    for one in told:
        sums = one["transactions"]
        assert sums["net"] == one["amount"] == -one["balance_transaction"]["net"]
        assert one["net"] == 0
        assert sums["net"] == sums["amount"] - sums["fee"]
        assert sum(fee["amount"] for fee in sums["fees"]) == sums["fee"]
        for name in SUMS:
            assert sum(category[name] for category in sums["categories"]) == sums[name]
        assert "payout" not in {category["reporting_category"] for category in sums["categories"]}
    assert len(told) > 5


def test_it_takes_a_request_per_payout_and_hundred_transactions(company: Sandbox, everything: Run) -> None:
    assert len(paths(company)) <= len(everything.records(STREAM)) + 2


def test_a_payout_by_hand_tells_nothing_of_its_transactions(sandbox: Sandbox) -> None:
    act(sandbox, "move_balance", type="adjustment", amount=50_000)
    made = act(sandbox, "pay_out", amount=10_000)

    assert record_of(sandbox, made)["transactions"] is None
    assert record_of(sandbox, made)["net"] is None


def test_a_payout_comes_when_it_has_arrived_and_again_when_it_comes_back(sandbox: Sandbox) -> None:
    payout = an_automatic_one(sandbox)
    store = sandbox.stripe.store
    store.put(payout | {"status": "in_transit", "arrival_date": int(time.time()) + DAY})
    first = read(sandbox.stripe.url, streams=(STREAM,))
    act(sandbox, "move_balance", type="adjustment", amount=1)
    store.change("payout", payout["id"], {"status": "paid"}, "payout.paid")
    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)
    act(sandbox, "fail_payout", payout=payout["id"])
    third = read(sandbox.stripe.url, streams=(STREAM,), state=second.state)

    assert payout["id"] not in first.ids(STREAM)
    assert second.record(payout["id"])["status"] == "paid"
    assert third.record(payout["id"])["status"] == "failed"
    assert third.record(payout["id"])["failure_balance_transaction"]["net"] == payout["amount"]


def test_a_payout_that_came_back_comes_again_even_if_the_event_is_lost(sandbox: Sandbox) -> None:
    payout = list(sandbox.stripe.store.all("payout"))[-1]
    first = read(sandbox.stripe.url, streams=(STREAM,))
    act(sandbox, "fail_payout", payout=payout["id"])
    sandbox.stripe.store.lose_events()
    first.state["bookmarks"][STREAM]["rescanned_at"] = "2026-01-01T00:00:00Z"

    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)

    assert second.record(payout["id"])["status"] == "failed"


def test_transactions_that_do_not_come_to_what_was_paid_out_are_told(sandbox: Sandbox) -> None:
    payout = an_automatic_one(sandbox)
    store = sandbox.stripe.store
    own = store.find("balance_transaction", payout["balance_transaction"])
    assert own is not None
    store.put(own | {"net": own["net"] - 1})

    assert record_of(sandbox, payout)["tap_error"]["code"] == "amounts_do_not_add_up"


def test_transactions_that_cannot_be_read_are_told(sandbox: Sandbox) -> None:
    payout = an_automatic_one(sandbox)
    sandbox.stripe.faults.add(
        Fault(path="/v1/balance_transactions", action="fail_before_commit", status=400, times="always")
    )

    record = record_of(sandbox, payout)

    assert record["tap_error"]["code"] == "list_incomplete"
    assert record["transactions"] is None
