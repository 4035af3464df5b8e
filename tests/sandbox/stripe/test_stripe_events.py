"""Events: what happened in the last 30 days of the account's clock, as it was then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest
import requests

from sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

JsonObject = dict[str, Any]
DAY = 86_400


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=60) as running:
        yield running


def events(sandbox: Sandbox, query: str = "") -> list[JsonObject]:
    found: list[JsonObject] = []
    after = ""
    while True:
        page = get(sandbox, f"/v1/events?limit=100{query}{after}").json()
        found += page["data"]
        if not page["has_more"]:
            return found
        after = f"&starting_after={found[-1]['id']}"


def get(sandbox: Sandbox, path: str) -> requests.Response:
    return requests.get(sandbox.stripe.url + path, auth=("sk_test_sandbox", ""), timeout=10)


def test_the_clock_stands_an_hour_after_the_newest_thing_and_can_be_set(sandbox: Sandbox) -> None:
    store = sandbox.stripe.store
    moments = [
        time
        for item in store.all("invoice")
        for time in (item["created"], *item["status_transitions"].values())
        if time is not None
    ]
    assert store.clock == max(moments) + 3_600
    store.clock = 1_780_000_000
    assert store.clock == 1_780_000_000
    store.clock = None
    assert store.clock == max(moments) + 3_600


def test_events_reach_back_thirty_days(sandbox: Sandbox) -> None:
    clock = sandbox.stripe.store.clock
    found = events(sandbox)
    times = [event["created"] for event in found]
    assert times == sorted(times, reverse=True)
    assert clock - 30 * DAY <= times[-1] < times[0] <= clock
    assert len({event["id"] for event in found}) == len(found)


def test_pages_of_events_walk_both_ways(sandbox: Sandbox) -> None:
    ids = [event["id"] for event in events(sandbox)]
    middle = len(ids) // 2
    older = get(sandbox, f"/v1/events?limit=5&starting_after={ids[middle]}").json()
    assert [event["id"] for event in older["data"]] == ids[middle + 1 : middle + 6]
    newer = get(sandbox, f"/v1/events?limit=5&ending_before={ids[middle]}").json()
    assert [event["id"] for event in newer["data"]] == ids[middle - 5 : middle]
    assert (older["has_more"], newer["has_more"]) == (True, True)
    assert get(sandbox, f"/v1/events?ending_before={ids[3]}").json()["has_more"] is False


def test_an_event_older_than_thirty_days_is_gone(sandbox: Sandbox) -> None:
    oldest = events(sandbox)[-1]
    assert get(sandbox, f"/v1/events/{oldest['id']}").json() == oldest
    sandbox.stripe.store.clock = oldest["created"] + 30 * DAY + 1
    assert get(sandbox, f"/v1/events/{oldest['id']}").status_code == 404
    assert oldest["id"] not in [event["id"] for event in events(sandbox)]


def test_with_an_earlier_clock_the_future_has_not_happened(sandbox: Sandbox) -> None:
    store = sandbox.stripe.store
    store.clock = next(store.all("invoice"))["created"] + 7_200
    found = events(sandbox, "&type=invoice.*")
    assert [event["type"] for event in found] == [
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice.finalized",
        "invoice.created",
    ]


def test_an_invoice_looks_as_it_did_when_each_event_happened(sandbox: Sandbox) -> None:
    store = sandbox.stripe.store
    store.clock = next(store.all("invoice"))["created"] + 7_200
    paid, _, finalised, created = (event["data"]["object"] for event in events(sandbox, "&type=invoice.*"))
    assert [item["status"] for item in (created, finalised, paid)] == ["draft", "open", "paid"]
    assert created["number"] is None
    assert finalised["number"] == paid["number"]
    assert finalised["status_transitions"]["paid_at"] is None
    assert finalised["amount_remaining"] == paid["amount_paid"]
    # Where its PDF is depends on where the sandbox is; what is kept does not.
    assert store.find("invoice", paid["id"]) == paid | {"invoice_pdf": ANY}


def test_an_event_does_not_change_when_its_object_does(sandbox: Sandbox) -> None:
    before = events(sandbox, "&type=invoice.paid")
    newest = before[0]["data"]["object"]["id"]
    sandbox.stripe.store.change("invoice", newest, {"metadata": {"changed": "yes"}})
    assert events(sandbox, "&type=invoice.paid") == before


def test_embedded_lines_of_events_are_cut_too(sandbox: Sandbox) -> None:
    store = sandbox.stripe.store
    long = next(item for item in store.all("invoice") if item["lines"]["total_count"] == 120)
    store.clock = long["status_transitions"]["paid_at"] + 60
    event = events(sandbox, "&type=invoice.paid")[0]
    assert event["data"]["object"]["id"] == long["id"]
    assert (len(event["data"]["object"]["lines"]["data"]), event["data"]["object"]["lines"]["has_more"]) == (10, True)


def test_nothing_charged_means_no_payment_succeeded(sandbox: Sandbox) -> None:
    store = sandbox.stripe.store
    free = next(item for item in store.all("invoice") if item["status"] == "paid" and item["total"] == 0)
    store.clock = free["status_transitions"]["paid_at"] + 60
    types = [event["type"] for event in events(sandbox) if event["data"]["object"]["id"] == free["id"]]
    assert types == ["invoice.paid", "invoice.finalized", "invoice.created"]


def test_types_are_chosen_by_name_or_pattern(sandbox: Sandbox) -> None:
    everything = events(sandbox)
    assert {event["type"] for event in events(sandbox, "&type=invoice.paid")} == {"invoice.paid"}
    wild = events(sandbox, "&type=invoice.*")
    assert wild == [event for event in everything if event["type"].startswith("invoice.")]
    two = events(sandbox, "&types[]=invoice.paid&types[]=invoice_payment.paid")
    assert {event["type"] for event in two} == {"invoice.paid", "invoice_payment.paid"}
    middle = everything[len(everything) // 2]["created"]
    assert events(sandbox, f"&created[gt]={middle}") == [event for event in everything if event["created"] > middle]
    assert events(sandbox, "&delivery_success=false") == []
    assert events(sandbox, "&delivery_success=true") == everything


@pytest.mark.parametrize(
    "query",
    [
        "type=invoice.paid&types[]=invoice.paid",
        "&".join("types[]=invoice.paid" for _ in range(21)),
        "starting_after=evt_bogus",
        "delivery_success=perhaps",
    ],
)
def test_what_stripe_refuses_of_event_lists(sandbox: Sandbox, query: str) -> None:
    assert get(sandbox, f"/v1/events?{query}").status_code == 400


def test_a_deleted_customer_leaves_an_event(sandbox: Sandbox) -> None:
    store = sandbox.stripe.store
    customer = next(store.all("customer"))
    store.delete("customer", customer["id"])
    event = events(sandbox)[0]
    assert event["type"] == "customer.deleted"
    assert event["data"]["object"] == customer
