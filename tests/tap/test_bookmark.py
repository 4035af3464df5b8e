"""The promise of a bookmark: what lies before it and was due before it was read has been emitted."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.feed.bookmark import OVERLAP, Bookmark
from tap_stripe_invoices.records.dates import to_text

DAY = 86_400
MAY = 1_777_593_600
RETRY = [{"id": "in_7", "code": "totals_differ", "attempts": 2, "first_failed_at": "2026-04-01T00:00:00Z"}]


def state(created: int, read_at: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever STATE may hold
    return {
        "replication_key": "created",
        "replication_key_value": to_text(created),
        "read_at": to_text(read_at),
    } | more


def test_without_a_bookmark_everything_from_the_start_on_is_due() -> None:
    bookmark = Bookmark("invoices", {})

    assert bookmark.start(earliest=MAY, rescan_days=30) == MAY
    assert bookmark.is_due(MAY, MAY)


def test_reading_begins_the_look_back_before_the_bookmark_but_not_before_the_start_date() -> None:
    bookmark = Bookmark("invoices", state(MAY, MAY + DAY))

    assert bookmark.start(earliest=0, rescan_days=30) == MAY - 30 * DAY
    assert bookmark.start(earliest=MAY - DAY, rescan_days=30) == MAY - DAY


def test_before_the_bookmark_only_what_was_paid_since_is_due() -> None:
    bookmark = Bookmark("invoices", state(MAY, MAY + DAY))

    assert bookmark.is_due(MAY - DAY, MAY + DAY + 1)
    assert bookmark.is_due(MAY - DAY, MAY + DAY - OVERLAP)
    assert not bookmark.is_due(MAY - DAY, MAY + DAY - OVERLAP - 1)
    assert bookmark.is_due(MAY, MAY)


def test_when_the_time_of_payment_is_unknown_it_is_read_rather_than_lost() -> None:
    assert Bookmark("invoices", state(MAY, MAY + DAY)).is_due(MAY - DAY, None)


def test_nothing_moves_while_looking_back() -> None:
    place = state(MAY, MAY + DAY)
    before = dict(place)

    Bookmark("invoices", place).emitted(MAY - DAY, began=MAY + 9 * DAY)

    assert place == before


def test_both_halves_of_the_promise_move_together_once_the_look_back_is_done() -> None:
    place = state(MAY, MAY + DAY, retry=RETRY)

    Bookmark("invoices", place).emitted(MAY + 2 * DAY, began=MAY + 9 * DAY)

    assert place == state(MAY + 2 * DAY, MAY + 9 * DAY, retry=RETRY)


def test_the_retry_list_is_read_once_per_id_and_left_alone() -> None:
    place = state(MAY, MAY, retry=[*RETRY, *RETRY])
    bookmark = Bookmark("invoices", place)
    bookmark.emitted(MAY + DAY, began=MAY + 9 * DAY)

    assert bookmark.retry_ids == ("in_7",)
    assert place["retry"] == [*RETRY, *RETRY]


@given(st.lists(st.integers(MAY, MAY + 20 * DAY)), st.integers(MAY, MAY + 20 * DAY))
def test_the_bookmark_never_goes_back_and_never_passes_the_servers_clock(created: list[int], began: int) -> None:
    place = state(MAY, MAY)
    bookmark = Bookmark("invoices", place)
    last = to_text(MAY)

    for one in sorted(created):
        bookmark.emitted(one, began)
        assert last <= place["replication_key_value"] <= to_text(max(MAY, began - OVERLAP))
        last = place["replication_key_value"]
