"""Several connected accounts in one run: each with its own place, and no record without its account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tap_stripe_invoices.errors import StripeError
from tests.tap.company import bookmark, paid_invoices
from tests.tap.running import Kept, Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

FIRST, SECOND = "acct_1Nordhavn0001", "acct_1Sydhavn00002"


@pytest.fixture
def platform() -> Iterator[Sandbox]:
    """A platform with two connected accounts: one has the older half of the company's invoices, one the newer."""
    with Sandbox(seed=1, invoices=40) as running:
        store = running.stripe.store
        for kind in ("customer", "product", "price"):
            for one in store.all(kind):
                for account in (FIRST, SECOND):
                    store.connect(account).put(one)
        customers = {one["id"] for one in store.all("customer")}
        whole = (one for one in paid_invoices(running) if not one["lines"]["has_more"])
        for number, one in enumerate(one for one in whole if one["customer"] in customers):
            store.connect(FIRST if number < 18 else SECOND).put(one)
        yield running


def by_account(run: Run) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in run.records():
        found.setdefault(record["account"], []).append(record["id"])
    return found


def ids(platform: Sandbox, account: str) -> set[str]:
    return {one["id"] for one in platform.stripe.store.connect(account).all("invoice")}


def test_each_accounts_invoices_carry_their_account(platform: Sandbox) -> None:
    run = read(platform.stripe.url, stripe_account=[FIRST, SECOND])

    assert {name: set(found) for name, found in by_account(run).items()} == {
        FIRST: ids(platform, FIRST),
        SECOND: ids(platform, SECOND),
    }
    places = bookmark(run.state)["accounts"]
    assert [one["account"] for one in places] == [FIRST, SECOND]
    assert all(one["swept_at"] for one in places)
    assert bookmark(run.state).get("swept_at") is None


def test_a_second_run_over_both_reads_nothing_again(platform: Sandbox) -> None:
    state = read(platform.stripe.url, stripe_account=[FIRST, SECOND]).state

    assert read(platform.stripe.url, state=state, stripe_account=[FIRST, SECOND]).ids() == []


def test_one_that_joins_is_read_whole_and_the_other_is_not_read_again(platform: Sandbox) -> None:
    state = read(platform.stripe.url, stripe_account=FIRST).state

    run = read(platform.stripe.url, state=state, stripe_account=[FIRST, SECOND])

    assert set(by_account(run)) == {SECOND}
    assert set(run.ids()) == ids(platform, SECOND)


def test_one_that_leaves_keeps_its_place_for_when_it_comes_back(platform: Sandbox) -> None:
    both = read(platform.stripe.url, stripe_account=[FIRST, SECOND]).state

    alone = read(platform.stripe.url, state=both, stripe_account=FIRST)
    again = read(platform.stripe.url, state=alone.state, stripe_account=[FIRST, SECOND])

    assert alone.ids() == []
    assert bookmark(alone.state)["swept_at"] is not None
    assert again.ids() == []


def test_the_platform_itself_is_not_read_again_when_it_is_named(platform: Sandbox) -> None:
    state = read(platform.stripe.url).state
    own = platform.stripe.store.account_id
    platform.stripe.requests.clear()

    run = read(platform.stripe.url, state=state, stripe_account=[own, FIRST])

    assert set(by_account(run)) == {FIRST}
    assert [one.path for one in platform.stripe.requests].count("/v1/account") == 1


def test_what_one_account_has_written_is_kept_when_the_next_one_fails(platform: Sandbox) -> None:
    platform.stripe.faults.add(
        Fault(method="GET", path="/v1/invoices", nth=2, action="fail_before_commit", status=400)
    )
    kept = Kept()
    with pytest.raises(StripeError):
        read(platform.stripe.url, stripe_account=[SECOND, FIRST], kept=kept)
    states = [one["value"] for one in kept.messages if one["type"] == "STATE"]

    run = read(platform.stripe.url, state=states[-1] if states else None, stripe_account=[SECOND, FIRST])

    assert ids(platform, FIRST) <= set(run.ids())


def test_what_failed_is_read_again_where_it_belongs(platform: Sandbox) -> None:
    state = read(platform.stripe.url, stripe_account=[FIRST, SECOND]).state
    one, two, three = min(ids(platform, FIRST)), *sorted(ids(platform, SECOND))[:2]
    state["bookmarks"]["invoices"]["retry"] = [
        {"id": one, "code": "totals_differ", "attempts": 1, "account": FIRST},
        {"id": two, "code": "totals_differ", "attempts": 1, "account": SECOND},
        {"id": three, "code": "totals_differ", "attempts": 1},
        {"id": "in_nowhere", "code": "totals_differ", "attempts": 1},
    ]

    run = read(platform.stripe.url, state=state, stripe_account=[FIRST, SECOND])

    assert by_account(run) == {FIRST: [one], SECOND: [two, three, "in_nowhere"]}
    assert run.record("in_nowhere")["tap_error"]["code"] == "not_found_in_stripe"
    assert [record["tap_error"] for record in run.records()[:3]] == [None] * 3


def test_what_failed_in_an_account_that_is_not_read_waits(
    platform: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    state = read(platform.stripe.url, stripe_account=FIRST).state
    waiting = min(ids(platform, SECOND))
    state["bookmarks"]["invoices"]["retry"] = [{"id": waiting, "code": "x", "account": SECOND}]

    run = read(platform.stripe.url, state=state, stripe_account=FIRST)

    assert run.ids() == []
    assert waiting in caplog.text
    assert bookmark(run.state)["retry"][0]["id"] == waiting


def test_ids_asked_for_are_found_in_whichever_account_has_them(platform: Sandbox) -> None:
    wanted = [min(ids(platform, account)) for account in (SECOND, FIRST)]

    run = read(platform.stripe.url, stripe_account=[FIRST, SECOND], ids=wanted)

    assert by_account(run) == {FIRST: [wanted[1]], SECOND: [wanted[0]]}
