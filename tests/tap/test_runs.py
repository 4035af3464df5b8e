"""What a run reads: what is new, what became due late; and that a place in STATE never lies."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tap_stripe_invoices.errors import StateError, StripeError
from tap_stripe_invoices.http.client import Client
from tap_stripe_invoices.records.dates import to_seconds, to_text
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.tap.company import DAY, bookmark, paid_invoices, put_copy
from tests.tap.running import KEY, Kept, read, signals_kept

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


def test_a_second_run_reads_only_the_last_second_again(sandbox: Sandbox) -> None:
    first = read(sandbox.stripe.url)
    second = read(sandbox.stripe.url, state=first.state)

    assert second.ids() == first.ids()[-1:]
    assert bookmark(second.state)["replication_key_value"] == first.records()[-1]["created"]


def test_state_has_the_agreed_shape_and_nothing_of_the_sdks(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url, streams=("invoices", "customers", "products")).state

    assert set(state) == {"bookmarks"}
    for stream in ("invoices", "customers", "products"):
        assert set(bookmark(state, stream)) == {"replication_key", "replication_key_value", "read_at"}
        assert bookmark(state, stream)["replication_key"] == "created"


def test_a_new_invoice_is_read_by_the_next_run(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    after = to_seconds(bookmark(state)["replication_key_value"])
    put_copy(sandbox, "in_new", created=after + 60, paid_at=after + 120)

    assert read(sandbox.stripe.url, state=state).ids()[-1] == "in_new"


def test_ties_in_the_bookmarks_second_are_read_again_and_not_lost(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    at = to_seconds(bookmark(state)["replication_key_value"])
    put_copy(sandbox, "in_tie", created=at, paid_at=at)

    assert "in_tie" in read(sandbox.stripe.url, state=state).ids()


def test_an_invoice_paid_after_the_bookmark_went_past_it_is_read(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    at = to_seconds(bookmark(state)["replication_key_value"])
    put_copy(sandbox, "in_late", created=at - 89 * DAY, paid_at=int(time.time()))
    put_copy(sandbox, "in_early", created=at - 89 * DAY, paid_at=at - 88 * DAY)
    put_copy(sandbox, "in_open", created=at - 89 * DAY, paid_at=None)

    run = read(sandbox.stripe.url, state=state)

    assert "in_late" in run.ids()
    assert not {"in_early", "in_open"} & set(run.ids())
    assert bookmark(run.state)["replication_key_value"] == bookmark(state)["replication_key_value"]


def test_one_paid_after_more_than_rescan_days_is_found_by_looking_further_back(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    at = to_seconds(bookmark(state)["replication_key_value"])
    put_copy(sandbox, "in_late", created=at - 95 * DAY, paid_at=int(time.time()))

    assert "in_late" not in read(sandbox.stripe.url, state=state).ids()
    assert "in_late" in read(sandbox.stripe.url, state=state, rescan_days=120).ids()


def test_customers_and_products_are_read_whatever_their_age(sandbox: Sandbox) -> None:
    run = read(sandbox.stripe.url, streams=("customers", "products"), start_date="2026-11-01")

    for stream, kind in (("customers", "customer"), ("products", "product")):
        listed = {one["id"] for one in sandbox.stripe.store.all(kind) if not one.get("deleted")}
        assert set(run.ids(stream)) == listed


def test_no_invoice_before_the_start_date_is_read(sandbox: Sandbox) -> None:
    run = read(sandbox.stripe.url, start_date="2026-06-01")

    expected = [one["id"] for one in paid_invoices(sandbox) if one["created"] >= to_seconds("2026-06-01")]
    assert sorted(run.ids()) == sorted(expected)
    assert 0 < len(expected) < 40


def test_an_empty_account_ends_well(empty_sandbox: Sandbox) -> None:
    run = read(empty_sandbox.stripe.url)

    assert run.records() == []
    assert "replication_key_value" not in bookmark(run.state)


def test_the_bookmark_stays_ten_minutes_behind_the_servers_clock(sandbox: Sandbox) -> None:
    put_copy(sandbox, "in_now", created=int(time.time()), paid_at=int(time.time()))

    run = read(sandbox.stripe.url)

    marks = bookmark(run.state)
    assert run.ids()[-1] == "in_now"
    assert to_seconds(marks["replication_key_value"]) == to_seconds(marks["read_at"]) - 600


def test_an_interrupted_run_leaves_a_place_from_which_nothing_is_lost(sandbox: Sandbox) -> None:
    oldest = paid_invoices(sandbox)[0]["created"]
    for number in range(900):
        at = oldest + number * DAY // 4
        put_copy(sandbox, f"in_more{number:03}", created=at, paid_at=at)
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/invoices", nth=12, times=99, action="fail_before_commit"))
    states, seen = _read_until_it_fails(sandbox)

    created = {one["id"]: one["created"] for one in paid_invoices(sandbox)}
    for state, ids in zip(states, seen, strict=True):
        at = to_seconds(bookmark(state)["replication_key_value"])
        assert all(created[one] >= at for one in created.keys() - ids)
    assert len(states) >= 4

    sandbox.stripe.faults.clear()
    rest = read(sandbox.stripe.url, state=states[-1], rescan_days=0)
    assert seen[-1] | set(rest.ids()) == created.keys()
    assert len(rest.ids()) < len(created)


def test_an_invoice_paid_after_the_interrupted_run_went_past_it_is_read(sandbox: Sandbox) -> None:
    oldest = paid_invoices(sandbox)[0]["created"]
    for number in range(900):
        put_copy(
            sandbox, f"in_more{number:03}", created=oldest + number * DAY // 4, paid_at=oldest + number * DAY // 4
        )
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/invoices", nth=12, times=99, action="fail_before_commit"))
    states, _ = _read_until_it_fails(sandbox)
    sandbox.stripe.faults.clear()
    at = to_seconds(bookmark(states[-1])["replication_key_value"])
    put_copy(sandbox, "in_late", created=at - 20 * DAY, paid_at=int(time.time()))

    rest = read(sandbox.stripe.url, state=states[-1])

    assert rest.ids()[0] == "in_late"
    assert all(to_seconds(record["created"]) >= at for record in rest.records()[1:])


def _read_until_it_fails(sandbox: Sandbox) -> tuple[list[Json], list[set[str]]]:
    """Each STATE of a run that dies, with the ids of the invoices written before it."""
    kept = Kept()
    with signals_kept():
        tap = TapStripeInvoices(config={"api_key": KEY, "api_url": sandbox.stripe.url}, message_writer=kept)
        tap.client = Client(api_url=sandbox.stripe.url, api_key=KEY, pause=lambda _: None)
        with pytest.raises(StripeError):
            tap.streams["invoices"].sync()
        tap.client.close()
    states: list[Json] = []
    seen: list[set[str]] = []
    ids: set[str] = set()
    for message in kept.messages:
        if message["type"] == "RECORD":
            ids.add(message["record"]["id"])
        elif message["type"] == "STATE":
            states.append(message["value"])
            seen.append(set(ids))
    return states, seen


def test_a_state_comes_at_least_every_fifty_records() -> None:
    with Sandbox(seed=2, invoices=240) as sandbox:
        run = read(sandbox.stripe.url)
        again = read(sandbox.stripe.url, ids=run.ids())

    for one in (run, again):
        stretch = longest = 0
        for message in one.messages:
            stretch = stretch + 1 if message["type"] == "RECORD" else 0
            longest = max(longest, stretch)
        assert longest == 50
        assert one.messages[-1]["type"] == "STATE"


@pytest.mark.parametrize(
    "broken",
    [
        {"replication_key_value": "yesterday"},
        {"replication_key_value": ["2026-01-01T00:00:00Z"]},
        {"retry": {"in_1": 1}},
        {"retry": ["in_1"]},
        {"replication_key_value": 10**30},
        {"read_at": "now"},
        None,
        [],
        "2026-01-01T00:00:00Z",
    ],
)
@pytest.mark.parametrize("stream", ["invoices", "products"])
def test_a_state_that_cannot_be_read_names_the_stream_before_anything_is_read(
    sandbox: Sandbox, stream: str, broken: object
) -> None:
    with pytest.raises(StateError, match=f"stream {stream}") as caught:
        read(sandbox.stripe.url, state={"bookmarks": {stream: broken}}, streams=("invoices", "products"))

    assert caught.value.code == "state_unreadable"
    assert list(sandbox.stripe.requests) == []


@pytest.mark.parametrize("bookmarks", [[], None, "", 3])
def test_a_state_without_bookmarks_by_stream_is_refused(sandbox: Sandbox, bookmarks: object) -> None:
    with pytest.raises(StateError, match="bookmarks") as caught:
        read(sandbox.stripe.url, state={"bookmarks": bookmarks})

    assert caught.value.code == "state_unreadable"
    assert list(sandbox.stripe.requests) == []


@pytest.mark.parametrize("key", ["replication_key_value", "read_at"])
@pytest.mark.parametrize("retry", [[], [{"id": "in_unknown", "code": "x"}]])
def test_a_bookmark_in_the_future_is_refused_rather_than_nothing_read(
    sandbox: Sandbox, key: str, retry: list[Json]
) -> None:
    now = int(time.time())
    marks = {"replication_key_value": to_text(now - DAY), "read_at": to_text(now), "retry": retry}
    kept = Kept()

    with pytest.raises(StateError, match=f"{key} .*lies in the future") as caught:
        read(sandbox.stripe.url, state={"bookmarks": {"invoices": marks | {key: to_text(now + 2 * DAY)}}}, kept=kept)

    assert caught.value.code == "state_unreadable"
    assert not any(message["type"] == "RECORD" for message in kept.messages)


def test_a_bookmark_a_little_ahead_of_stripes_clock_is_taken_as_it_is(sandbox: Sandbox) -> None:
    soon = to_text(int(time.time()) + DAY // 2)

    run = read(
        sandbox.stripe.url, state={"bookmarks": {"invoices": {"replication_key_value": soon, "read_at": soon}}}
    )

    assert bookmark(run.state)["replication_key_value"] == soon


def test_a_short_outage_goes_unnoticed(sandbox: Sandbox) -> None:
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/products", action="drop_before_commit"))
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/invoices", action="fail_before_commit", status=429))

    assert len(read(sandbox.stripe.url).ids()) == 40
