"""Stripe's epoch seconds leave as text in UTC, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.dates import to_seconds, to_text


def test_daylight_saving_nights_have_no_gap_and_no_overlap() -> None:
    before = to_seconds("2026-10-25T00:30:00Z")

    assert to_text(before + 3600) == "2026-10-25T01:30:00Z"


def test_a_date_is_its_midnight_in_utc() -> None:
    assert to_text(to_seconds("2026-01-05")) == "2026-01-05T00:00:00Z"
    assert to_text(to_seconds("2026-01-05T00:00:00+01:00")) == "2026-01-04T23:00:00Z"


def test_a_number_that_is_no_time_is_an_error_of_that_object() -> None:
    with pytest.raises(ObjectError) as caught:
        to_text(10**18)

    assert caught.value.code == "date_out_of_range"


@given(st.integers(min_value=-62135596800, max_value=253402300799))
def test_times_survive_the_way_there_and_back(seconds: int) -> None:
    assert to_seconds(to_text(seconds)) == seconds
