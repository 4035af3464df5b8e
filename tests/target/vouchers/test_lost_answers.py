"""Every write lost in every way: each movement once in the ledger, alone or in a group, booked or not."""

from collections import Counter
from datetime import timedelta
from typing import Any, Literal

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import NoAnswer, RunError, TargetError
from target_economic.http.client import Answer, Client
from target_economic.outcomes.outcomes import Action, Code
from tests.target.vouchers.office import Json, Office, books, charge, journal

LostAnswer = Literal["drop_before_commit", "drop_after_commit", "fail_after_commit", "half_response"]
LOST: list[LostAnswer] = ["drop_before_commit", "drop_after_commit", "fail_after_commit", "half_response"]
POSTING, BOOKING = r"/journals/\d+/vouchers", r"/journalsapi/.*/bookdraftentries"
IDS = ["txn_a", "txn_b", "txn_c"]


def documents(group: str | None) -> list[Json]:
    return [charge(source_id, group=group) for source_id in IDS]


def once(sandbox: Sandbox, *, booked: bool) -> bool:
    """Whether each movement is there exactly once, where it should be."""
    unbooked = {one: len(entries) for one, entries in journal(sandbox).items()}
    if booked:
        return (unbooked, books(sandbox)) == ({}, dict.fromkeys(IDS, 4))
    return (unbooked, books(sandbox)) == (dict.fromkeys(IDS, 2), {})


def answers_without(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have answers to postings say less of each entry."""
    send = Client.send

    def telling_less(self: Client, method: str, path: str, *rest: Any) -> Answer:  # noqa: ANN401 - the client's own
        answer = send(self, method, path, *rest)
        for voucher in answer.body if path.endswith("/vouchers") else ():
            for entries in voucher["entries"].values():
                for one in entries:
                    del one[name]
        return answer

    monkeypatch.setattr(Client, "send", telling_less)


@pytest.mark.parametrize("group", [None, "2026-03-31"], ids=["alone", "grouped"])
@pytest.mark.parametrize("path", [POSTING, BOOKING], ids=["posting", "booking"])
@pytest.mark.parametrize(
    ("action", "times"), [*((action, 1) for action in LOST), ("drop_before_commit", 99), ("fail_after_commit", 99)]
)
def test_a_lost_answer_leaves_exactly_one(
    empty_sandbox: Sandbox, action: LostAnswer, times: int, path: str, group: str | None
) -> None:
    """Once the answer is lost and asked for again; and once it stays away, and the next run carries on."""
    empty_sandbox.economic.faults.add(Fault(method="POST", path=path, action=action, status=503, times=times))
    results = Office(empty_sandbox, book="each").post(*documents(group))
    errors = [one for one in results if isinstance(one, TargetError)]
    assert all(isinstance(one, NoAnswer) for one in errors)
    assert bool(errors) <= (times == 99)  # what was carried out all the same is found at once
    empty_sandbox.economic.faults.clear()
    if errors:
        Office(empty_sandbox, book="each").post(*documents(group))
    assert once(empty_sandbox, booked=True)
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    Office(empty_sandbox, book="each").post(*documents(group))
    assert once(empty_sandbox, booked=True)


@pytest.mark.parametrize("group", [None, "2026-03-31"], ids=["alone", "grouped"])
def test_a_run_that_cannot_go_on_after_posting_posts_nothing_twice(empty_sandbox: Sandbox, group: str | None) -> None:
    """What a worker posted before the run broke off is not posted again by the next worker of the same run."""
    office = Office(empty_sandbox, book="each")
    batch = office.vouchers.prepare(documents(group))
    empty_sandbox.economic.faults.add(Fault(method="POST", path=BOOKING, action="fail_before_commit", status=401))
    with pytest.raises(RunError):
        office.vouchers.post(documents(group)[0], batch)
    for document in documents(group):
        office.vouchers.post(document, batch)
    assert once(empty_sandbox, booked=True)


def test_a_failed_look_up_is_an_error_and_nothing_is_posted(empty_sandbox: Sandbox) -> None:
    path = r"/journals/2/entries"
    empty_sandbox.economic.faults.add(
        Fault(method="GET", path=path, action="fail_before_commit", status=500, times=9)
    )
    with pytest.raises(RunError):
        Office(empty_sandbox).post(*documents(None))
    assert journal(empty_sandbox) == {}


def test_a_look_up_that_e_conomic_refuses_fails_each_alone(empty_sandbox: Sandbox) -> None:
    path = r"/journals/2/entries"
    empty_sandbox.economic.faults.add(
        Fault(method="GET", path=path, action="fail_before_commit", status=400, times="always")
    )
    results = Office(empty_sandbox).post(*documents(None), *[charge("txn_d", group="2026-03-31")])
    assert Counter(getattr(one, "code", None) for one in results) == {"rejected": 4}
    assert journal(empty_sandbox) == {}


@pytest.mark.parametrize("book", ["never", "each"])
@pytest.mark.parametrize("group", [None, "2026-03-31"], ids=["alone", "grouped"])
@pytest.mark.parametrize("name", ["journalEntryNumber", "amountBaseCurrency", "currency", "text"])
def test_an_answer_that_tells_less_than_it_might_is_completed_by_looking(
    empty_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, group: str | None, book: str
) -> None:
    """No schema says that the answer to a posting has these."""
    answers_without(name, monkeypatch)
    results = Office(empty_sandbox, book=book).post(*documents(group))
    wanted = Action.CREATED if book == "never" else Action.BOOKED
    assert [getattr(one, "action", one) for one in results] == [wanted] * 3
    assert once(empty_sandbox, booked=book == "each")
    assert [getattr(one, "action", one) for one in Office(empty_sandbox).post(*documents(group))] == [
        Action.UNCHANGED
    ] * 3


@pytest.mark.parametrize("group", [None, "2026-03-31"], ids=["alone", "grouped"])
def test_what_was_deleted_of_a_voucher_is_known_however_little_its_answer_tells(
    empty_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, group: str | None
) -> None:
    office, late = Office(empty_sandbox), Office(empty_sandbox)
    batch = late.vouchers.prepare(documents(group))
    office.post(*documents(group))
    drafts = empty_sandbox.economic.store.ledger.drafts
    for number in [one for one in drafts if drafts[one]["text"].endswith("txn_b")]:
        drafts.remove(number)
    answers_without("currency", monkeypatch)
    results = [late.vouchers.post(document, batch) for document in documents(group)]
    assert [one.code for one in results] == [None, Code.DELETED_IN_LEDGER, None]
