"""The pool behind the posting: order, stopping, and what it does not write twice."""

import threading
from typing import Any

import pytest

from target_economic.outcomes.outcomes import Action, Outcome
from target_economic.stopping import Stopping
from target_economic.write_back.notes import Note, Result, Write
from target_economic.write_back.write_back import WriteBack

Json = dict[str, Any]


class Stripe:
    """Notes what would be sent."""

    def __init__(self, stopping: Stopping) -> None:
        self.stopping = stopping
        self.go = threading.Event()
        self.go.set()
        self.sent: list[Write] = []
        self.closed = False
        self.broken: set[str] = set()

    def write(self, one: Write) -> Result:
        assert self.go.wait(30)
        self.stopping.check()
        if one.path in self.broken:
            raise ValueError("nobody thought of this")
        self.sent.append(one)
        return Result.WRITTEN

    def close(self) -> None:
        self.closed = True


def note(source_id: str, settled: list[Note], *, action: Action = Action.CREATED, buyer: str | None = None) -> Note:
    document: Json = {"id": source_id, "origin": {"stream": "invoices", "object": "invoice", "account": "acct_1"}}
    if buyer:
        document["customer"] = {"id": buyer, "body": {"name": "x"}}
    outcome = Outcome(source_id, "invoices", action, "draft 7")
    return Note(outcome, "invoices", document, 4 if buyer else None, None, settled.append)


def pool() -> tuple[WriteBack, Stripe, Stopping]:
    stopping = Stopping()
    stripe = Stripe(stopping)
    return WriteBack(stripe, stopping), stripe, stopping  # type: ignore[arg-type]  # takes writes as the real one does


def test_everything_taken_is_written_before_the_end_and_one_object_in_order() -> None:
    back, stripe, _ = pool()
    settled: list[Note] = []
    for number in range(60):
        back.take(note(f"in_{number % 20}", settled, action=Action.CREATED if number < 40 else Action.BOOKED))
    back.close(5)
    assert len(stripe.sent) == len(settled) == 60
    assert {one.account for one in stripe.sent} == {"acct_1"}
    last = {one.path: one.metadata["economic_status"] for one in stripe.sent}
    assert set(last.values()) == {"booked"}
    assert (back.counts, stripe.closed) == ({"written": 60, "gone": 0, "failed": 0}, True)


def test_the_number_of_a_customer_is_written_once() -> None:
    back, stripe, _ = pool()
    settled: list[Note] = []
    for number in range(8):
        back.take(note(f"in_{number}", settled, buyer="cus_1"))
    back.close(5)
    numbers = [one for one in stripe.sent if one.path == "/v1/customers/cus_1"]
    assert 1 <= len(numbers) <= 4  # those that were written at the same moment do not know of one another
    assert numbers[0].metadata == {"economic_customer_number": "4"}


def test_after_a_signal_what_is_not_written_is_told_to_have_failed() -> None:
    back, stripe, stopping = pool()
    settled: list[Note] = []
    stripe.go.clear()
    for number in range(10):
        back.take(note(f"in_{number}", settled))
    stopping.ask(15)
    back.take(note("in_late", settled))
    threading.Timer(0.05, stripe.go.set).start()
    back.close(5)
    assert len(settled) == 11
    assert {one.result for one in settled} == {Result.FAILED}
    assert stripe.sent == []


def test_what_stripe_does_not_answer_in_time_is_told_to_have_failed() -> None:
    back, stripe, stopping = pool()
    settled: list[Note] = []
    stripe.go.clear()
    back.take(note("in_1", settled))
    stopping.ask(15)
    back.close(0.2)
    assert [one.result for one in settled] == [Result.FAILED]
    stripe.go.set()


def test_a_thread_that_meets_the_unexpected_fails_that_note_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    back, stripe, _ = pool()
    settled: list[Note] = []
    odd = note("in_odd", settled)
    stripe.broken.add("/v1/invoices/in_odd")
    for one in (odd, *(note(f"in_{number}", settled) for number in range(300))):
        back.take(one)  # which waits for ever where nobody takes from the queue
    back.close(5)
    assert len(settled) == 301
    assert [one.outcome.id for one in settled if one.result is Result.FAILED] == ["in_odd"]
    assert "could not be written to Stripe: ValueError" in caplog.text
