"""What people do in e-conomic between two runs, and what the next run makes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox import Sandbox
from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Action, Code
from tests.target.documents import invoice, line
from tests.target.sales.office import Office, Person, booked, ledger, order, withdrawn, writes

GROSS = Decimal("373.75")


@pytest.fixture
def person(empty_sandbox: Sandbox) -> Person:
    return Person(empty_sandbox)


def test_a_draft_booked_by_hand_is_adopted(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(booked("in_2"))
    Office(empty_sandbox).one(invoice())
    person.book(2)
    posted = Office(empty_sandbox).one(booked())
    assert (posted.action, posted.found and posted.found.name) == (Action.UNCHANGED, "booked 10002")


def test_an_order_upgraded_by_hand_is_adopted_and_taken_on(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(order(kind="sent_order"))
    person.upgrade("/orders/sent/1")
    assert Office(empty_sandbox).one(order(kind="sent_order")).action == Action.UNCHANGED
    posted = Office(empty_sandbox).one(booked())
    assert (posted.action, posted.created) == (Action.BOOKED, False)
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS), ("archived order", GROSS)]}


def test_an_archived_order_without_its_invoice_is_left_alone(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(order(kind="sent_order"))
    person.delete(person.upgrade("/orders/sent/1"))
    posted = Office(empty_sandbox).one(booked())
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.ORDER_ARCHIVED)
    assert ledger(empty_sandbox) == {"in_1": [("archived order", GROSS)]}


@pytest.mark.parametrize("policy", ["keep", "update"])
def test_a_draft_with_other_amounts_is_reported_and_never_booked(
    empty_sandbox: Sandbox, person: Person, policy: str
) -> None:
    Office(empty_sandbox).one(invoice())
    person.reprice(1, "300.00")
    posted = Office(empty_sandbox, existing_drafts=policy).one(booked())
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.TOTALS_CHANGED_IN_LEDGER)
    assert "gross 375.00" in (posted.message or "")
    assert ledger(empty_sandbox) == {"in_1": [("draft", Decimal("375.00"))]}


def test_a_draft_changed_after_the_batch_was_looked_up_is_not_booked(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(invoice())
    office = Office(empty_sandbox)
    prepared = office.sales.prepare([booked()])
    person.reprice(1, "300.00")
    posted = office.sales.post(booked(), prepared)
    assert posted.code == Code.TOTALS_CHANGED_IN_LEDGER


def test_a_draft_in_another_currency_is_another_amount(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(invoice())
    person.edit(1, currency="EUR", exchangeRate=745)
    posted = Office(empty_sandbox).one(booked())
    assert (posted.code, posted.found and posted.found.place) == (Code.TOTALS_CHANGED_IN_LEDGER, "draft")
    assert "is in EUR" in (posted.message or "")


def test_a_deleted_draft_is_left_deleted_within_the_hour(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(invoice())
    person.delete(1)
    posted = Office(empty_sandbox).one(invoice())
    assert (posted.action, posted.code, posted.found) == (Action.SKIPPED, Code.DELETED_IN_LEDGER, None)
    assert "post_again" in (posted.message or "")
    assert ledger(empty_sandbox) == {}


def test_a_deleted_draft_is_posted_again_when_asked_or_when_the_hour_is_over(
    empty_sandbox: Sandbox, person: Person
) -> None:
    Office(empty_sandbox).one(invoice())
    person.delete(1)
    assert Office(empty_sandbox, deleted_drafts="post_again").one(invoice()).action == Action.CREATED
    person.delete(2)
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    assert Office(empty_sandbox).one(invoice()).action == Action.CREATED
    assert ledger(empty_sandbox) == {"in_1": [("draft", GROSS)]}


@pytest.mark.parametrize(("hours", "policy"), [(0, "post_again"), (2, "leave")])
def test_a_draft_that_was_taken_back_comes_back_with_its_invoice_when_asked_or_when_the_hour_is_over(
    empty_sandbox: Sandbox, hours: int, policy: str
) -> None:
    """Within the hour it cannot be told from one that a person deleted, so that it is reported."""
    Office(empty_sandbox).one(invoice())
    assert Office(empty_sandbox).one(withdrawn(invoice())).action == Action.DELETED
    posted = Office(empty_sandbox).one(invoice())
    assert (posted.code, "undone for a while" in (posted.message or "")) == (Code.DELETED_IN_LEDGER, True)
    empty_sandbox.economic.store.advance(timedelta(hours=hours))
    assert Office(empty_sandbox, deleted_drafts=policy).one(invoice()).action == Action.CREATED
    assert ledger(empty_sandbox) == {"in_1": [("draft", GROSS)]}


def test_two_documents_with_one_reference_are_an_error(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).post(invoice("in_1"), invoice("in_x"))
    person.edit(2, references={"other": "in_1"})
    with pytest.raises(RecordError, match="draft 1, draft 2") as caught:
        Office(empty_sandbox).one(booked())
    assert caught.value.code == "duplicate_in_ledger"


def test_a_draft_that_is_there_is_kept_whatever_the_mapping_says_now(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    empty_sandbox.economic.requests.clear()
    assert Office(empty_sandbox).one(_noted("Tak for handlen")).action == Action.UNCHANGED
    assert writes(empty_sandbox) == []


def test_a_draft_is_updated_and_what_nobody_maps_survives(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(invoice())
    person.edit(1, notes={"textLine2": "Aftalt med Bodil"}, delivery={"city": "Ribe"})
    office = Office(empty_sandbox, existing_drafts="update")
    posted = office.one(_noted("Tak for handlen"))
    assert (posted.action, posted.found and posted.found.name) == (Action.UPDATED, "draft 1")
    draft = empty_sandbox.economic.store.drafts[1]
    assert draft["notes"] == {"heading": "Tak for handlen", "textLine2": "Aftalt med Bodil"}
    assert draft["delivery"] == {"city": "Ribe"}
    assert draft["lines"][0]["description"] == "Abonnement, marts"
    assert Office(empty_sandbox, existing_drafts="update").one(_noted("Tak for handlen")).action == Action.UNCHANGED


def test_an_update_that_a_person_undid_is_made_again_within_the_hour(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(invoice())
    for _ in range(2):
        assert Office(empty_sandbox, existing_drafts="update").one(_noted("Tak")).action == Action.UPDATED
        assert empty_sandbox.economic.store.drafts[1]["notes"]["heading"] == "Tak"
        person.edit(1, notes={"heading": "Farvel"})


def test_lines_that_a_person_added_to_are_left_as_they_are(empty_sandbox: Sandbox, person: Person) -> None:
    Office(empty_sandbox).one(invoice())
    lines = person.call("GET", "/invoices/drafts/1")["lines"]
    person.edit(1, lines=[*lines, {"description": "Leveret fredag"}])
    texts = [line(29900, text="Abonnement, april")]
    posted = Office(empty_sandbox, existing_drafts="update").one(_noted("Tak", invoice(lines=texts)))
    shown = empty_sandbox.economic.store.drafts[1]
    assert (posted.action, [one["description"] for one in shown["lines"]]) == (
        Action.UPDATED,
        ["Abonnement, marts", "Leveret fredag"],
    )


def test_an_updated_draft_is_booked_where_that_is_its_kind(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    posted = Office(empty_sandbox, existing_drafts="update").one(_noted("Tak", booked()))
    assert posted.action == Action.BOOKED
    assert empty_sandbox.economic.store.booked[10001]["notes"] == {"heading": "Tak"}


def _noted(heading: str, document: dict[str, object] | None = None) -> dict[str, object]:
    document = document or invoice()
    body = document["body"]
    assert isinstance(body, dict)
    return document | {"body": body | {"notes": {"heading": heading}}}
