"""Every write lost in every way: each movement once in the ledger, alone or in a group, booked or not."""

from collections import Counter
from datetime import timedelta
from typing import Literal

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import NoAnswer, RunError, TargetError
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
