"""What a run costs in requests, counted by the server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from sandbox import Sandbox
from tests.tap.acting import later
from tests.tap.company import DAY, paid_invoices, put_copy
from tests.tap.running import read

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


def list_requests(sandbox: Sandbox, path: str = "/v1/invoices") -> list[dict[str, list[str]]]:
    return [parse_qs(one.query) for one in sandbox.stripe.requests if one.path == path]


@pytest.mark.parametrize("invoices", [120, 700])
def test_a_backfill_costs_at_most_one_request_per_twenty_invoices(invoices: int) -> None:
    with Sandbox(seed=3, invoices=invoices) as sandbox:
        long = sum(1 for one in paid_invoices(sandbox) if one["lines"]["has_more"])
        run = read(sandbox.stripe.url)
        lines = [one for one in sandbox.stripe.requests if one.path.endswith("/lines")]
        others = len(sandbox.stripe.requests) - len(lines)

    assert len(run.ids()) == invoices
    assert others / invoices <= 0.05
    assert long <= len(lines) <= 2 * long


def test_a_small_account_costs_one_list_request(sandbox: Sandbox) -> None:
    read(sandbox.stripe.url)

    (query,) = list_requests(sandbox)
    assert query["status"] == ["paid"]
    assert query["limit"] == ["100"]


def test_a_run_of_a_thousand_costs_at_most_one_request_for_five(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    now = sandbox.stripe.store.clock
    for number in range(1_100):
        created = now - 20 * DAY + number * 1_500
        put_copy(sandbox, f"in_new{number:04}", created=created, paid_at=now + number if number % 10 else None)
    later(sandbox, days=1)
    sandbox.stripe.requests.clear()

    run = read(sandbox.stripe.url, state=state)

    assert len(run.ids()) == 990
    assert len(sandbox.stripe.requests) / len(run.ids()) <= 0.2


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_a_run_of_a_few_costs_little_more_than_one_request_each(sandbox: Sandbox, count: int) -> None:
    state = read(sandbox.stripe.url).state
    now = sandbox.stripe.store.clock
    for number in range(count):
        put_copy(sandbox, f"in_new{number}", created=now - 300 * DAY // count * (number + 1), paid_at=now)
    sandbox.stripe.requests.clear()

    run = read(sandbox.stripe.url, state=state)

    # Besides the invoices themselves: their events, the money that moved, and the products they name.
    assert len(run.ids()) == count
    assert len(sandbox.stripe.requests) <= count + 3


def test_known_products_are_not_asked_for_again() -> None:
    with Sandbox(seed=3, invoices=400) as sandbox:
        read(sandbox.stripe.url)
        asked = [one for query in list_requests(sandbox, "/v1/products") for one in query["ids[]"]]

    assert asked
    assert len(asked) == len(set(asked))
