"""Every write of every kind, lost in every way: one document, in the right place, whatever is remembered."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import NoAnswer, RecordError, RunError, TargetError
from target_economic.http.answers import Answer
from target_economic.outcomes.outcomes import Action
from tests.target.documents import invoice
from tests.target.sales.office import Office, Person, booked, ledger, order, withdrawn

LostAnswer = Literal[
    "drop_before_commit", "drop_after_commit", "fail_before_commit", "fail_after_commit", "half_response"
]
LOST: list[LostAnswer] = [
    "drop_before_commit",
    "drop_after_commit",
    "fail_after_commit",
    "half_response",
]
GROSS = Decimal("373.75")


def _upgraded(sandbox: Sandbox) -> dict[str, Any]:
    Office(sandbox).one(order(kind="sent_order"))
    return invoice()


def _withdrawn(sandbox: Sandbox) -> dict[str, Any]:
    Office(sandbox).one(invoice())
    return withdrawn(invoice())


def _credited(sandbox: Sandbox) -> dict[str, Any]:
    Office(sandbox).one(booked())
    return withdrawn(booked(), on_booked="credit")


Case = tuple[str, str, Callable[[Sandbox], dict[str, Any]], dict[str, list[tuple[str, Decimal]]]]
BOOKED = {"in_1": [("booked", GROSS)]}
CASES: list[Case] = [
    ("POST", "/invoices/drafts", lambda _: invoice(), {"in_1": [("draft", GROSS)]}),
    ("POST", "/invoices/drafts", lambda _: booked(), BOOKED),
    ("POST", "/invoices/booked", lambda _: booked(), BOOKED),
    ("POST", "/orders/drafts", lambda _: order(), {"in_1": [("draft order", GROSS)]}),
    ("POST", "/orders/sent", lambda _: order(kind="sent_order"), {"in_1": [("sent order", GROSS)]}),
    ("POST", "/invoices/drafts", _upgraded, {"in_1": [("draft", GROSS), ("archived order", GROSS)]}),
    ("DELETE", "/invoices/drafts/.*", _withdrawn, {}),
    ("POST", "/invoices/drafts", _credited, {"in_1": [("booked", GROSS), ("booked", -GROSS)]}),
    ("POST", "/invoices/booked", _credited, {"in_1": [("booked", GROSS), ("booked", -GROSS)]}),
]
ALL_THE_WAY = (_upgraded, _credited)
NAMES = ["draft", "draft-to-book", "booking", "order", "sending", "upgrade", "deletion", "credit", "credit-booked"]


@pytest.mark.parametrize(
    ("action", "times"), [*((action, 1) for action in LOST), ("drop_before_commit", 99), ("fail_after_commit", 99)]
)
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_lost_answer_leaves_exactly_one(empty_sandbox: Sandbox, case: Case, action: LostAnswer, times: int) -> None:
    """Once the answer is lost and asked for again; and once it stays away, and the next run carries on."""
    method, path, arrange, expected = case
    document = arrange(empty_sandbox)
    empty_sandbox.economic.faults.add(Fault(method=method, path=path, action=action, status=503, times=times))
    try:
        Office(empty_sandbox).one(document)
    except NoAnswer:
        assert times == 99
    empty_sandbox.economic.faults.clear()
    if times == 99:
        Office(empty_sandbox).one(document)
    assert ledger(empty_sandbox) == expected
    Office(empty_sandbox).one(document)
    assert ledger(empty_sandbox) == expected


@pytest.mark.parametrize(
    ("case", "hours"), [*((case, 0) for case in CASES), *((case, 2) for case in CASES if case[2] in ALL_THE_WAY)]
)
def test_a_run_that_dies_at_any_request_is_carried_on_by_the_next(
    empty_sandbox: Sandbox, case: Case, hours: int
) -> None:
    """It breaks off at its first write, then a request later, and so on; the next has another mapping's bytes."""
    _, _, arrange, expected = case
    document = arrange(empty_sandbox)
    changed = document
    if document["body"]:
        changed = document | {"body": document["body"] | {"notes": {"heading": "Another mapping"}}}
    for later in range(10):
        try:
            Dying(empty_sandbox, later).one(changed if later % 2 else document)
        except Died:
            empty_sandbox.economic.store.advance(timedelta(hours=hours))
    Office(empty_sandbox).one(document)
    assert ledger(empty_sandbox) == expected


class Died(TargetError):
    """The process was killed."""


class Dying(Office):
    """A run that is killed when the answer to its first write arrives, or `later` requests after that."""

    def __init__(self, sandbox: Sandbox, later: int) -> None:
        super().__init__(sandbox)
        self._ask, self._left, self._wrote = self.client._request, iter(range(later)), False
        self.client._request = self._request  # type: ignore[method-assign]  # the only place that sees every answer

    def _request(self, method: str, path: str, what: str, **more: object) -> Answer:
        answer = self._ask(method, path, what, **more)  # type: ignore[arg-type]  # passed on as they come
        self._wrote = self._wrote or method != "GET"
        if self._wrote and next(self._left, None) is None:
            raise Died("died", "Killed.")
        return answer


def test_a_lost_booking_never_books_a_stranger_who_got_the_number(empty_sandbox: Sandbox) -> None:
    faults, person = empty_sandbox.economic.faults, Person(empty_sandbox)
    faults.add(Fault(method="POST", path="/invoices/booked", action="drop_before_commit"))
    office = Office(empty_sandbox)
    wait = office.stopping.wait

    def meanwhile(seconds: float) -> None:
        """While the run waits to repeat the booking, somebody deletes the draft and another gets its number."""
        store = empty_sandbox.economic.store
        if 1 in store.drafts and store.drafts[1]["references"]["other"] == "in_1":
            person.delete(1)
            Office(empty_sandbox).one(invoice("in_2"))
            body = store.drafts[2]
            store.drafts.remove(2)
            store.drafts.put(1, body | {"draftInvoiceNumber": 1}, body)
        wait(seconds)

    office.stopping.wait = meanwhile  # type: ignore[method-assign]
    with pytest.raises(NoAnswer, match="draft 1 is gone"):
        office.one(booked())
    assert ledger(empty_sandbox) == {"in_2": [("draft", GROSS)]}


def test_what_a_batch_looked_up_is_not_believed_once_another_has_written(empty_sandbox: Sandbox) -> None:
    office = Office(empty_sandbox)
    early = office.sales.prepare([booked()])
    office.one(invoice())
    posted = office.sales.post(booked(), early)
    assert (posted.action, posted.created) == (Action.BOOKED, False)
    assert ledger(empty_sandbox) == BOOKED


def test_two_machines_with_two_mappings_post_one_document(empty_sandbox: Sandbox) -> None:
    here, there = Office(empty_sandbox), Office(empty_sandbox)
    mine, theirs = booked(), booked() | {"body": booked()["body"] | {"notes": {"heading": "Theirs"}}}
    looked_up, by_them = here.sales.prepare([mine]), there.sales.prepare([theirs])
    there.sales.post(theirs, by_them)
    here.sales.post(mine, looked_up)
    assert ledger(empty_sandbox) == BOOKED


def test_a_look_up_that_fails_is_not_nothing_found(empty_sandbox: Sandbox) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="GET", path="/invoices/booked", times=99, action="fail_before_commit", status=500)
    )
    with pytest.raises(RunError) as caught:
        Office(empty_sandbox).one(invoice())
    assert (caught.value.code, ledger(empty_sandbox)) == ("economic_unavailable", {})


def test_an_id_that_e_conomic_cannot_hold_fails_alone(empty_sandbox: Sandbox) -> None:
    office, odd = Office(empty_sandbox), invoice("\N{GRINNING FACE}" * 250)
    prepared = office.sales.prepare([odd, invoice()])
    with pytest.raises(RecordError) as caught:
        office.sales.post(odd, prepared)
    assert caught.value.code == "rejected"
    assert office.sales.post(invoice(), prepared).action == Action.CREATED
