"""Events of every kind of object, in older versions, lost and sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.stripe.api.versions import API_VERSION
from tests.sandbox.stripe.made import DAY, T0, make

if TYPE_CHECKING:
    from tests.sandbox.stripe.asking import Account

JsonObject = dict[str, Any]


def events(account: Account, query: str = "") -> list[JsonObject]:
    return account.get(f"/v1/events?limit=100{query}")["data"]  # type: ignore[no-any-return]  # JSON


def about(account: Account, identifier: str) -> list[str]:
    """The types of an object's events, oldest first."""
    return [event["type"] for event in events(account) if event["data"]["object"]["id"] == identifier][::-1]


@pytest.mark.parametrize(
    ("identifier", "types"),
    [
        ("in_paid", ["invoice.created", "invoice.finalized", "invoice.payment_succeeded", "invoice.paid"]),
        ("inpay_paid", ["invoice_payment.paid"]),
        ("pi_paid", ["payment_intent.created", "payment_intent.succeeded"]),
        ("ch_paid", ["charge.succeeded", "charge.refunded"]),
        ("re_1", ["refund.created"]),
        ("cn_1", ["credit_note.created", "credit_note.voided"]),
        ("dp_1", ["charge.dispute.created"]),
        ("po_auto", ["payout.created", "payout.paid", "payout.reconciliation_completed"]),
        ("po_manual", ["payout.created"]),
        ("cus_1", ["customer.created"]),
        ("txi_1", ["customer.tax_id.created"]),
        ("prod_1", ["product.created"]),
        ("price_1", ["price.created"]),
        ("txr_25", ["tax_rate.created"]),
        ("TEN", ["coupon.created"]),
        ("ii_1", ["invoiceitem.created"]),
        ("sub_1", ["customer.subscription.created"]),
        ("txn_paid", []),
    ],
)
def test_each_object_leaves_its_events(account: Account, identifier: str, types: list[str]) -> None:
    account.store.clock = T0 + 7 * DAY
    assert about(account, identifier) == types


def test_a_charge_looks_as_it_did_before_its_refund(account: Account) -> None:
    account.store.change("charge", "ch_paid", {"amount_refunded": 250}, "charge.updated")
    fresh = events(account, "&type=charge.succeeded")[0]["data"]["object"]
    assert (fresh["amount_refunded"], fresh["balance_transaction"]) == (0, None)


def test_failures_are_told_by_the_money_that_came_back(account: Account) -> None:
    late = T0 + 6 * DAY
    account.store.put(make("refund", "re_bad", T0 + DAY, charge="ch_paid", status="failed"))
    account.store.put(
        make("balance_transaction", "txn_b", late, amount=9, net=9, source="re_bad", type="refund_failure")
    )
    account.store.put(
        make("payout", "po_bad", T0, arrival_date=T0 + DAY, status="failed", failure_balance_transaction="txn_c")
    )
    account.store.put(
        make("balance_transaction", "txn_c", late, amount=9, net=9, source="po_bad", type="payout_failure")
    )
    assert about(account, "re_bad") == ["refund.created", "refund.failed", "charge.refund.updated"]
    assert about(account, "po_bad") == ["payout.created", "payout.paid", "payout.failed"]
    created = next(event for event in events(account, "&type=refund.*") if event["data"]["object"]["id"] == "re_bad")
    assert created["type"] == "refund.failed"
    assert created["created"] == late


def test_a_dispute_that_was_won_got_its_money_back(account: Account) -> None:
    back = make("balance_transaction", "txn_back", T0 + 3 * DAY, amount=1_000)
    taken = make("balance_transaction", "txn_dp", T0 + 2 * DAY, amount=-1_000)
    account.store.put(
        (account.store.find("dispute", "dp_1") or {}) | {"balance_transactions": [taken, back], "status": "won"}
    )
    account.store.clock = T0 + 7 * DAY
    assert about(account, "dp_1") == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]
    first = events(account, "&type=charge.dispute.created")[0]["data"]["object"]
    assert (first["status"], len(first["balance_transactions"])) == ("needs_response", 1)


def test_events_are_in_the_version_of_their_day(account: Account) -> None:
    account.store.account_version = "2022-11-15"
    account.store.upgrade(API_VERSION)
    account.ask("/v1/invoices/in_paid", method="POST", data="metadata[a]=1", Stripe_Version=API_VERSION)
    updated, *older = events(account, "&type=invoice.*")
    assert (updated["type"], updated["api_version"]) == ("invoice.updated", API_VERSION)
    assert "parent" in updated["data"]["object"]
    assert {event["api_version"] for event in older} == {"2022-11-15"}
    assert older[0]["data"]["object"]["charge"] == "ch_paid"
    same = account.get(f"/v1/events/{older[0]['id']}", Stripe_Version=API_VERSION)
    assert same == older[0]


def test_there_were_no_events_of_invoice_payments_before_basil(account: Account) -> None:
    now = events(account, "&type=invoice_payment.*")[0]
    account.store.account_version = "2025-03-31.basil"
    assert events(account, "&type=invoice_payment.*") == []
    assert account.error(f"/v1/events/{now['id']}", 404)["code"] == "resource_missing"


def test_lost_events_are_neither_listed_nor_found(account: Account) -> None:
    lost = events(account, "&type=invoice.paid")[0]["id"]
    count = len(events(account))
    assert account.store.lose_events("invoice.paid", "in_paid") == 1
    assert events(account, "&type=invoice.paid") == []
    assert len(events(account)) == count - 1
    assert account.error(f"/v1/events/{lost}", 404)["code"] == "resource_missing"
    assert account.store.lose_events("charge.*", "ch_paid") == 2


def test_an_event_sent_twice_has_two_ids(account: Account) -> None:
    first = events(account, "&type=invoice.paid")[0]
    account.store.duplicate_event(first["id"])
    twice = events(account, "&type=invoice.paid")
    assert len({event["id"] for event in twice}) == 2
    assert twice[0]["data"] == twice[1]["data"]
    assert account.get(f"/v1/events/{twice[0]['id']}")["data"] == first["data"]


def test_new_events_find_their_place_among_the_old(account: Account) -> None:
    before = [event["id"] for event in events(account)]
    account.store.put(make("customer", "cus_old", T0 - DAY))
    account.store.add(make("customer", "cus_new", T0), "customer.created")
    after = [event["id"] for event in events(account)]
    assert [identifier for identifier in after if identifier in before] == before
    assert len(after) == len(before) + 2
    assert about(account, "cus_old") == about(account, "cus_new") == ["customer.created"]


def test_past_events_of_an_object_stay_when_it_is_worked_on(account: Account) -> None:
    store = account.store
    draft = store.find("invoice", "in_paid")
    assert draft is not None
    store.put(draft | {"id": "in_old", "status": "draft", "lines": {"data": []}})
    path = "/v1/events?type=invoice.created&limit=100"
    before = [event["id"] for event in account.get(path)["data"] if event["data"]["object"]["id"] == "in_old"]
    store.add(store.find("invoice", "in_old") or {})
    assert [e["id"] for e in account.get(path)["data"] if e["data"]["object"]["id"] == "in_old"] == before != []


def test_an_update_tells_only_the_metadata_that_changed(account: Account) -> None:
    for data in ({"metadata[a]": "1", "metadata[b]": "1"}, {"metadata[b]": "2", "metadata[c]": "3"}):
        account.ask("/v1/customers/cus_1", method="POST", data=data)
    event = account.get("/v1/events?type=customer.updated&limit=1")["data"][0]
    assert event["data"]["previous_attributes"] == {"metadata": {"b": "1", "c": None}}
