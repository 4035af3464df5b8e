"""Stripe's epoch seconds leave as text in UTC, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.dates import date_in_place, to_seconds, to_text


def test_known_times_become_text_at_any_depth() -> None:
    record = {
        "created": 1795161600,
        "due_date": None,
        "quantity": 1795161600,
        "lines": [{"period": {"start": 1795161600, "end": 1795248000}}],
        "status_transitions": {"paid_at": 1795161600},
    }

    date_in_place(record)

    assert record == {
        "created": "2026-11-20T08:00:00Z",
        "due_date": None,
        "quantity": 1795161600,
        "lines": [{"period": {"start": "2026-11-20T08:00:00Z", "end": "2026-11-21T08:00:00Z"}}],
        "status_transitions": {"paid_at": "2026-11-20T08:00:00Z"},
    }


def test_metadata_is_the_sellers_own_and_stays() -> None:
    record = {"metadata": {"created": 1795161600}, "parent": {"metadata": {"start": 5}}}

    date_in_place(record)

    assert record == {"metadata": {"created": 1795161600}, "parent": {"metadata": {"start": 5}}}


def test_daylight_saving_nights_have_no_gap_and_no_overlap() -> None:
    before = to_seconds("2026-10-25T00:30:00Z")

    assert to_text(before + 3600) == "2026-10-25T01:30:00Z"


def test_a_date_is_its_midnight_in_utc() -> None:
    assert to_text(to_seconds("2026-01-05")) == "2026-01-05T00:00:00Z"
    assert to_text(to_seconds("2026-01-05T00:00:00+01:00")) == "2026-01-04T23:00:00Z"


def test_a_number_that_is_no_time_is_an_error_of_that_object() -> None:
    with pytest.raises(ObjectError) as caught:
        date_in_place({"created": 10**18})

    assert caught.value.code == "date_out_of_range"


@given(st.integers(min_value=-62135596800, max_value=253402300799))
def test_times_survive_the_way_there_and_back(seconds: int) -> None:
    assert to_seconds(to_text(seconds)) == seconds
