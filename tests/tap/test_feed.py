"""Windows over a list that is newest first: nothing lost, nothing out of order, little asked and little held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.feed.ascending import Feed, Listing
from tap_stripe_invoices.feed.clock import Clock
from tap_stripe_invoices.http.client import Page
from tap_stripe_invoices.http.workers import Workers

if TYPE_CHECKING:
    from tap_stripe_invoices.http.client import Client, Params

NOW = 1_795_000_000
START = 1_262_304_000
YEAR = 31_536_000


class Shelf:
    """A Stripe list in memory: thousands of lists are tried here, too many for a server each."""

    def __init__(self, created: list[int]) -> None:
        self.objects: list[dict[str, Any]] = [
            {"id": f"in_{n}", "created": at} for n, at in enumerate(sorted(created))
        ][::-1]
        self.requests = 0
        self.workers = Workers(4)
        self.refuse_cursor_at = 0

    def page(self, path: str, params: Params, after: str = "") -> Page:
        assert path == "/v1/invoices"
        self.requests += 1
        if after and self.requests == self.refuse_cursor_at:
            raise AnswerError(
                "stripe_refused",
                "No such invoice",
                status=400,
                stripe_code="resource_missing",
                param="starting_after",
            )
        limits = dict(params)
        lower, upper = int(limits["created[gte]"]), int(limits.get("created[lte]", 10**12))
        assert lower <= upper
        matching = [one for one in self.objects if lower <= one["created"] <= upper]
        if after:
            matching = matching[[one["id"] for one in matching].index(after) + 1 :]
        return Page(matching[:100], has_more=len(matching) > 100)

    def server_time(self) -> int:
        return NOW


def read(shelf: Shelf, start: int = START, *, lately: bool = False) -> list[list[dict[str, Any]]]:
    client: Client = shelf  # type: ignore[assignment]  # a Shelf has all that a Feed uses
    try:
        return list(Feed(client, Listing("/v1/invoices"), Clock(client)).ascending(start, is_lately=lately))
    finally:
        shelf.workers.close()


def created(shelf: Shelf) -> list[int]:
    return [one["created"] for one in reversed(shelf.objects)]


spread = st.integers(START, NOW)
burst = st.integers(NOW - YEAR, NOW).flatmap(lambda at: st.lists(st.integers(at, at + 50), max_size=400))
single_second = st.builds(lambda at, count: [at] * count, st.integers(START, NOW), st.integers(0, 900))


@settings(max_examples=60, deadline=None)
@given(st.lists(spread, max_size=300), st.lists(burst, max_size=4), single_second)
def test_every_object_comes_once_in_ascending_order(
    some: list[int], bursts: list[list[int]], second: list[int]
) -> None:
    shelf = Shelf([*some, *(at for one in bursts for at in one), *second])

    batches = read(shelf)

    given_out = [one for batch in batches for one in batch]
    assert [one["created"] for one in given_out] == created(shelf)
    assert {one["id"] for one in given_out} == {one["id"] for one in shelf.objects}
    assert len(given_out) == len(shelf.objects)
    assert all(len(batch) <= 100 for batch in batches)


@pytest.mark.parametrize(
    "times",
    [
        [NOW - YEAR + n * (YEAR // 20_000) for n in range(20_000)],
        [NOW - YEAR + n * 60 for n in range(2_000)],
        [NOW - YEAR + (n // 800) * 2_592_000 + n % 800 for n in range(9_600)],
        [NOW - 86_400 + n for n in range(2_000)],
        [NOW - 10 * YEAR + n * n for n in range(15_000)],
        [START + n * (YEAR // 10) for n in range(150)],
    ],
    ids=[
        "a steady year",
        "one busy day a year ago",
        "once a month",
        "all since yesterday",
        "slowing",
        "a few a year",
    ],
)
def test_the_requests_stay_few_whatever_the_rhythm(times: list[int]) -> None:
    shelf = Shelf(times)

    read(shelf)

    assert shelf.requests / len(times) <= 0.05


@pytest.mark.parametrize("count", [150, 600, 900, 1_500, 3_000])
def test_a_look_back_costs_little_more_than_its_pages(count: int) -> None:
    start = NOW - 90 * 86_400
    shelf = Shelf([start + n * (90 * 86_400) // count for n in range(count)])

    batches = read(shelf, start, lately=True)

    assert sum(len(batch) for batch in batches) == count
    assert shelf.requests <= 1.5 * count / 100 + 2


def test_a_hundred_objects_cost_one_request() -> None:
    shelf = Shelf([NOW - n * 86_400 for n in range(100)])

    read(shelf)

    assert shelf.requests == 1


def test_objects_dated_in_the_future_come_too() -> None:
    shelf = Shelf([NOW - 5, NOW + YEAR])

    assert [one["created"] for batch in read(shelf) for one in batch] == [NOW - 5, NOW + YEAR]


def test_a_cursor_that_left_the_list_makes_the_window_be_read_again() -> None:
    shelf = Shelf([NOW - n for n in range(250)])
    shelf.refuse_cursor_at = 2

    assert [one["created"] for batch in read(shelf) for one in batch] == created(shelf)


def test_a_list_that_keeps_refusing_its_own_cursors_is_an_error() -> None:
    shelf = Shelf([NOW - n for n in range(250)])
    shelf.page = lambda *_, after="": _refuse() if after else Page(shelf.objects[:100], has_more=True)  # type: ignore[method-assign]  # an ill server

    with pytest.raises(AnswerError):
        read(shelf)


def _refuse() -> Page:
    raise AnswerError("stripe_refused", "No such invoice", status=400, param="starting_after")
