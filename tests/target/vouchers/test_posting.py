"""One voucher per movement: found again whatever became of it, refused before anything is posted, compared after."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sandbox import Sandbox
from sandbox.economic.setup.years import AccountingYear
from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Action, Code
from target_economic.vouchers.posted import Posted
from tests.target.sales.office import Person
from tests.target.vouchers.movements import CLEARING, entry, fee
from tests.target.vouchers.office import Office, books, charge, journal, vouchers, writes

PAID = [(4, Decimal("-373.75")), (4, Decimal("8.55"))]


def refusal(sandbox: Sandbox, document: dict[str, object]) -> str:
    with pytest.raises(RecordError) as caught:
        Office(sandbox).one(document)
    assert writes(sandbox) == []
    return caught.value.code


def test_a_charge_and_its_fee_are_one_voucher_and_posted_once(empty_sandbox: Sandbox) -> None:
    first = Office(empty_sandbox).one(charge())
    again = Office(empty_sandbox).one(charge())
    assert (first.action, again.action) == (Action.CREATED, Action.UNCHANGED)
    assert first.found is not None
    assert again.found is not None
    assert first.found.name == again.found.name == "voucher 60001 (2026)"
    assert journal(empty_sandbox) == {"txn_1": PAID}


def test_ids_that_differ_by_case_alone_are_two_movements(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge("txn_a"))
    assert Office(empty_sandbox).one(charge("txn_A")).action is Action.CREATED
    assert Office(empty_sandbox).one(charge("txnxa")).action is Action.CREATED  # `_` is a wildcard of $like:


def test_the_text_is_cut_and_the_id_never(empty_sandbox: Sandbox) -> None:
    source_id = "txn_" + "x" * 60
    Office(empty_sandbox).one(charge(source_id, body={"text": "🎉 " * 99}))
    assert list(journal(empty_sandbox)) == [source_id]
    assert Office(empty_sandbox).one(charge(source_id, body={"text": "Anden tekst"})).action is Action.UNCHANGED


def test_a_batch_is_looked_up_with_few_requests_however_much_there_is(empty_sandbox: Sandbox) -> None:
    many = [charge(f"txn_{number:04}") for number in range(130)]
    assert {one.action for one in Office(empty_sandbox).post(*many)} == {Action.CREATED}  # type: ignore[union-attr]  # no errors
    empty_sandbox.economic.requests.clear()
    again = Office(empty_sandbox).post(*many)
    assert {one.action for one in again} == {Action.UNCHANGED}  # type: ignore[union-attr]  # no errors
    assert empty_sandbox.economic.requests.total < 16


def test_what_would_not_change_the_clearing_account_as_the_source_says_is_refused(empty_sandbox: Sandbox) -> None:
    assert refusal(empty_sandbox, charge(entries=[entry(-37375)])) == "clearing_differs"
    elsewhere = fee(855) | {"contraAccount": {"accountNumber": 5820}}
    assert refusal(empty_sandbox, charge(entries=[entry(-37375), elsewhere])) == "clearing_differs"


def test_an_id_that_cannot_end_a_text_is_refused(empty_sandbox: Sandbox) -> None:
    assert refusal(empty_sandbox, charge("txn 1")) == "document_invalid"
    assert refusal(empty_sandbox, charge("t" * 201)) == "document_invalid"


@pytest.mark.parametrize(
    ("day", "code"), [("2026-02-30", "document_invalid"), ("0001-01-10", "accounting_year_missing")]
)
def test_a_day_that_is_none_fails_alone(empty_sandbox: Sandbox, day: str, code: str) -> None:
    good, bad = Office(empty_sandbox).post(charge("txn_a"), charge("txn_b", body={"date": day}))
    assert isinstance(good, Posted)
    assert isinstance(bad, RecordError)
    assert (bad.code, list(journal(empty_sandbox))) == (code, ["txn_a"])


def test_a_closed_period_refuses_or_moves_the_date(empty_sandbox: Sandbox) -> None:
    store = empty_sandbox.economic.store
    years = store.agreement.years
    store.agreement = replace(store.agreement, years={**years, "2026": replace(years["2026"], barred=frozenset({3}))})
    assert refusal(empty_sandbox, charge()) == "period_closed"
    posted = Office(empty_sandbox, closed_period="first_open_date").one(
        charge(entries=[entry(-37375, own=6850), fee(855)])
    )
    assert posted.action is Action.CREATED
    assert posted.message is not None
    assert "it is dated 2026-04-01" in posted.message
    drafts = empty_sandbox.economic.store.ledger.drafts
    assert {drafts[number]["date"] for number in drafts} == {"2026-04-01"}


def test_a_year_that_is_no_calendar_year(empty_sandbox: Sandbox) -> None:
    whole = AccountingYear.of(date(2026, 1, 1), date(2027, 6, 30))
    store = empty_sandbox.economic.store
    store.agreement = replace(store.agreement, years={whole.year: whole})
    office = Office(empty_sandbox, book="each")
    assert office.one(charge()).found.name == "voucher 60001 (2026/2027)"  # type: ignore[union-attr]  # it is there
    assert Office(empty_sandbox).one(charge()).action is Action.UNCHANGED
    assert books(empty_sandbox) == {"txn_1": 4}


def test_a_date_that_moved_back_in_the_mapping_over_new_year_finds_what_was_booked(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox, book="each").one(charge(body={"date": "2026-12-30"}))
    assert Office(empty_sandbox).one(charge(body={"date": "2027-01-04"})).action is Action.UNCHANGED


def test_entries_that_a_person_deleted_in_part_are_reported_and_never_booked(empty_sandbox: Sandbox) -> None:
    store = empty_sandbox.economic.store
    Office(empty_sandbox).one(charge())
    number = next(n for n in store.ledger.drafts if store.ledger.drafts[n]["amount"] == Decimal("8.55"))
    Person(empty_sandbox).call("DELETE", f"/journals/4/entries/{number}")
    posted = Office(empty_sandbox, book="each").one(charge())
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.TOTALS_CHANGED_IN_LEDGER)
    assert posted.message is not None
    assert f"changes account {CLEARING} by 373.75 where the source says 365.20 DKK" in posted.message
    assert books(empty_sandbox) == {}


def test_a_dry_run_writes_nothing_and_says_what_it_would_do(empty_sandbox: Sandbox) -> None:
    posted = Office(empty_sandbox, dry_run=True, book="each").one(charge())
    assert (posted.action, writes(empty_sandbox), vouchers(empty_sandbox)) == (Action.BOOKED, [], set())
    assert Office(empty_sandbox, dry_run=True).one(charge()).action is Action.CREATED


def test_booking_books_what_was_posted_and_nothing_else(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge("txn_other"))
    posted = Office(empty_sandbox, book="each").one(charge())
    assert (posted.action, books(empty_sandbox)) == (Action.BOOKED, {"txn_1": 4})
    assert list(journal(empty_sandbox)) == ["txn_other"]
    adopted = Office(empty_sandbox, book="each").one(charge("txn_other"))
    assert (adopted.action, journal(empty_sandbox)) == (Action.BOOKED, {})
    assert Office(empty_sandbox, book="each").one(charge("txn_other")).action is Action.UNCHANGED
