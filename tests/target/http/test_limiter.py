"""The budget of points: slower before e-conomic refuses, held when it does, never slower than need be."""

import heapq
import itertools
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_economic.errors import Stopped
from target_economic.http.limiter import LONGEST_HOLD, Limiter, Ticket, retry_after
from tests.target.clock import Clock

PERIOD = 60


def said(used: int, points: int = 10_000, cost: object = 3) -> dict[str, str]:
    return {"X-RateLimiting": f"token-limit-{points}-per-60-seconds: {used}/{points}", "X-CallCost": str(cost)}


class Bucket:
    """e-conomic's side: so many points, all back once a period, refused calls charged, too."""

    def __init__(self, points: int, cost: int, begun: float, used: int) -> None:
        self.points, self.cost, self.begun, self.used = points, cost, begun, used
        self.refused = 0

    def charge(self, now: float) -> dict[str, str]:
        if now >= self.begun + PERIOD:
            self.begun += (now - self.begun) // PERIOD * PERIOD
            self.used = 0
        self.refused += self.used + self.cost > self.points
        self.used = min(self.used + self.cost, self.points)
        return said(self.used, self.points, self.cost)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Bucket, int, list[float]]:
    """A bucket somewhere in its period, how many workers there are, and how long each request takes."""
    points, cost = draw(st.integers(9, 600)), draw(st.integers(1, 3))
    begun, used = draw(st.floats(-PERIOD + 0.5, 0)), draw(st.integers(0, points - 3))
    latencies = st.lists(st.floats(0.01, 0.9), min_size=1, max_size=20)
    return Bucket(points, cost, begun, used), draw(st.integers(1, 16)), draw(latencies)


@settings(max_examples=60)
@given(situations())
def test_however_answers_overtake_each_other_none_is_refused(situation: tuple[Bucket, int, list[float]]) -> None:
    bucket, workers, latencies = situation
    clock = Clock()
    limiter = Limiter(clock)
    order = itertools.count()
    # What happens when: a worker that is ready, a request that arrives, an answer that does.
    events: list[tuple[float, int, str, Any]] = [(0.0, next(order), "ready", None) for _ in range(workers)]

    def later(seconds: float, event: str, subject: object = None) -> None:
        heapq.heappush(events, (clock.now + seconds, next(order), event, subject))

    for _ in range(600):
        clock.now, _, event, subject = heapq.heappop(events)
        if event == "arrives":
            ticket, latency = subject
            later(latency / 2, "answered", (ticket, bucket.charge(clock.now)))
            continue
        if event == "answered":
            limiter.settle(*subject)
        entered = limiter.enter()
        if isinstance(entered, Ticket):
            latency = latencies[limiter.requests % len(latencies)]
            later(latency / 2, "arrives", (entered, latency))
        else:
            later(min(entered, 1.0), "ready")
    assert bucket.refused == 0
    assert limiter.requests > 0


@given(st.integers(0, 8_900), st.integers(1, 16))
def test_nobody_waits_while_there_is_plenty(used: int, threads: int) -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), said(used))
    for _ in range(threads):
        limiter.admit(clock)
    assert clock.waits == []


def test_the_last_tenth_is_spread_over_the_time_to_the_end() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), said(9_400))
    for used in range(9_403, 10_000, 3):
        limiter.settle(limiter.admit(clock), said(used))
    assert 55 < clock.now <= PERIOD
    assert max(clock.waits) < 1


def test_nothing_is_sent_until_used_up_points_are_back() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), said(10_000))
    limiter.admit(clock)
    assert clock.now == PERIOD


def test_points_that_come_back_early_are_used_at_once() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), said(9_990))
    limiter.settle(limiter.admit(clock), said(3))
    began = len(clock.waits)
    clock.now += 30
    limiter.admit(clock)
    assert len(clock.waits) == began


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CallCost": "L"},
        {"X-RateLimiting": "", "X-CallCost": ""},
        {"X-RateLimiting": "token-limit", "X-CallCost": "-3"},
        {"X-RateLimiting": "token-limit-0-per-0-seconds: 0/0"},
        {"X-RateLimiting": "token-limit-x-per-60-seconds: nan/inf", "X-CallCost": "1e9"},
    ],
)
def test_headers_that_say_nothing_hold_nobody(headers: dict[str, str]) -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), headers)
    for _ in range(16):
        limiter.admit(clock)
    assert clock.waits == []


@given(st.dictionaries(st.sampled_from(["X-RateLimiting", "X-CallCost", "Retry-After"]), st.text()), st.booleans())
def test_no_header_is_too_odd(headers: dict[str, str], refused: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    clock = Clock()
    limiter = Limiter(clock)
    for _ in range(3):
        limiter.settle(limiter.admit(clock), headers, refused=refused)
    assert clock.now <= 3 * LONGEST_HOLD


def test_an_unreadable_cost_leaves_the_usual_one() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), said(28, 30, cost="L"))
    limiter.admit(clock)
    assert clock.now == PERIOD


def test_a_refusal_holds_everybody_for_as_long_as_it_says() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), said(10))
    first, second = limiter.admit(clock), limiter.admit(clock)
    limiter.settle(first, said(10_000) | {"Retry-After": "7"}, refused=True)
    limiter.settle(second, said(9_999))  # it was on its way
    limiter.admit(clock)
    assert clock.now == pytest.approx(7)


def test_refusals_that_say_nothing_hold_longer_each_time_and_count_once_for_all_in_flight() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), {})
    for ticket in [limiter.admit(clock) for _ in range(8)]:
        limiter.settle(ticket, {}, refused=True)
    held = []
    for _ in range(3):
        before = clock.now
        ticket = limiter.admit(clock)
        held.append(round(clock.now - before))
        limiter.settle(ticket, {}, refused=True)
    assert held == [1, 2, 4]


def test_after_a_refusal_one_goes_ahead_and_tells_the_others() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.settle(limiter.admit(clock), {"Retry-After": "2"}, refused=True)
    ahead = limiter.admit(clock)
    assert not isinstance(limiter.enter(), Ticket)
    limiter.settle(ahead, said(3))
    assert isinstance(limiter.enter(), Ticket)


def test_a_stopped_run_sends_nothing_and_waits_for_nothing() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    clock.ask(15)
    with pytest.raises(Stopped):
        limiter.admit(clock)
    assert limiter.requests == 0


def test_retry_after_is_seconds_or_a_date() -> None:
    later = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after(" 12 ") == 12
    assert 80 < (retry_after(format_datetime(later, usegmt=True)) or 0) <= 90
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [retry_after(odd) for odd in (None, "", "soon", "-3", "٣")] == [None] * 5


@pytest.mark.parametrize(
    "told",
    [
        "token-limit-2-per-60-seconds: 2/2",  # less than a call is thought to cost
        "token-limit-50000-per-86400-seconds: 50000/50000",  # all of a day's
        "token-limit-10000-per-999999-seconds: 10000/10000",
        "token-limit-1-per-60-seconds: 999999999999/1",
    ],
)
def test_whatever_is_told_of_the_budget_somebody_asks_again_in_time(told: str) -> None:
    clock = Clock()
    limiter = Limiter(clock)
    for _ in range(3):
        began = clock.now
        limiter.settle(limiter.admit(Patient(clock)), {"X-RateLimiting": told, "X-CallCost": "3"})
        assert clock.now - began <= LONGEST_HOLD + 1


class Patient(Clock):
    """Moves another clock, for three periods at most."""

    def __init__(self, other: Clock) -> None:
        super().__init__()
        self.other = other

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        self.other.now += seconds
        assert self.now < 3 * LONGEST_HOLD, "nobody asks any more"


def test_a_refusal_that_asks_for_no_wait_is_waited_for_longer_each_time_all_the_same() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    began = clock.now
    for _ in range(4):
        limiter.settle(limiter.admit(clock), {"Retry-After": "0"}, refused=True)
    limiter.admit(clock)
    assert clock.now - began == pytest.approx(1 + 2 + 4 + 8)
