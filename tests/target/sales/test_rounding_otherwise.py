"""A ledger that breaks ties otherwise than predicted: the draft is evened out, whoever finishes it."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import NoAnswer
from target_economic.outcomes.outcomes import Action, Code
from tests.target.documents import invoice, line
from tests.target.sales.office import Office, Person, booked, ledger, order

GROSS = Decimal("0.13")


@pytest.fixture
def bankers(empty_sandbox: Sandbox) -> Sandbox:
    """25 % of 0.10 is half an øre, which this ledger rounds to even."""
    empty_sandbox.economic.store.ties = "half-even"
    return empty_sandbox


def _half(kind: str = "draft_invoice") -> dict[str, Any]:
    return invoice(lines=[line(10)], tax=3) | {"kind": kind}


@pytest.mark.parametrize(
    ("kind", "place"), [("draft_invoice", "draft"), ("booked_invoice", "booked"), ("sent_order", "sent order")]
)
def test_it_agrees_to_the_ore_all_the_same(bankers: Sandbox, kind: str, place: str) -> None:
    posted = Office(bankers).one(_half(kind))
    assert (posted.created, ledger(bankers)) == (True, {"in_1": [(place, GROSS)]})


def test_a_draft_that_a_killed_run_left_behind_is_finished(bankers: Sandbox) -> None:
    bankers.economic.faults.add(Fault(method="PUT", action="drop_before_commit", times=99))
    with pytest.raises(NoAnswer):
        Office(bankers).one(_half("booked_invoice"))
    bankers.economic.faults.clear()
    assert ledger(bankers) == {"in_1": [("draft", Decimal("0.12"))]}
    assert Office(bankers).one(_half("booked_invoice")).action == Action.BOOKED
    assert ledger(bankers) == {"in_1": [("booked", GROSS)]}


def test_a_rounding_line_that_was_evened_out_is_not_taken_back_by_an_update(bankers: Sandbox) -> None:
    """Predicted is a rounding line of 0.01, and 0.02 is what this ledger needs."""
    document = invoice(lines=[line(10)], tax=4)
    Office(bankers).one(document)
    document["body"]["notes"] = {"heading": "Tak"}
    assert Office(bankers, existing_drafts="update").one(document).action == Action.UPDATED
    assert Office(bankers, existing_drafts="update").one(document).action == Action.UNCHANGED
    assert ledger(bankers) == {"in_1": [("draft", Decimal("0.14"))]}


def test_a_draft_that_a_person_changed_is_not_finished(bankers: Sandbox) -> None:
    bankers.economic.faults.add(Fault(method="PUT", action="drop_before_commit", times=99))
    with pytest.raises(NoAnswer):
        Office(bankers).one(_half())
    bankers.economic.faults.clear()
    Person(bankers).reprice(1, "0.11")
    posted = Office(bankers).one(_half("booked_invoice"))
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.TOTALS_CHANGED_IN_LEDGER)


def test_a_person_s_new_price_is_no_rounding(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(order())
    posted = Office(empty_sandbox).one(booked(of=invoice(lines=[line(29904)])))
    assert posted.code == Code.TOTALS_CHANGED_IN_LEDGER
