"""A collection is read to its end, whatever its answers say about themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import Sandbox
from target_economic.errors import RunError
from target_economic.http.client import Client
from target_economic.http.pages import PAGE_SIZE, members

Json = dict[str, Any]
Asked = Callable[[int], Json]


def read(page: Asked) -> list[int]:
    return [one["n"] for one in members(page, lambda: RunError("not_economic", "not e-conomic"), "read")]


def pages(rows: list[int], size: int, **pagination: object) -> Asked:
    """A server with these rows; keyword arguments are what it says besides."""

    def page(number: int) -> Json:
        collected = [{"n": row} for row in rows[number * size : (number + 1) * size]]
        return {"collection": collected, "pagination": {"results": len(rows), **pagination}}

    return page


def test_more_than_a_page_is_read_through_the_real_door(empty_sandbox: Sandbox, client: Client) -> None:
    store = empty_sandbox.economic.store
    template = {"name": "A", "currency": "DKK", "customerNumber": 0}
    for number in range(1, PAGE_SIZE + 6):
        store.customers.put(number, {**template, "customerNumber": number}, {})
    found = [one["customerNumber"] for one in client.collection("/customers", "read the customers")]
    assert found == list(range(1, PAGE_SIZE + 6))
    assert client.requests == 2


@given(st.integers(0, 40), st.integers(1, 15))
def test_every_member_comes_once_whatever_size_the_server_makes_its_pages(count: int, size: int) -> None:
    assert read(pages(list(range(count)), size)) == list(range(count))


def test_a_next_page_for_ever_or_at_another_host_is_not_followed() -> None:
    asked: list[int] = []
    server = pages([1, 2, 3], 2, nextPage="https://elsewhere.example/customers?skippages=7")

    def page(number: int) -> Json:
        asked.append(number)
        return server(number)

    assert read(page) == [1, 2, 3]
    assert asked == [0, 1]


def test_the_same_page_again_and_again_is_an_error() -> None:
    with pytest.raises(RunError, match="not e-conomic"):
        read(lambda _: {"collection": [{"n": 1}], "pagination": {"results": 5, "nextPage": "x"}})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"collection": [], "pagination": {}},
        {"collection": {}, "pagination": {"results": 0}},
        {"collection": ["x"], "pagination": {"results": 1}},
        {"collection": [{"n": 1}, {"n": 2}], "pagination": {"results": 1}},
        {"collection": [], "pagination": {"results": 3}},
    ],
)
def test_what_is_no_page_is_an_error_rather_than_an_empty_collection(body: Json) -> None:
    with pytest.raises(RunError, match="not e-conomic"):
        read(lambda _: body)


def changing(*moments: list[int]) -> Asked:
    """A server whose rows are others at each request; the last stay."""
    remaining = iter(moments)
    rows: list[list[int]] = [[]]

    def page(number: int) -> Json:
        rows[0] = next(remaining, rows[0])
        return pages(rows[0], 2)(number)

    return page


def test_what_slips_between_pages_because_something_was_removed_is_not_missed() -> None:
    assert read(changing([1, 2, 3, 4], [2, 3, 4])) == [2, 3, 4]


def test_what_is_added_meanwhile_is_read_once() -> None:
    assert read(changing([1, 2, 3], [1, 2, 3, 4])) == [1, 2, 3, 4]


def test_a_collection_that_never_holds_still_ends_the_run() -> None:
    rows = [1, 2, 3]

    def page(number: int) -> Json:
        rows.append(len(rows))
        return pages(rows, 2)(number)

    with pytest.raises(RunError, match="faster than it can be read"):
        read(page)
