"""The budget of points: counted always, enforced when the sandbox is told to."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sandbox.economic.budget import Budget, RateLimit, charge
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, customer

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def limited(api: Client, store: Store) -> Client:
    """A client of an agreement with ten calls a minute."""
    store.limits = RateLimit(points=30)
    store.set_clock(NOON)
    return api


def spend_all(api: Client) -> None:
    for _ in range(10):
        assert api.get("/self").status_code == 200


def test_refusing_is_off_by_default(api: Client, store: Store) -> None:
    store.spend(20_000)
    answer = api.get("/self")
    assert answer.status_code == 200
    assert answer.headers["X-RateLimiting"].endswith(" 10000/10000")


def test_a_call_too_many_is_refused_and_says_when_to_come_back(limited: Client, store: Store) -> None:
    spend_all(limited)
    store.advance(timedelta(seconds=12.5))
    answer = limited.get("/self")
    assert answer.status_code == answer.json()["httpStatusCode"] == 429
    assert answer.headers["Retry-After"] == "48"
    assert answer.headers["X-CallCost"] == "3"
    assert answer.headers["X-RateLimiting"] == "token-limit-30-per-60-seconds: 30/30"


def test_whoever_waits_as_told_is_served(limited: Client, store: Store) -> None:
    spend_all(limited)
    store.advance(timedelta(seconds=59.9))
    wait = int(limited.get("/self").headers["Retry-After"])
    assert wait == 1
    store.advance(timedelta(seconds=wait))
    answer = limited.get("/self")
    assert (answer.status_code, answer.headers["X-RateLimiting"].split()[1]) == (200, "3/30")


def test_a_refused_call_does_nothing(limited: Client, store: Store) -> None:
    spend_all(limited)
    assert limited.post("/customers", customer(), key="k").status_code == 429
    assert len(store.customers) == 0
    store.advance(timedelta(minutes=1))
    again = limited.post("/customers", customer(), key="k")
    assert (again.status_code, "X-ResultFromCache" in again.headers) == (201, False)


def test_all_clients_share_it_and_rejected_calls_are_charged(limited: Client, store: Store) -> None:
    assert requests.get(limited.url + "/self", timeout=30).status_code == 401
    assert limited.get("/nothing").status_code == 404
    assert limited.get("/customers", pagesize=0).status_code == 400
    assert limited.get("/self?demo=true").status_code == 200
    assert store.budget.used == 12


def test_a_pdf_costs_more(api: Client) -> None:
    assert api.get("/invoices/booked/1/pdf").headers["X-CallCost"] == "13"


@given(
    st.lists(st.tuples(st.sampled_from([3, 13]), st.timedeltas(timedelta(), timedelta(minutes=3)))),
    st.integers(13, 60),
)
def test_no_minute_of_the_bucket_gives_more_points_than_it_holds(
    calls: list[tuple[int, timedelta]], points: int
) -> None:
    budget, now, served = Budget(), NOON, dict[datetime, int]()
    for cost, pause in calls:
        now += pause
        budget, charged = charge(budget, RateLimit(points), cost, now)
        assert 0 < charged.used <= points
        assert budget.since is not None
        if charged.retry_after is None:
            served[budget.since] = served.get(budget.since, 0) + cost
        else:
            assert now + timedelta(seconds=charged.retry_after) >= budget.since + timedelta(minutes=1)
            assert 1 <= charged.retry_after <= 60
    assert all(total <= points for total in served.values())


def test_a_clock_that_was_set_back_starts_a_new_bucket(limited: Client, store: Store) -> None:
    spend_all(limited)
    store.set_clock(NOON - timedelta(days=1))
    assert limited.get("/self").status_code == 200
