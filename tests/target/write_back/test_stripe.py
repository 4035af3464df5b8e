"""The one request to Stripe: what is repeated, what is given up, and for how long."""

from collections.abc import Iterator

import pytest

from sandbox import Fault, Sandbox
from target_economic.write_back.notes import Result, Write
from target_economic.write_back.stripe import QUIET, TRIES, Stripe
from tests.target.clock import Clock


@pytest.fixture
def sandbox_options() -> dict[str, int]:
    return {"seed": 1, "invoices": 2}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stripe(sandbox: Sandbox, clock: Clock) -> Iterator[Stripe]:
    made = Stripe(sandbox.stripe.url, "sk_test_sandbox", clock, clock)
    yield made
    made.close()


def write(sandbox: Sandbox, kind: str = "invoice", account: str | None = None) -> Write:
    found = next(iter(sandbox.stripe.store.all(kind)))
    return Write(f"/v1/{kind}s/{found['id']}", account, {"economic_status": "created"})


def test_where_stripe_does_not_answer_it_is_left_alone_for_a_while_so_that_posting_goes_on(
    sandbox: Sandbox, stripe: Stripe, clock: Clock
) -> None:
    sandbox.stripe.faults.add(Fault(method="POST", action="fail_before_commit", status=503, times="always"))
    assert [stripe.write(write(sandbox)) for _ in range(50)] == [Result.FAILED] * 50
    assert len(sandbox.stripe.requests) == TRIES
    clock.now += QUIET
    sandbox.stripe.faults.clear()
    assert stripe.write(write(sandbox)) is Result.WRITTEN


def test_a_key_that_may_not_write_one_kind_of_object_still_writes_the_others(
    sandbox: Sandbox, stripe: Stripe
) -> None:
    sandbox.stripe.faults.add(Fault(path="/v1/customers/.*", action="fail_before_commit", status=403, times="always"))
    for _ in range(3):
        assert stripe.write(write(sandbox, "customer")) is Result.FAILED
        assert stripe.write(write(sandbox)) is Result.WRITTEN
    assert [one.status for one in sandbox.stripe.requests] == [403, 200, 200, 200]


def test_a_key_that_stripe_does_not_know_writes_nothing_more(sandbox: Sandbox, stripe: Stripe) -> None:
    sandbox.stripe.faults.add(Fault(action="fail_before_commit", status=401, times="always"))
    assert [stripe.write(write(sandbox, kind)) for kind in ("customer", "invoice")] == [Result.FAILED] * 2
    assert len(sandbox.stripe.requests) == 1


@pytest.mark.parametrize("status", [409, 429, 500])
def test_what_may_do_better_the_next_time_is_tried_again(
    sandbox: Sandbox, stripe: Stripe, clock: Clock, status: int
) -> None:
    sandbox.stripe.faults.add(Fault(action="fail_before_commit", status=status))
    assert stripe.write(write(sandbox)) is Result.WRITTEN
    assert clock.waits == [1.0]


@pytest.mark.parametrize("account", ["acct_☃", "acct\n1"])
def test_an_account_that_no_header_can_name_fails_its_note_alone(
    sandbox: Sandbox, stripe: Stripe, account: str
) -> None:
    assert stripe.write(write(sandbox, account=account)) is Result.FAILED
    assert stripe.write(write(sandbox)) is Result.WRITTEN
