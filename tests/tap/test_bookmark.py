"""A stream's entry in STATE: marks that only move forward, and accounts that are never taken for one another."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.errors import StateError
from tap_stripe_invoices.feed.bookmark import Bookmark, Retry
from tap_stripe_invoices.feed.place import CREATED, READ_AT, SWEEP, TIMES, Place
from tap_stripe_invoices.records.dates import to_text

Json = dict[str, Any]

DAY = 86_400
MAY = 1_777_593_600
JUNE = MAY + 31 * DAY
RETRY = [{"id": "in_7", "code": "totals_differ", "attempts": 2, "first_failed_at": "2026-04-01T00:00:00Z"}]


def test_a_mark_is_text_in_state_and_seconds_to_the_reader() -> None:
    values: Json = {}
    place = Place("invoices", values)

    place.set(READ_AT, MAY)

    assert values == {"read_at": "2026-05-01T00:00:00Z"}
    assert place.time(READ_AT) == MAY


def test_a_mark_is_cleared_to_null_because_meltano_would_bring_a_removed_one_back() -> None:
    values = {"sweep_began": to_text(MAY)}
    place = Place("invoices", values)

    place.set(SWEEP.began, None)
    place.set(SWEEP.position, None)

    assert values == {"sweep_began": None}


@given(st.lists(st.integers(MAY, JUNE), min_size=1))
def test_what_was_read_up_to_never_goes_back(moments: list[int]) -> None:
    values: Json = {}
    place = Place("invoices", values)
    last = ""

    for one in moments:
        place.read_up_to(one)
        assert last <= values["replication_key_value"]
        last = values["replication_key_value"]

    assert place.time(CREATED) == max(moments)
    assert values["replication_key"] == "created"


@pytest.mark.parametrize("name", TIMES)
def test_a_mark_in_the_future_is_refused_by_name(name: str) -> None:
    place = Place("invoices", {name: to_text(MAY + 2 * DAY)})

    place.check_clock(MAY + DAY)
    with pytest.raises(StateError, match=f"{name} .*lies in the future"):
        place.check_clock(MAY)


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize("value", ["yesterday", ["2026-01-01"], {}, True, 10**30, 1.5])
def test_a_mark_that_is_no_time_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(StateError, match=f"stream invoices.*{name}"):
        Bookmark("invoices", {name: value})


@pytest.mark.parametrize(
    "broken",
    [
        {"accounts": {}},
        {"accounts": ["acct_1"]},
        {"accounts": [{"account": 1}]},
        {"accounts": [{"account": "acct_1", "read_at": "now"}]},
        {"account": 7},
        {"trigger": 1},
        {"retry": {"in_1": 1}},
        {"retry": ["in_1"]},
        {"retry": [{"id": ""}]},
    ],
)
def test_an_entry_that_is_not_what_it_should_be_is_refused(broken: Json) -> None:
    with pytest.raises(StateError, match="stream invoices") as caught:
        Bookmark("invoices", broken)

    assert caught.value.code == "state_unreadable"


def test_the_retry_list_is_read_once_per_id_and_account_and_left_alone() -> None:
    elsewhere = {"id": "in_7", "code": "totals_differ", "attempts": 1, "account": "acct_1"}
    state: Json = {"retry": [*RETRY, *RETRY, elsewhere]}
    before = copy.deepcopy(state)
    bookmark = Bookmark("invoices", state)
    bookmark.places(["acct_1", "acct_2"])

    assert bookmark.retry == (Retry("in_7"), Retry("in_7", "acct_1"))
    assert state["retry"] == before["retry"]


def marks(read_at: int) -> Json:
    return {
        "replication_key": "created",
        "replication_key_value": to_text(read_at - DAY),
        "read_at": to_text(read_at),
        "swept_at": to_text(MAY),
    }


def test_one_account_has_its_marks_in_the_entry_itself() -> None:
    state = marks(MAY) | {"retry": RETRY}

    (place,) = Bookmark("invoices", state).places(()).values()
    place.set(READ_AT, JUNE)

    assert state == marks(MAY) | {"read_at": to_text(JUNE), "retry": RETRY}


def test_a_connected_account_is_named_beside_its_marks() -> None:
    state: Json = {}

    Bookmark("invoices", state).places(["acct_1"])["acct_1"].set(READ_AT, MAY)

    assert state == {"account": "acct_1", "read_at": to_text(MAY)}


def test_another_account_begins_anew_and_the_first_ones_marks_wait() -> None:
    state = marks(MAY) | {"account": "acct_1"}

    place = Bookmark("invoices", state).places(["acct_2"])["acct_2"]
    assert place.time(READ_AT) is None
    place.set(READ_AT, JUNE)
    assert state["account"] == "acct_2"

    place = Bookmark("invoices", state).places(["acct_1"])["acct_1"]
    assert place.time(READ_AT) == MAY
    assert [(one["account"], one["read_at"]) for one in state["accounts"]] == [("acct_2", to_text(JUNE))]


def test_a_second_account_joins_without_the_first_losing_its_place() -> None:
    state = marks(MAY) | {"account": "acct_1", "retry": RETRY}

    places = Bookmark("invoices", state).places(["acct_1", "acct_2"])
    places["acct_2"].set(READ_AT, JUNE)

    assert (places["acct_1"].time(READ_AT), places["acct_1"].time(SWEEP.done_at)) == (MAY, MAY)
    assert state["accounts"] == [
        {"account": "acct_1"} | marks(MAY),
        {"account": "acct_2", "read_at": to_text(JUNE)},
    ]
    assert {state[name] for name in (*marks(MAY), "account")} == {None}
    assert state["retry"] == RETRY


def test_the_keys_own_account_keeps_its_place_among_others() -> None:
    state = marks(MAY)

    Bookmark("invoices", state).places(["acct_1"])["acct_1"].set(READ_AT, JUNE)
    places = Bookmark("invoices", state).places(())

    assert places[""].time(READ_AT) == MAY
    assert state["accounts"] == [{"account": "acct_1", "read_at": to_text(JUNE)}]


@pytest.mark.parametrize("accounts", [["acct_1"], ["acct_2", "acct_1"]])
def test_the_keys_own_account_is_known_again_when_it_is_named(accounts: list[str]) -> None:
    state = marks(MAY)

    places = Bookmark("invoices", state).places(accounts, lambda: "acct_1")

    assert places["acct_1"].time(READ_AT) == MAY
    assert Bookmark("invoices", copy.deepcopy(state)).places(accounts)["acct_1"].time(READ_AT) == MAY


def test_where_its_id_cannot_be_found_out_its_marks_wait() -> None:
    state = marks(MAY)

    assert Bookmark("invoices", state).places(["acct_1"])["acct_1"].time(READ_AT) is None
    assert state["accounts"] == [{"account": None} | marks(MAY)]


chosen = st.lists(st.sampled_from(["acct_1", "acct_2", "acct_3"]), unique=True, max_size=3)


@given(st.lists(chosen, max_size=8))
def test_whatever_accounts_come_and_go_each_finds_its_own_marks_again(changes: list[list[str]]) -> None:
    state: Json = {}
    known: dict[str, int] = {}

    for number, accounts in enumerate(changes):
        places = Bookmark("invoices", state).places(accounts)
        assert list(places) == (accounts or [""])
        for account, place in places.items():
            assert place.time(READ_AT) == known.get(account)
            known[account] = MAY + number
            place.set(READ_AT, known[account])
        # STATE goes through a file, and through Meltano, which merges what is old into what is new.
        state = {**copy.deepcopy(state), **copy.deepcopy(state)}
