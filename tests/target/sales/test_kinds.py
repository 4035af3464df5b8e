"""What each kind of document ends as, and with how many requests."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.outcomes.outcomes import Action
from tests.target.documents import invoice
from tests.target.sales.office import Office, booked, ledger, order, writes

GROSS = Decimal("373.75")


@pytest.mark.parametrize(
    ("document", "action", "place"),
    [
        (invoice(), Action.CREATED, "draft"),
        (booked(), Action.BOOKED, "booked"),
        (order(), Action.CREATED, "draft order"),
        (order(kind="sent_order"), Action.CREATED, "sent order"),
    ],
)
def test_each_kind_ends_where_it_says_and_is_left_alone_afterwards(
    empty_sandbox: Sandbox, document: dict[str, Any], action: Action, place: str
) -> None:
    posted = Office(empty_sandbox).one(document)
    assert (posted.action, posted.created, posted.found and posted.found.place) == (action, True, place)
    assert ledger(empty_sandbox) == {"in_1": [(place, GROSS)]}
    empty_sandbox.economic.requests.clear()
    again = Office(empty_sandbox).one(document)
    assert (again.action, again.created, again.found) == (Action.UNCHANGED, False, posted.found and again.found)
    assert writes(empty_sandbox) == []
    assert empty_sandbox.economic.store.ignored_properties == []


def test_a_kind_that_goes_further_takes_on_what_is_there(empty_sandbox: Sandbox) -> None:
    stations = [order(), order(kind="sent_order"), invoice(), booked()]
    actions = [Office(empty_sandbox).one(document).action for document in stations]
    assert actions == [Action.CREATED, Action.UPDATED, Action.CREATED, Action.BOOKED]
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS), ("archived order", GROSS)]}
    backwards = [Office(empty_sandbox).one(document) for document in reversed(stations)]
    assert {one.action for one in backwards} == {Action.UNCHANGED}
    assert {one.found and one.found.name for one in backwards} == {"booked 10001"}


def test_a_draft_order_becomes_a_booked_invoice_in_one_go(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(order())
    posted = Office(empty_sandbox).one(booked())
    assert (posted.action, posted.created) == (Action.BOOKED, True)
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS)]}


def test_a_hundred_documents_cost_little_more_than_their_writes(empty_sandbox: Sandbox) -> None:
    def batch(first: int, kind: str) -> list[dict[str, Any]]:
        ids = [f"in_1QabcdefghijklmnopqrstuvW{number:03}" for number in range(first, first + 100)]
        return [invoice(one) | {"kind": kind} for one in ids]

    office = Office(empty_sandbox)
    office.one(invoice())
    for first, kind, most in ((0, "draft_invoice", 110), (100, "booked_invoice", 210)):
        empty_sandbox.economic.requests.clear()
        posted = office.post(*batch(first, kind))
        assert {one.created for one in posted} == {True}
        assert len(empty_sandbox.economic.requests) <= most


def test_an_invoice_is_sent_as_the_settings_say_when_it_is_booked(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox, send_by="Email").one(booked())
    (number,) = empty_sandbox.economic.store.booked
    assert number == 10001
    (asked,) = [
        one for one in empty_sandbox.economic.requests if one.path == "/invoices/booked" and one.method == "POST"
    ]
    assert asked.status == 201
