"""Movements that share a voucher: whatever the batches, the runs and the machines, each is there once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox import Sandbox
from target_economic.errors import Rejected, TargetError
from target_economic.outcomes.outcomes import Action, Code
from target_economic.vouchers.gathering import MOST_ENTRIES, gathered
from target_economic.vouchers.posted import Posted
from tests.target.vouchers.office import Json, Office, charge, journal, vouchers, writes

DAY = "2026-03-31"


def day(*ids: str, group: str = DAY) -> list[Json]:
    return [charge(one, group=group) for one in ids]


def entries(sandbox: Sandbox) -> dict[str, int]:
    return {one: len(found) for one, found in journal(sandbox).items()}


def test_a_day_is_one_voucher_and_a_late_movement_another_of_the_same_day(empty_sandbox: Sandbox) -> None:
    posted = Office(empty_sandbox).post(*day("txn_a", "txn_b", "txn_c"))
    assert [one.action for one in posted if isinstance(one, Posted)] == [Action.CREATED] * 3
    assert vouchers(empty_sandbox) == {("2026", 60001)}
    again = Office(empty_sandbox).post(*day("txn_b", "txn_c", "txn_late"))
    assert [one.action for one in again if isinstance(one, Posted)] == [
        Action.UNCHANGED,
        Action.UNCHANGED,
        Action.CREATED,
    ]
    assert entries(empty_sandbox) == dict.fromkeys(["txn_a", "txn_b", "txn_c", "txn_late"], 2)
    drafts = empty_sandbox.economic.store.ledger.drafts
    assert {drafts[number]["date"] for number in drafts} == {DAY}


def test_groups_are_vouchers_of_their_own(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).post(*day("txn_a", "txn_b"), *day("txn_c", group="2026-04-01"), charge("txn_d"))
    assert len(vouchers(empty_sandbox)) == 3


def test_a_member_that_fails_its_own_checks_is_left_out(empty_sandbox: Sandbox) -> None:
    wrong = charge("txn_b", group=DAY, entries=[])
    results = Office(empty_sandbox).post(*day("txn_a"), wrong, *day("txn_c"))
    assert [getattr(one, "code", None) for one in results] == [
        Code.CUSTOMER_UNKNOWN,
        "clearing_differs",
        Code.CUSTOMER_UNKNOWN,
    ]
    assert entries(empty_sandbox) == {"txn_a": 2, "txn_c": 2}


def test_a_member_that_e_conomic_refuses_fails_alone(empty_sandbox: Sandbox) -> None:
    store = empty_sandbox.economic.store
    rejected = {"departmentalDistributionNumber": 2}
    members = [
        charge(one, group=DAY, entries=[charge(one)["body"]["entries"][0], charge(one)["body"]["entries"][1] | more])
        for one, more in {"txn_a": {}, "txn_b": {"departmentalDistribution": rejected}, "txn_c": {}}.items()
    ]
    office = Office(empty_sandbox)
    batch = office.vouchers.prepare(members)
    office.vouchers.post(charge("txn_warm"), office.vouchers.prepare([charge("txn_warm")]))
    office.agreement.check_voucher(members[1])  # what is read once is read
    left = {number: one for number, one in store.agreement.distributions.items() if number != 2}
    store.agreement = replace(store.agreement, distributions=left)
    results: list[Posted | TargetError] = []
    for one in members:
        try:
            results.append(office.vouchers.post(one, batch))
        except Rejected as error:
            results.append(error)
    assert [isinstance(one, Posted) for one in results] == [True, False, True]
    assert entries(empty_sandbox) == {"txn_warm": 2, "txn_a": 2, "txn_c": 2}


@pytest.mark.parametrize("second", [["txn_b", "txn_c", "txn_d"], ["txn_a", "txn_b", "txn_c"], ["txn_c", "txn_a"]])
def test_two_machines_that_looked_before_either_posted(empty_sandbox: Sandbox, second: list[str]) -> None:
    """Their batches begin and end elsewhere; what both have is posted by the one that comes first."""
    one, other = Office(empty_sandbox), Office(empty_sandbox)
    mine, theirs = day("txn_a", "txn_b", "txn_c"), day(*second)
    my_batch, their_batch = one.vouchers.prepare(mine), other.vouchers.prepare(theirs)
    for document in mine:
        one.vouchers.post(document, my_batch)
    for document in theirs:
        other.vouchers.post(document, their_batch)
    assert entries(empty_sandbox) == dict.fromkeys({"txn_a", "txn_b", "txn_c", *second}, 2)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    batches=st.lists(
        st.tuples(st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True), st.booleans(), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_batches_each_movement_is_there_once(
    empty_sandbox: Sandbox, batches: list[tuple[list[int], bool, bool]]
) -> None:
    """Runs that have looked up before others posted, runs of one office, an hour in between, in any order."""
    store = empty_sandbox.economic.store
    for number in list(store.ledger.drafts):
        store.ledger.drafts.remove(number)
    store.advance(timedelta(hours=2))
    ready: list[tuple[Office, list[Json], Any]] = []
    for numbers, new_office, early in batches:
        documents = day(*(f"txn_{number}" for number in numbers))
        office = Office(empty_sandbox) if new_office or not ready else ready[-1][0]
        ready.append((office, documents, office.vouchers.prepare(documents) if early and new_office else None))
    for office, documents, batch in ready:
        found = batch or office.vouchers.prepare(documents)
        for document in documents:
            office.vouchers.post(document, found)
    assert entries(empty_sandbox) == {f"txn_{number}": 2 for numbers, *_ in batches for number in numbers}


def test_many_batches_of_one_day_cost_one_posting_each(empty_sandbox: Sandbox) -> None:
    office = Office(empty_sandbox)
    for number in range(22):  # more than are tried of a key that names one thing
        office.post(*day(f"txn_{number}"))
    assert len(writes(empty_sandbox)) == len(vouchers(empty_sandbox)) == 22
    assert office.clock.waits == []


def test_what_a_person_deleted_of_a_group_within_the_hour_stays_deleted(empty_sandbox: Sandbox) -> None:
    documents = day("txn_a", "txn_b")
    late = Office(empty_sandbox)
    batch = late.vouchers.prepare(documents)
    Office(empty_sandbox).post(*documents)
    drafts = empty_sandbox.economic.store.ledger.drafts
    for number in [one for one in drafts if drafts[one]["text"].endswith("txn_b")]:
        drafts.remove(number)
    results = [late.vouchers.post(document, batch) for document in documents]
    assert [(one.action, one.code) for one in results] == [
        (Action.UNCHANGED, None),
        (Action.SKIPPED, Code.DELETED_IN_LEDGER),
    ]
    assert entries(empty_sandbox) == {"txn_a": 2}


def test_what_is_too_much_for_one_voucher_becomes_several() -> None:
    many = [charge(f"txn_{number}", group=DAY) for number in range(MOST_ENTRIES)]
    whole = gathered(many)
    sizes = {id(one): sum(len(document["body"]["entries"]) for document in one.documents) for one in whole.values()}
    assert (sorted(whole), list(sizes.values())) == (sorted(one["id"] for one in many), [MOST_ENTRIES, MOST_ENTRIES])
    assert all(one is other for one, other in pairwise(whole[f"txn_{number}"] for number in range(MOST_ENTRIES // 2)))


def test_members_of_several_currencies_share_a_voucher_that_balances(empty_sandbox: Sandbox) -> None:
    euro = charge("txn_eur", group=DAY, body={"currency": "EUR"})
    results = Office(empty_sandbox, book="each").post(*day("txn_a"), euro)
    assert {one.action for one in results if isinstance(one, Posted)} == {Action.BOOKED}
    booked = empty_sandbox.economic.store.ledger.entries
    assert sum((booked[one]["amountInBaseCurrency"] for one in booked), Decimal(0)) == 0
