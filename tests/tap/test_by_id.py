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
    assert set(missing) == {"id", "object", "account", "tap_error"}
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


def test_what_is_marked_to_be_left_out_carries_no_error_whatever_is_wrong_with_it(sandbox: Sandbox) -> None:
    wrong, cut = [one for one in paid_invoices(sandbox) if one["lines"]["has_more"]][:2]
    for one in (wrong, cut):
        sandbox.stripe.store.put(one | {"total": one["total"] + 1, "metadata": {"economic_ignore": "true"}})
    path = f"/v1/invoices/{cut['id']}/lines"
    sandbox.stripe.faults.add(Fault(method="GET", path=path, action="fail_before_commit", status=400))
    retry = [{"id": one["id"], "code": "amounts_do_not_add_up"} for one in (wrong, cut)]

    run = read(sandbox.stripe.url, state={"bookmarks": {"invoices": {"retry": retry}}})

    for one in (wrong, cut):
        assert run.record(one["id"])["tap_error"] is None
        assert run.record(one["id"])["metadata"] == {"economic_ignore": "true"}


def test_only_the_word_true_leaves_an_invoice_out(sandbox: Sandbox) -> None:
    one = paid_invoices(sandbox)[0]
    sandbox.stripe.store.put(one | {"total": one["total"] + 1, "metadata": {"economic_ignore": "false"}})

    record = read(sandbox.stripe.url, ids=one["id"]).record(one["id"])

    assert record["tap_error"]["code"] == "amounts_do_not_add_up"


@pytest.mark.parametrize("kind", ["customer", "product"])
def test_a_deleted_object_asked_for_by_id_is_no_longer_in_stripe(sandbox: Sandbox, kind: str) -> None:
    one = next(sandbox.stripe.store.all(kind))["id"]
    sandbox.stripe.store.delete(kind, one)

    record = read(sandbox.stripe.url, streams=(f"{kind}s",), ids=one).record(one)

    assert record["tap_error"]["code"] == "not_found_in_stripe"
    assert one in record["tap_error"]["message"]


def test_a_deleted_customer_is_told_from_one_that_never_was(sandbox: Sandbox) -> None:
    one = next(sandbox.stripe.store.all("customer"))["id"]
    sandbox.stripe.store.delete("customer", one)

    record = read(sandbox.stripe.url, streams=("customers",), ids=one).record(one)

    assert record["tap_error"]["message"] == f"The customer {one} has been deleted in Stripe."
