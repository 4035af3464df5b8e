"""The clocks of both sides: unset, set, advanced, by program and by request."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from sandbox import Sandbox, SandboxError
from tests.sandbox.economic.client import TOKENS, customer

MOMENT = datetime(2027, 2, 3, 4, 5, 6, tzinfo=UTC)


def ask(url: str, **wish: object) -> requests.Response:
    if wish:
        return requests.post(f"{url}/_sandbox/clock", json=wish, timeout=30)
    return requests.get(f"{url}/_sandbox/clock", timeout=30)


def test_unset_stripe_lives_after_its_newest_object_and_economic_now(sandbox: Sandbox) -> None:
    newest = max(one["created"] for one in sandbox.stripe.store.all("invoice"))
    assert sandbox.now > datetime.fromtimestamp(newest, UTC)
    assert sandbox.now == sandbox.now
    before = datetime.now(UTC)
    assert before <= sandbox.economic.store.now() <= datetime.now(UTC)


def test_both_clocks_are_set_and_advanced_together(empty_sandbox: Sandbox) -> None:
    empty_sandbox.set_clock(MOMENT)
    assert empty_sandbox.now == empty_sandbox.economic.store.now() == MOMENT
    empty_sandbox.advance(timedelta(days=1))
    for side in (empty_sandbox.stripe, empty_sandbox.economic):
        assert ask(side.url).json() == {"now": "2027-02-04T04:05:06Z"}


def test_what_is_made_carries_the_time_of_the_clock(empty_sandbox: Sandbox) -> None:
    empty_sandbox.set_clock(MOMENT)
    url = empty_sandbox.economic.url
    answer = requests.post(f"{url}/customers", json=customer(), headers=TOKENS, timeout=30)
    assert answer.json()["lastUpdated"] == "2027-02-03T04:05:06Z"


def test_a_clock_is_set_by_request_and_let_go_again(empty_sandbox: Sandbox) -> None:
    url = empty_sandbox.economic.url
    assert ask(url, now="2027-02-03T05:05:06+01:00").json() == {"now": "2027-02-03T04:05:06Z"}
    assert ask(url, advance=3600).json() == {"now": "2027-02-03T05:05:06Z"}
    assert requests.post(f"{url}/_sandbox/clock", json={"now": None}, timeout=30).status_code == 200
    assert empty_sandbox.economic.store.now() >= datetime.now(UTC) - timedelta(minutes=5)
    assert empty_sandbox.now != MOMENT


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"now": "soon"},
        {"now": 5},
        {"now": "2027-02-03T04:05:06"},
        {"now": "0001-01-01T00:00:00Z"},
        {"now": "0001-01-01T00:00:00+14:00"},
        {"now": "9999-12-31T23:59:59Z"},
        {"advance": -1},
        {"advance": True},
        {"advance": "1"},
        {"advance": 1e300},
        {"advance": 10**12},
        {"advance": 1, "now": "2027-02-03T04:05:06Z"},
        {"later": 1},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(empty_sandbox: Sandbox, wish: dict[str, object]) -> None:
    for side in (empty_sandbox.stripe, empty_sandbox.economic):
        answer = requests.post(f"{side.url}/_sandbox/clock", json=wish, timeout=30)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_clock")
        assert answer.json()["error"]["hint"]


def test_a_moment_without_a_time_zone_is_refused(empty_sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="time zone"):
        empty_sandbox.set_clock(MOMENT.replace(tzinfo=None))
    with pytest.raises(SandboxError, match="at least 0"):
        empty_sandbox.advance(timedelta(seconds=-1))


def test_answers_are_dated_by_the_clock_as_by_a_servers_own(empty_sandbox: Sandbox) -> None:
    empty_sandbox.set_clock(MOMENT)
    for url in (f"{empty_sandbox.stripe.url}/v1/invoices", f"{empty_sandbox.economic.url}/self"):
        assert requests.get(url, timeout=30).headers["Date"] == "Wed, 03 Feb 2027 04:05:06 GMT"


def test_an_account_in_which_nothing_has_happened_lives_now(empty_sandbox: Sandbox) -> None:
    assert abs(empty_sandbox.now - datetime.now(UTC)) < timedelta(minutes=5)
