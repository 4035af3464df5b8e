"""Trouble on order: what a client meets for each action, and which requests are picked."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox import Fault, Sandbox, Side
from sandbox.economic.store import Store
from sandbox.faults import Times
from tests.sandbox.economic.client import TOKENS, customer

STRIPE = ("sk_test_sandbox", "")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(invoices=0) as sandbox:
        yield sandbox


@pytest.fixture
def economic(running: Sandbox) -> Iterator[Side[Store]]:
    running.economic.requests.clear()
    yield running.economic
    running.economic.faults.clear()


def statuses(side: Side[Any], count: int, path: str = "/self") -> list[int]:
    return [requests.get(side.url + path, headers=TOKENS, timeout=30).status_code for _ in range(count)]


def test_half_a_response_is_committed_and_then_cut_off(economic: Side[Store]) -> None:
    before = len(economic.store.customers)
    economic.faults.add(Fault(method="POST", path="/customers", action="half_response"))
    url = economic.url + "/customers"
    with requests.post(url, json=customer(), headers=TOKENS, timeout=30, stream=True) as answer:
        assert answer.status_code == 201
        assert int(answer.headers["Content-Length"]) > 1
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            answer.json()
    assert len(economic.store.customers) == before + 1
    assert [(one.status, one.fault) for one in economic.requests] == [(201, "half_response")]


def test_half_of_an_answer_without_a_body_is_a_dropped_connection(economic: Side[Store]) -> None:
    economic.faults.add(Fault(action="half_response"))
    with pytest.raises(requests.ConnectionError):
        requests.head(economic.url + "/self", headers=TOKENS, timeout=30)


def test_an_error_that_is_not_transient_stays(economic: Side[Store]) -> None:
    economic.faults.add(Fault(path="/self", action="fail_before_commit", times="always"))
    assert set(statuses(economic, 30)) == {500}
    assert economic.faults.as_json()[0]["matched"] == 30
    economic.faults.clear()
    assert statuses(economic, 1) == [200]


def test_every_third_request_fails_twice(economic: Side[Store]) -> None:
    economic.faults.add(Fault(path="/self", nth=2, every=3, times=2, action="fail_before_commit"))
    assert statuses(economic, 9) == [200, 500, 200, 200, 500, 200, 200, 200, 200]
    assert economic.faults.as_json() == []


def test_a_delay_serves_all_the_same_and_passes(economic: Side[Store]) -> None:
    economic.faults.add(Fault(path="/self", action="delay", seconds=600, times=2))
    for _ in range(2):
        with pytest.raises(requests.ReadTimeout):
            requests.get(economic.url + "/self", headers=TOKENS, timeout=0.2)
    assert statuses(economic, 1, "/units") == [200]
    assert statuses(economic, 1) == [200]
    assert {one.fault for one in economic.requests if one.path == "/self"} == {"delay", None}


def test_a_proxy_answers_with_its_own_page(running: Sandbox) -> None:
    for side in (running.stripe, running.economic):
        side.faults.add(Fault(action="fail_before_commit", status=502, body="html"))
        answer = requests.get(side.url + "/self", headers=TOKENS, timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
        assert "<h1>502</h1>" in answer.text


@pytest.mark.parametrize("retry_after", [None, 7])
def test_too_many_requests_are_refused_as_each_side_does(running: Sandbox, retry_after: int | None) -> None:
    fault = Fault(action="fail_before_commit", status=429, retry_after=retry_after)
    for side in (running.stripe, running.economic):
        side.faults.add(fault)
    stripe = requests.get(running.stripe.url + "/v1/invoices", auth=STRIPE, timeout=30)
    economic = requests.get(running.economic.url + "/self", headers=TOKENS, timeout=30)
    assert (stripe.status_code, economic.status_code) == (429, 429)
    assert stripe.headers["Stripe-Rate-Limited-Reason"] == "global-rate"
    assert stripe.json()["error"]["code"] == "rate_limit"
    assert economic.headers["X-RateLimiting"].startswith("token-limit-")
    assert economic.json()["httpStatusCode"] == 429
    expected = None if retry_after is None else str(retry_after)
    assert (stripe.headers.get("Retry-After"), economic.headers.get("Retry-After")) == (expected, expected)


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "delay", "times": "sometimes"},
        {"action": "delay", "times": True},
        {"action": "delay", "every": 0},
        {"action": "delay", "every": "2"},
        {"action": "delay", "seconds": float("nan")},
        {"action": "fail_before_commit", "body": "xml"},
        {"action": ["delay"]},
        {"action": "delay", "path": "(" * 5000},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(economic: Side[Store], fault: dict[str, object]) -> None:
    text = str(fault).replace("'", '"').replace("True", "true").replace("nan", "NaN")
    answer = requests.post(economic.url + "/_sandbox/faults", data=text, timeout=30)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_fault")
    assert economic.faults.as_json() == []


@pytest.mark.parametrize(("nth", "every", "times"), list(itertools.product((1, 3), (1, 4), (1, 2, "always"))))
def test_the_hits_are_the_ones_that_were_ordered(nth: int, every: int, times: Times) -> None:
    fault = Fault(action="delay", nth=nth, every=every, times=times)
    wanted = range(nth, 10_000 if times == "always" else nth + every * times, every)
    assert [count for count in range(1, 40) if fault.hits(count)] == [count for count in wanted if count < 40]
    assert all(
        not fault.hits(later) for count in range(1, 40) if fault.spent(count) for later in range(count + 1, 60)
    )
