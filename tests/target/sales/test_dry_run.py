"""A dry run says what would happen, and writes nothing."""

from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Action
from tests.target.documents import invoice, line
from tests.target.sales.office import Office, booked, ledger, order, withdrawn, writes

STEPS: list[tuple[dict[str, Any] | None, dict[str, Any], Action, str]] = [
    (None, invoice(), Action.CREATED, "draft (not yet there)"),
    (None, booked(), Action.BOOKED, "booked (not yet there)"),
    (None, order(kind="sent_order"), Action.CREATED, "sent order (not yet there)"),
    (invoice(), booked(), Action.BOOKED, "booked (not yet there)"),
    (order(), booked(), Action.BOOKED, "booked (not yet there)"),
    (order(), order(kind="sent_order"), Action.UPDATED, "sent order (not yet there)"),
    (invoice(), withdrawn(invoice()), Action.DELETED, "draft 1"),
    (booked(), withdrawn(booked(), on_booked="credit"), Action.BOOKED, "booked (not yet there)"),
    (invoice(), invoice(), Action.UNCHANGED, "draft 1"),
]


@pytest.mark.parametrize(("before", "document", "action", "name"), STEPS)
def test_a_dry_run_says_what_would_be_done(
    empty_sandbox: Sandbox, before: dict[str, Any] | None, document: dict[str, Any], action: Action, name: str
) -> None:
    if before:
        Office(empty_sandbox).one(before)
    left = ledger(empty_sandbox)
    empty_sandbox.economic.requests.clear()
    posted = Office(empty_sandbox, dry_run=True).one(document)
    assert (posted.action, posted.found and posted.found.name) == (action, name)
    assert (writes(empty_sandbox), ledger(empty_sandbox)) == ([], left)


def test_a_dry_run_would_update_a_draft(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    document = invoice(lines=[line(29900, text="Abonnement, april")])
    empty_sandbox.economic.requests.clear()
    posted = Office(empty_sandbox, dry_run=True, existing_drafts="update").one(document)
    assert (posted.action, writes(empty_sandbox)) == (Action.UPDATED, [])


def test_a_dry_run_fails_where_the_run_would(empty_sandbox: Sandbox) -> None:
    with pytest.raises(RecordError) as caught:
        Office(empty_sandbox, dry_run=True).one(invoice(tax=0))
    assert caught.value.code == "totals_differ"
