"""What a run reads: what is new, what became due late; and that a place in STATE never lies."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from sandbox import Fault, Sandbox
from tap_stripe_invoices.errors import StateError, StripeError
from tap_stripe_invoices.http.client import Client
from tap_stripe_invoices.records.dates import to_seconds, to_text
from tap_stripe_invoices.streams.base import STATE_EVERY
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.tap.acting import do, invoice, later, paths
from tests.tap.company import DAY, bookmark, paid_invoices, put_copy
from tests.tap.running import KEY, Kept, read, signals_kept

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


@pytest.fixture
def state(sandbox: Sandbox) -> Json:
    """STATE after a first run, an hour ago."""
    state = read(sandbox.stripe.url).state
    later(sandbox, hours=1)
    sandbox.stripe.requests.clear()
    return state


def test_the_first_run_reads_all_that_is_paid_oldest_first(sandbox: Sandbox) -> None:
    run = read(sandbox.stripe.url)

    expected = paid_invoices(sandbox)
    assert sorted(run.ids()) == sorted(one["id"] for one in expected)
    assert [record["created"] for record in run.records()] == sorted(to_text(one["created"]) for one in expected)
    assert paths(sandbox)[:3] == ["/v1/events", "/v1/balance_transactions", "/v1/invoices"]


def test_a_run_with_nothing_due_writes_nothing_and_asks_twice(sandbox: Sandbox, state: Json) -> None:
    run = read(sandbox.stripe.url, state=state)

    assert run.ids() == []
    assert paths(sandbox) == ["/v1/events", "/v1/balance_transactions"]
    assert bookmark(run.state)["read_at"] == to_text(sandbox.stripe.store.clock)


def test_state_has_the_agreed_shape_and_nothing_of_the_sdks(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state

    marks = bookmark(state)
    now = to_text(sandbox.stripe.store.clock)
    newest = to_text(max(one["created"] for one in paid_invoices(sandbox)))
    assert set(state) == {"bookmarks"}
    assert {name: value for name, value in marks.items() if value is not None} == {
        "replication_key": "created",
        "replication_key_value": newest,
        "read_at": now,
        "witnessed_at": now,
        "swept_at": now,
        "rescanned_at": now,
        "trigger": "paid",
        "mode": "test",
        "start_date": "2010-01-01T00:00:00Z",
    }


def test_an_invoice_paid_since_is_read_by_the_next_run(sandbox: Sandbox, state: Json) -> None:
    new = invoice(sandbox, pay=True)
    open_one = invoice(sandbox)

    run = read(sandbox.stripe.url, state=state)

    assert run.ids() == [new]
    assert run.record(new)["status"] == "paid"
    assert open_one not in run.ids()
    assert bookmark(run.state)["replication_key_value"] <= bookmark(run.state)["read_at"]


def test_our_own_note_in_the_metadata_does_not_make_an_invoice_due_again(sandbox: Sandbox, state: Json) -> None:
    paid = paid_invoices(sandbox)[-1]
    note = {"economic_document": "booked_invoice 10031"}
    sandbox.stripe.store.change("invoice", paid["id"], {"metadata": paid["metadata"] | note})

    run = read(sandbox.stripe.url, state=state)

    assert "/v1/events" in paths(sandbox)
    assert run.ids() == []


def test_the_newest_ten_minutes_are_read_again_and_the_rest_is_not(sandbox: Sandbox, state: Json) -> None:
    early = invoice(sandbox, pay=True)
    later(sandbox, minutes=20)
    late = invoice(sandbox, pay=True)
    later(sandbox, minutes=5)
    state = read(sandbox.stripe.url, state=state).state
    later(sandbox, hours=2)

    again = read(sandbox.stripe.url, state=state)

    assert again.ids() == [late]
    assert early != late


def test_one_paid_after_more_than_rescan_days_is_found_by_its_event(sandbox: Sandbox, state: Json) -> None:
    now = sandbox.stripe.store.clock
    put_copy(sandbox, "in_late", created=now - 290 * DAY, paid_at=now)
    put_copy(sandbox, "in_early", created=now - 290 * DAY, paid_at=now - 280 * DAY)
    put_copy(sandbox, "in_open", created=now - 290 * DAY, paid_at=None)

    assert read(sandbox.stripe.url, state=state, rescan_days=7).ids() == ["in_late"]


def test_the_rescan_runs_once_a_day_by_stripes_clock(sandbox: Sandbox, state: Json) -> None:
    state = read(sandbox.stripe.url, state=state).state
    assert "/v1/invoices" not in paths(sandbox)
    later(sandbox, days=1)

    state = read(sandbox.stripe.url, state=state).state
    assert paths(sandbox).count("/v1/invoices") == 1
    sandbox.stripe.requests.clear()

    later(sandbox, minutes=5)
    read(sandbox.stripe.url, state=state)
    assert "/v1/invoices" not in paths(sandbox)


def test_no_rescan_where_it_is_switched_off(sandbox: Sandbox, state: Json) -> None:
    later(sandbox, days=2)

    read(sandbox.stripe.url, state=state, rescan_days=0)

    assert paths(sandbox) == ["/v1/events", "/v1/balance_transactions"]


@pytest.mark.parametrize(("days", "sweeps"), [(29, False), (31, True)])
def test_the_sweep_comes_every_sweep_days(
    sandbox: Sandbox, state: Json, caplog: pytest.LogCaptureFixture, *, days: int, sweeps: bool
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(days):
        later(sandbox, days=1)
        state = read(sandbox.stripe.url, state=state, rescan_days=0).state

    assert ("complete sweep" in caplog.text) is sweeps
    assert "30 days" not in caplog.text


def test_a_gap_longer_than_events_reach_back_makes_a_sweep_and_says_so(
    sandbox: Sandbox, state: Json, caplog: pytest.LogCaptureFixture
) -> None:
    late = invoice(sandbox, pay=True)
    later(sandbox, days=45)

    run = read(sandbox.stripe.url, state=state, sweep_days=0, rescan_days=0)

    assert run.ids() == [late]
    (warning,) = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert "everything is looked at" in warning.getMessage()
    later(sandbox, days=1)
    sandbox.stripe.requests.clear()
    read(sandbox.stripe.url, state=run.state, sweep_days=0, rescan_days=0)
    assert "/v1/invoices" not in paths(sandbox)


def test_each_pass_says_in_one_line_what_it_did(
    sandbox: Sandbox, state: Json, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        invoice(sandbox, pay=True)
    later(sandbox, days=1)

    read(sandbox.stripe.url, state=state)

    said = [one.getMessage() for one in caplog.records if one.name.startswith("tap_stripe_invoices.feed")]
    assert len(said) == 3
    assert "events since" in said[0]
    assert "3 due, read with 1 list pages and 0 single reads" in said[0]
    assert "balance transactions since" in said[1]
    assert "re-scan from" in said[2]


def test_a_place_set_by_hand_is_where_reading_begins(sandbox: Sandbox) -> None:
    run = read(
        sandbox.stripe.url, state={"bookmarks": {"invoices": {"replication_key_value": "2026-06-01T00:00:00Z"}}}
    )

    expected = [one["id"] for one in paid_invoices(sandbox) if one["created"] >= to_seconds("2026-06-01")]
    assert sorted(run.ids()) == sorted(expected)
    assert 0 < len(expected) < 40


def test_under_another_trigger_everything_is_read_once_more(sandbox: Sandbox, state: Json) -> None:
    run = read(sandbox.stripe.url, state=state, trigger="finalized")
    again = read(sandbox.stripe.url, state=run.state, trigger="finalized")

    final = {one["id"] for one in sandbox.stripe.store.all("invoice") if one["status"] != "draft"}
    assert set(run.ids()) == final
    assert len(run.ids()) == len(final) > 40
    assert again.ids() == []


def test_under_trigger_finalized_an_invoice_comes_when_it_is_final_and_again_when_it_is_paid(
    sandbox: Sandbox,
) -> None:
    state = read(sandbox.stripe.url, trigger="finalized").state
    new = invoice(sandbox)
    later(sandbox, hours=1)
    first = read(sandbox.stripe.url, state=state, trigger="finalized")
    later(sandbox, hours=1)
    do(sandbox, "pay_invoice", invoice=new)
    second = read(sandbox.stripe.url, state=first.state, trigger="finalized")

    assert [(one["id"], one["status"]) for one in first.records()] == [(new, "open")]
    assert [(one["id"], one["status"]) for one in second.records()] == [(new, "paid")]


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
    assert bookmark(run.state)["swept_at"] == bookmark(run.state)["read_at"]


def test_the_place_stays_ten_minutes_behind_the_servers_clock(sandbox: Sandbox) -> None:
    now = sandbox.stripe.store.clock
    put_copy(sandbox, "in_now", created=now, paid_at=now)
    sandbox.set_clock(datetime.fromtimestamp(now, UTC))

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
        at = to_seconds(bookmark(state).get("sweep_position") or "2010-01-01")
        assert all(created[one] >= at for one in created.keys() - ids)
    assert len(states) >= 4

    sandbox.stripe.faults.clear()
    rest = read(sandbox.stripe.url, state=states[-1])
    assert seen[-1] | set(rest.ids()) == created.keys()
    assert len(rest.ids()) < len(created)
    assert len(set(rest.ids()) & seen[-1]) <= 200


def test_an_invoice_paid_after_the_interrupted_run_went_past_it_is_read(sandbox: Sandbox) -> None:
    oldest = paid_invoices(sandbox)[0]["created"]
    for number in range(900):
        put_copy(
            sandbox, f"in_more{number:03}", created=oldest + number * DAY // 4, paid_at=oldest + number * DAY // 4
        )
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/invoices", nth=12, times=99, action="fail_before_commit"))
    states, _ = _read_until_it_fails(sandbox)
    sandbox.stripe.faults.clear()
    at = to_seconds(bookmark(states[-1])["sweep_position"])
    later(sandbox, hours=2)
    put_copy(sandbox, "in_late", created=at - 20 * DAY, paid_at=sandbox.stripe.store.clock)

    rest = read(sandbox.stripe.url, state=states[-1])

    assert rest.ids()[0] == "in_late"
    assert all(to_seconds(record["created"]) >= at for record in rest.records()[1:])


def _read_until_it_fails(sandbox: Sandbox) -> tuple[list[Json], list[set[str]]]:
    """Each STATE of a run that dies, with the ids of the invoices written before it."""
    kept = Kept()
    with signals_kept():
        tap = TapStripeInvoices(config={"api_key": KEY, "api_url": sandbox.stripe.url}, message_writer=kept)
        tap._clients[""] = Client(api_url=sandbox.stripe.url, api_key=KEY, pause=lambda _: None)
        with pytest.raises(StripeError):
            tap.streams["invoices"].sync()
        tap.close()
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
    now = sandbox.stripe.store.clock
    marks = {"replication_key_value": to_text(now - DAY), "read_at": to_text(now), "retry": retry}
    kept = Kept()

    with pytest.raises(StateError, match=f"{key} .*lies in the future") as caught:
        read(sandbox.stripe.url, state={"bookmarks": {"invoices": marks | {key: to_text(now + 2 * DAY)}}}, kept=kept)

    assert caught.value.code == "state_unreadable"
    assert not any(message["type"] == "RECORD" for message in kept.messages)


def test_a_bookmark_a_little_ahead_of_stripes_clock_is_taken_as_it_is(sandbox: Sandbox) -> None:
    soon = to_text(sandbox.stripe.store.clock + DAY // 2)

    run = read(
        sandbox.stripe.url, state={"bookmarks": {"invoices": {"replication_key_value": soon, "read_at": soon}}}
    )

    assert bookmark(run.state)["replication_key_value"] == soon


def test_a_short_outage_goes_unnoticed(sandbox: Sandbox) -> None:
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/products", action="drop_before_commit"))
    sandbox.stripe.faults.add(Fault(method="GET", path="/v1/invoices", action="fail_before_commit", status=429))

    assert len(read(sandbox.stripe.url).ids()) == 40


@pytest.mark.parametrize("size", [37, 70, 100])
def test_a_run_that_stops_anywhere_repeats_at_most_one_batch(size: int) -> None:
    with Sandbox(seed=1, invoices=300) as sandbox, patch("tap_stripe_invoices.feed.ascending.BATCH", size):
        run = read(sandbox.stripe.url)

    at, written, repeats = "", [], []
    for message in run.messages:
        if message["type"] == "STATE":
            at = message["value"]["bookmarks"]["invoices"].get("replication_key_value") or ""
        elif message["type"] == "RECORD":
            written.append(message["record"]["created"])
            repeats.append(sum(1 for one in written if one >= at))
    # One batch, or as many small ones as a STATE is due for; and the last record before, whose second is read again.
    assert max(repeats) <= max(size, STATE_EVERY) + 1
