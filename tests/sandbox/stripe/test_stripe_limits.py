"""Rate limits and locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.stripe.api.errors import ApiError
from sandbox.stripe.api.limits import Limiter, Limits

if TYPE_CHECKING:
    from tests.sandbox.stripe.asking import Account


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def passes(limiter: Limiter, endpoint: str, *, live: bool = False) -> str:
    try:
        limiter.check(Limits(), "acct_1", endpoint, live=live)
    except ApiError as error:
        return error.headers["Stripe-Rate-Limited-Reason"]
    return ""


def test_an_endpoint_takes_25_requests_at_once_and_25_more_each_second() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    assert [passes(limiter, "GET /v1/invoices", live=True) for _ in range(26)] == [""] * 25 + ["endpoint-rate"]
    assert passes(limiter, "GET /v1/charges", live=True) == ""
    clock.seconds = 1.0
    assert [passes(limiter, "GET /v1/invoices", live=True) for _ in range(26)] == [""] * 25 + ["endpoint-rate"]


@pytest.mark.parametrize(("live", "allowed"), [(False, 25), (True, 100)])
def test_an_account_has_a_limit_over_all_endpoints(live: bool, allowed: int) -> None:  # noqa: FBT001 - a parameter
    limiter = Limiter(Clock())
    answers = [passes(limiter, f"GET /v1/{n}", live=live) for n in range(allowed + 1)]
    assert answers == [""] * allowed + ["global-rate"]


def test_without_limits_any_number_of_requests_is_answered(account: Account) -> None:
    assert {account.ask("/v1/coupons").status_code for _ in range(40)} == {200}


def test_a_request_over_the_limit_is_429_and_does_nothing(account: Account) -> None:
    account.store.limits = Limits(endpoint=0)
    answer = account.ask("/v1/customers/cus_1", method="POST", data="metadata[a]=1")
    assert answer.status_code == 429
    assert answer.headers["Stripe-Rate-Limited-Reason"] == "endpoint-rate"
    assert "Retry-After" not in answer.headers
    assert answer.json()["error"]["code"] == "rate_limit"
    account.store.limits = None
    assert account.get("/v1/customers/cus_1")["metadata"] == {}


def test_a_locked_object_refuses_to_be_changed_so_often(account: Account) -> None:
    account.store.lock_object("in_paid", times=2)
    path = "/v1/invoices/in_paid"
    assert account.ask(path).status_code == 200
    answers = [account.ask(path, method="POST", data="metadata[a]=1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].json()["error"]["code"] == "lock_timeout"
    assert "Stripe-Rate-Limited-Reason" not in answers[0].headers
