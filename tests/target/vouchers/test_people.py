"""What people do to vouchers between two runs is respected, and found again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.economic.ledger.entries import JournalEntry
from sandbox.economic.ledger.shapes import put_draft
from target_economic.errors import NoAnswer, RecordError
from target_economic.outcomes.outcomes import Action, Code
from target_economic.posting.posting import Poster
from tests.target.sales.office import Person
from tests.target.vouchers.movements import CLEARING, UNASSIGNED, entry, fee
from tests.target.vouchers.office import Office, books, charge, journal, writes

PLAIN = entry(-37375, "financeVoucher"), fee(855)


def numbers(sandbox: Sandbox, source_id: str = "txn_1") -> list[int]:
    drafts = sandbox.economic.store.ledger.drafts
    return [number for number in drafts if drafts[number].get("text", "").endswith(source_id)]


def move(sandbox: Sandbox, to_journal: int = 3, voucher: int = 60001) -> None:
    store = sandbox.economic.store
    store.ledger.move_voucher(store, "2026", voucher, to_journal=to_journal)


def test_a_voucher_moved_to_another_journal_is_adopted_and_booked_there(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge(entries=PLAIN))
    move(empty_sandbox)
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    posted = Office(empty_sandbox).one(charge(entries=PLAIN))
    assert (posted.action, posted.found and posted.found.name) == (Action.UNCHANGED, "voucher 40001 (2026)")
    assert Office(empty_sandbox, book="each").one(charge(entries=PLAIN)).action is Action.BOOKED
    assert (journal(empty_sandbox), books(empty_sandbox)) == ({}, {"txn_1": 4})


def test_a_voucher_booked_by_hand_is_adopted(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge())
    Person(empty_sandbox).call("POST", "/journalsapi/v15.0.0/journals/4/book", {})
    posted = Office(empty_sandbox, book="each").one(charge())
    assert (posted.action, posted.code) == (Action.UNCHANGED, None)
    assert posted.found is not None
    assert posted.found.name == "voucher 60001 (2026)"


def test_a_voucher_moved_or_booked_between_look_up_and_booking(empty_sandbox: Sandbox) -> None:
    documents = [charge("txn_moved", entries=PLAIN), charge("txn_booked", entries=PLAIN)]
    Office(empty_sandbox).post(*documents)
    office = Office(empty_sandbox, book="each")
    batch = office.vouchers.prepare(documents)
    move(empty_sandbox)
    person = Person(empty_sandbox)
    person.call(
        "POST",
        "/journalsapi/v15.0.0/journals/4/bookdraftentries",
        {"entryNumbers": numbers(empty_sandbox, "txn_booked")},
    )
    moved, booked = (office.vouchers.post(document, batch) for document in documents)
    assert (moved.action, booked.action) == (Action.BOOKED, Action.UNCHANGED)
    assert books(empty_sandbox) == {"txn_moved": 4, "txn_booked": 4}


def test_a_voucher_booked_by_a_person_in_the_very_moment(
    empty_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, create = Person(empty_sandbox), Poster.create

    def faster(self: Poster, creation: Any) -> Any:  # noqa: ANN401 - the poster's own
        if creation.operation.startswith("book"):
            person.call("POST", "/journalsapi/v15.0.0/journals/4/book", {})
        return create(self, creation)

    monkeypatch.setattr(Poster, "create", faster)
    assert Office(empty_sandbox, book="each").one(charge()).action is Action.BOOKED
    assert books(empty_sandbox) == {"txn_1": 4}


def test_a_voucher_booked_in_part_is_booked_to_the_end(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge())
    Person(empty_sandbox).call(
        "POST", "/journalsapi/v15.0.0/journals/4/bookdraftentries", {"entryNumbers": numbers(empty_sandbox)[:1]}
    )
    assert Office(empty_sandbox).one(charge()).code is None
    assert Office(empty_sandbox, book="each").one(charge()).action is Action.BOOKED
    assert (journal(empty_sandbox), books(empty_sandbox)) == ({}, {"txn_1": 4})


def test_an_entry_that_a_person_wrote_into_our_voucher_stays_unbooked(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge())
    store = empty_sandbox.economic.store
    ours = store.ledger.drafts.entry(numbers(empty_sandbox)[0])
    assert ours is not None
    theirs = JournalEntry(**(ours.fields | {"text": "Rettelse"}))
    put_draft(store, store.ledger.next_draft_number(), theirs)
    Office(empty_sandbox, book="each").one(charge())
    assert (list(journal(empty_sandbox)), books(empty_sandbox)) == (["Rettelse"], {"txn_1": 4})


def test_what_was_deleted_within_the_hour_stays_deleted_unless_it_is_asked_for(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge())
    drafts = empty_sandbox.economic.store.ledger.drafts
    for number in numbers(empty_sandbox):
        drafts.remove(number)
    left = Office(empty_sandbox).one(charge())
    assert (left.action, left.code, journal(empty_sandbox)) == (Action.SKIPPED, Code.DELETED_IN_LEDGER, {})
    assert Office(empty_sandbox, deleted_drafts="post_again").one(charge()).action is Action.CREATED
    assert {one: len(found) for one, found in journal(empty_sandbox).items()} == {"txn_1": 2}


def test_a_movement_in_two_vouchers_is_an_error_and_is_not_touched(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge())
    body = charge()["body"]
    copy = {
        "accountingYear": {"year": "2026"},
        "entries": {
            "financeVouchers": [
                {
                    "account": {"accountNumber": 6850},
                    "contraAccount": {"accountNumber": 5830},
                    "amount": -365.2,
                    "currency": {"code": "DKK"},
                    "date": body["date"],
                    "text": "Endnu en gang txn_1",
                }
            ]
        },
    }
    Person(empty_sandbox).call("POST", "/journals/1/vouchers", copy)
    empty_sandbox.economic.requests.clear()
    with pytest.raises(RecordError, match=r"voucher 60001 \(2026\), voucher 1 \(2026\)") as caught:
        Office(empty_sandbox, book="each").one(charge())
    assert (caught.value.code, writes(empty_sandbox)) == ("duplicate_in_ledger", [])


def by_hand(sandbox: Sandbox, *sides: int, amount: float, text: str, into: int = 4) -> None:
    """A voucher of one entry, which debits the first account and credits the second."""
    own, contra = ({"accountNumber": number} for number in sides)
    typed = {"account": own, "contraAccount": contra, "amount": amount, "date": "2026-03-31", "text": text}
    body = {"accountingYear": {"year": "2026"}, "entries": {"financeVouchers": [typed]}}
    Person(sandbox).call("POST", f"/journals/{into}/vouchers", body)


def test_a_payment_that_a_person_moved_on_to_its_customer_is_there_once(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox, book="each").one(charge())
    by_hand(empty_sandbox, UNASSIGNED, 5820, amount=373.75, text="Flyttet til kunden txn_1")
    posted = Office(empty_sandbox, book="each").one(charge())
    assert (posted.action, posted.code) == (Action.UNCHANGED, None)
    # What a person has in the journal is the person's to book.
    assert journal(empty_sandbox) == {"txn_1": [(4, Decimal("373.75"))]}
    Person(empty_sandbox).call("POST", "/journalsapi/v15.0.0/journals/4/book", {})
    posted = Office(empty_sandbox, book="each").one(charge())
    assert (posted.action, posted.code) == (Action.UNCHANGED, None)


@pytest.mark.parametrize("booked", [False, True])
def test_a_voucher_too_many_that_was_reversed_is_none_too_many(empty_sandbox: Sandbox, *, booked: bool) -> None:
    Office(empty_sandbox).one(charge(entries=PLAIN))
    by_hand(empty_sandbox, UNASSIGNED, CLEARING, amount=-365.2, text="Endnu en gang txn_1")
    with pytest.raises(RecordError, match="with the same id last"):
        Office(empty_sandbox).one(charge(entries=PLAIN))
    by_hand(empty_sandbox, UNASSIGNED, CLEARING, amount=365.2, text="Tilbageført txn_1")
    if booked:
        Person(empty_sandbox).call("POST", "/journalsapi/v15.0.0/journals/4/book", {})
    posted = Office(empty_sandbox).one(charge(entries=PLAIN))
    assert (posted.action, posted.code) == (Action.UNCHANGED, None)


def test_a_voucher_whose_only_entries_were_reversed_is_reported_and_left_alone(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox, book="each").one(charge(entries=PLAIN))
    by_hand(empty_sandbox, UNASSIGNED, CLEARING, amount=365.2, text="Tilbageført txn_1")
    empty_sandbox.economic.requests.clear()
    posted = Office(empty_sandbox, book="each").one(charge(entries=PLAIN))
    assert (posted.code, writes(empty_sandbox)) == (Code.TOTALS_CHANGED_IN_LEDGER, [])


def test_a_copy_in_another_journal_is_one_too_many_though_it_has_the_same_number(empty_sandbox: Sandbox) -> None:
    """Journals count by themselves, and e-conomic does not keep them from meeting."""
    Office(empty_sandbox).one(charge(entries=PLAIN))
    store = empty_sandbox.economic.store
    for number in numbers(empty_sandbox):
        ours = store.ledger.drafts.entry(number)
        assert ours is not None
        put_draft(store, store.ledger.next_draft_number(), JournalEntry(**(ours.fields | {"journal": 3})))
    with pytest.raises(RecordError) as caught:
        Office(empty_sandbox, book="each").one(charge(entries=PLAIN))
    assert (caught.value.code, books(empty_sandbox)) == ("duplicate_in_ledger", {})


def test_a_voucher_that_e_conomic_split_is_one(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(charge())
    store = empty_sandbox.economic.store
    last = numbers(empty_sandbox)[-1]
    part = store.ledger.drafts.entry(last)
    assert part is not None
    put_draft(store, last, JournalEntry(**(part.fields | {"voucher": 60077})))
    posted = Office(empty_sandbox, book="each").one(charge())
    assert (posted.action, posted.code, books(empty_sandbox)) == (Action.BOOKED, None, {"txn_1": 4})


def test_entries_deleted_while_their_booking_is_unanswered_are_not_said_to_be_booked(
    empty_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(empty_sandbox, book="each")
    drafts = empty_sandbox.economic.store.ledger.drafts
    booker = office.client._doors[0]  # the door to the newer services

    def lost(*parts: Any) -> Any:  # noqa: ANN401 - the client's own
        for number in numbers(empty_sandbox):
            drafts.remove(number)
        raise NoAnswer(parts[2], "timeout")

    monkeypatch.setattr(booker, "send", lost)
    with pytest.raises(NoAnswer):
        office.one(charge())
    assert books(empty_sandbox) == {}
