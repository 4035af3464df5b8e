"""Objects read by their ids: the ones asked for, and the ones that failed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox import Fault, Sandbox
from tests.tap.company import bookmark, paid_invoices
from tests.tap.running import read

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


def test_only_the_ids_asked_for_are_read_and_the_bookmarks_stay(sandbox: Sandbox) -> None:
    invoices = [one["id"] for one in paid_invoices(sandbox)]
    customer = next(sandbox.stripe.store.all("customer"))["id"]
    product = next(sandbox.stripe.store.all("product"))["id"]
    state = read(sandbox.stripe.url).state
    sandbox.stripe.requests.clear()

    run = read(
        sandbox.stripe.url,
        state=state,
        streams=("invoices", "customers", "products"),
        ids=f"{invoices[3]}, {invoices[1]} {customer} {product}",
    )

    assert run.ids() == [invoices[3], invoices[1]]
    assert run.ids("customers") == [customer]
    assert run.ids("products") == [product]
    assert bookmark(run.state) == bookmark(state)
    assert not any(one.path in {"/v1/invoices", "/v1/customers"} for one in sandbox.stripe.requests)


def test_an_id_that_is_not_paid_comes_with_its_status_and_one_not_known_as_a_visible_failure(
    sandbox: Sandbox,
) -> None:
    unpaid = next(one for one in sandbox.stripe.store.all("invoice") if one["status"] == "open")

    run = read(sandbox.stripe.url, ids=["in_unknown", unpaid["id"]])

    missing = run.record("in_unknown")
    assert set(missing) == {"id", "object", "tap_error"}
    assert missing["tap_error"]["code"] == "not_found_in_stripe"
    assert "in_unknown" in missing["tap_error"]["message"]
    assert (run.record(unpaid["id"])["status"], run.record(unpaid["id"])["tap_error"]) == ("open", None)


def test_what_failed_before_is_read_first_and_the_list_is_carried_untouched(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    old = paid_invoices(sandbox)[0]["id"]
    retry = [
        {"id": old, "code": "customer_ambiguous", "attempts": 3, "first_failed_at": "2026-11-01T00:00:00Z"},
        {"id": "in_gone", "code": "totals_differ", "attempts": 1, "first_failed_at": "2026-11-02T00:00:00Z"},
    ]
    state["bookmarks"]["invoices"]["retry"] = retry

    run = read(sandbox.stripe.url, state=state)

    assert run.ids()[:2] == [old, "in_gone"]
    assert run.record(old)["tap_error"] is None
    assert run.record("in_gone")["tap_error"]["code"] == "not_found_in_stripe"
    for message in run.messages:
        if message["type"] == "STATE":
            assert message["value"]["bookmarks"]["invoices"]["retry"] == retry


def test_a_failed_id_that_is_also_due_is_written_once(sandbox: Sandbox) -> None:
    old = paid_invoices(sandbox)[0]["id"]

    run = read(sandbox.stripe.url, state={"bookmarks": {"invoices": {"retry": [{"id": old, "code": "x"}]}}})

    assert run.ids().count(old) == 1
    assert len(run.ids()) == 40


def test_one_failed_id_that_stripe_keeps_failing_does_not_hold_up_the_rest(sandbox: Sandbox) -> None:
    old = paid_invoices(sandbox)[0]["id"]
    path = f"/v1/invoices/{old}"
    sandbox.stripe.faults.add(Fault(method="GET", path=path, action="fail_before_commit", status=400))

    run = read(sandbox.stripe.url, state={"bookmarks": {"invoices": {"retry": [{"id": old, "code": "x"}]}}})

    assert run.record(old)["tap_error"]["code"] == "stripe_refused"
    assert len(run.ids()) == 40
