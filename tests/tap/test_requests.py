"""What a run costs in requests, counted by the server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from sandbox import Sandbox
from tap_stripe_invoices.records.dates import to_seconds
from tests.tap.company import DAY, bookmark, paid_invoices
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


def test_an_incremental_run_asks_only_from_its_look_back_on(sandbox: Sandbox) -> None:
    state = read(sandbox.stripe.url).state
    sandbox.stripe.requests.clear()

    read(sandbox.stripe.url, state=state, rescan_days=7)

    (query,) = list_requests(sandbox)
    from_second = to_seconds(bookmark(state)["replication_key_value"]) - 7 * DAY
    assert query["created[gte]"] == [str(from_second)]


def test_known_products_are_not_asked_for_again() -> None:
    with Sandbox(seed=3, invoices=400) as sandbox:
        read(sandbox.stripe.url)
        asked = [one for query in list_requests(sandbox, "/v1/products") for one in query["ids[]"]]

    assert asked
    assert len(asked) == len(set(asked))
