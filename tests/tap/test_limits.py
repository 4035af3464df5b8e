"""How fast the tap asks, and what it does with several requests at once."""

from __future__ import annotations

import threading

import pytest

from tap_stripe_invoices.errors import AnswerError, StripeError
from tap_stripe_invoices.http.client import Client
from tap_stripe_invoices.http.limiter import Limiter, endpoint
from tap_stripe_invoices.http.workers import Workers
from tests.tap.scripted import Answer, Scripted


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def sent(limiter: Limiter, clock: Clock, path: str, times: int) -> list[float]:
    moments = []
    for _ in range(times):
        limiter.wait(path)
        moments.append(round(clock.now - 100, 6))
    return moments


def test_a_seconds_worth_goes_at_once_and_the_rest_at_the_rate() -> None:
    clock = Clock()
    limiter = Limiter(4, clock.wait, clock)

    assert sent(limiter, clock, "/v1/invoices", 7) == [0, 0, 0, 0, 0.25, 0.5, 0.75]


def test_each_endpoint_has_a_limit_of_its_own() -> None:
    clock = Clock()
    limiter = Limiter(1, clock.wait, clock)

    assert sent(limiter, clock, "/v1/invoices/in_1", 1) == [0]
    assert sent(limiter, clock, "/v1/invoices", 1) == [0]
    assert sent(limiter, clock, "/v1/invoices/in_2", 1) == [1]


def test_no_rate_is_no_limit() -> None:
    clock = Clock()

    assert sent(Limiter(0, clock.wait, clock), clock, "/v1/invoices", 50)[-1] == 0


def test_an_endpoint_that_was_refused_is_left_alone_by_all() -> None:
    clock = Clock()
    limiter = Limiter(10, clock.wait, clock)
    limiter.wait("/v1/invoices")

    limiter.hold("/v1/invoices", 3)

    assert sent(limiter, clock, "/v1/products", 1) == [0]
    assert sent(limiter, clock, "/v1/invoices", 1) == [3]


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/v1/invoices", "/v1/invoices"),
        ("/v1/invoices/in_1/lines", "/v1/invoices/:id/lines"),
        ("/v1/balance_transactions/txn_1", "/v1/balance_transactions/:id"),
    ],
)
def test_ids_are_no_part_of_an_endpoints_name(path: str, operation: str) -> None:
    assert endpoint(path) == operation


def test_many_come_in_the_order_asked_for_whatever_finishes_first() -> None:
    refused = Answer(404, {"error": {"message": "No such invoice: 'in_2'", "code": "resource_missing"}})

    with Scripted(Answer(body={"id": "in_1"}), refused, Answer(body={"id": "in_3"})) as server:
        client = Client(api_url=server.url, api_key="sk_test_x", concurrency=1)
        found = list(client.get_many(f"/v1/invoices/in_{number}" for number in (1, 2, 3)))
        client.close()

    assert found[0] == {"id": "in_1"}
    assert isinstance(found[1], AnswerError)
    assert found[1].is_missing
    assert found[2] == {"id": "in_3"}


def test_several_requests_are_under_way_at_once() -> None:
    workers = Workers(3)
    meeting = threading.Barrier(3, timeout=10)

    futures = [workers.submit(meeting.wait) for _ in range(3)]

    assert sorted(future.result() for future in futures) == [0, 1, 2]
    workers.close()


def test_what_a_call_raises_reaches_whoever_asks_for_its_result() -> None:
    workers = Workers(1)

    def call() -> None:
        raise StripeError("stripe_failed", "It failed.")

    future = workers.submit(call)

    with pytest.raises(StripeError, match="It failed"):
        future.result()
    assert workers.submit(lambda: 5).result() == 5
    workers.close()


@pytest.mark.parametrize(
    "body", [{"id": "in_1", "livemode": True}, {"data": [{"livemode": True}], "has_more": False}]
)
def test_live_data_where_test_data_is_wanted_ends_the_run(body: dict[str, object]) -> None:
    with Scripted(Answer(body=body)) as server, pytest.raises(StripeError) as caught:
        Client(api_url=server.url, api_key="rk_x", mode="test").get("/v1/invoices")

    assert caught.value.code == "stripe_mode_differs"
