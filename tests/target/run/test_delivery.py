"""What leaves a run, in order: outcomes, write-backs, STATE behind both."""

from typing import Any

from target_economic.outcomes.log import OutcomeLog
from target_economic.outcomes.outcomes import Action, Code
from target_economic.outcomes.summary import Summary
from target_economic.run.batch import Item
from target_economic.run.delivery import Delivery
from target_economic.run.done import Done
from target_economic.singer.retry import RetryList
from target_economic.write_back.notes import Note, Result

Json = dict[str, Any]


class Notes:
    """A write-back whose answers come when the test says so."""

    def __init__(self) -> None:
        self.taken: list[Note] = []

    def take(self, note: Note) -> None:
        self.taken.append(note)

    def answer(self, result: Result) -> None:
        note = self.taken.pop(0)
        note.result = result
        note.settled(note)


class Counter:
    """A delivery with its ends in the hand."""

    def __init__(self, *, notes: Notes | None = None, dry_run: bool = False) -> None:
        self.states: list[Json] = []
        self.retries = RetryList()
        self.summary = Summary(dry_run=dry_run)
        self.delivery = Delivery(
            self.retries,
            OutcomeLog(None),
            self.summary,
            None if dry_run else self.states.append,
            notes,  # type: ignore[arg-type]  # takes notes as the real one does
        )

    def result(self, source_id: str, done: Done, account: str | None = None) -> None:
        origin = {"stream": "invoices", "object": "invoice", "account": account}
        self.delivery.result(Item("invoices", {"id": source_id, "origin": origin}, done))

    def waiting(self) -> list[tuple[str, str, int]]:
        entries = self.states[-1]["bookmarks"]["invoices"].get("retry", [])
        return [(entry["id"], entry["code"], entry["attempts"]) for entry in entries]


CREATED = Done(Action.CREATED, "draft 1", "https://x/1", created=True)
FAILED = Done(Action.FAILED, code=Code.REJECTED, message="no")


def state(at: str = "a", *entries: Json) -> Json:
    return {"bookmarks": {"invoices": {"at": at, "retry": list(entries)}}}


def entry(source_id: str, code: str, attempts: int = 1) -> Json:
    return {"id": source_id, "code": code, "attempts": attempts, "first_failed_at": "2026-01-02T03:04:05Z"}


def test_a_state_waits_for_the_write_backs_before_it_and_outcomes_do_not() -> None:
    notes = Notes()
    counter = Counter(notes=notes)
    counter.result("in_1", CREATED)
    counter.delivery.state(state("a"))
    counter.result("in_2", CREATED)
    counter.delivery.state(state("b"))
    assert (counter.states, counter.summary.words()) == ([], "invoices created: 2")
    notes.answer(Result.WRITTEN)
    assert [one["bookmarks"]["invoices"]["at"] for one in counter.states] == ["a"]
    notes.answer(Result.FAILED)
    assert [one["bookmarks"]["invoices"]["at"] for one in counter.states] == ["a", "b"]
    assert counter.waiting() == [("in_2", "write_back_failed", 1)]
    assert counter.summary.failures == 0


def test_a_write_back_that_failed_before_is_tried_again_when_the_document_is_found_unchanged() -> None:
    notes = Notes()
    counter = Counter(notes=notes)
    counter.retries.learn(state("a", entry("in_1", "write_back_failed", 2)))
    for source_id in ("in_1", "in_2"):
        counter.result(source_id, Done(Action.UNCHANGED, "draft 1"))
    counter.delivery.state(state("a", entry("in_1", "write_back_failed", 2)))
    assert [note.outcome.id for note in notes.taken] == ["in_1"]
    notes.answer(Result.FAILED)
    assert counter.waiting() == [("in_1", "write_back_failed", 3)]
    assert counter.states[-1]["bookmarks"]["invoices"]["retry"][0]["first_failed_at"] == "2026-01-02T03:04:05Z"


def test_what_waits_to_be_written_back_is_on_the_list_until_it_is_written() -> None:
    notes = Notes()
    counter = Counter(notes=notes)
    counter.retries.learn(state("a", entry("in_2", "write_back_failed", 2)))
    counter.result("in_1", CREATED)
    counter.delivery.state(state("a", entry("in_2", "write_back_failed", 2)))
    counter.result("in_2", Done(Action.UNCHANGED, "draft 1"))
    notes.answer(Result.WRITTEN)  # in_1, which lets the STATE go; a SIGKILL may come now
    assert counter.waiting() == [("in_2", "write_back_failed", 3)]
    notes.answer(Result.WRITTEN)
    counter.delivery.again()
    assert counter.waiting() == []


def test_what_was_only_to_be_written_back_is_no_failure_when_it_is_gone_from_stripe() -> None:
    counter = Counter(notes=Notes())
    counter.retries.learn(state("a", entry("in_1", "write_back_failed"), entry("in_2", "rejected")))
    for source_id in ("in_1", "in_2"):
        counter.result(source_id, Done(Action.FAILED, code=Code.NOT_FOUND_IN_STRIPE, message="gone"))
    counter.delivery.state(state())
    assert (counter.waiting(), counter.summary.failures) == ([], 1)


def test_a_document_that_failed_keeps_its_own_code_when_its_write_back_fails_too() -> None:
    notes = Notes()
    counter = Counter(notes=notes)
    counter.result("in_1", FAILED)
    notes.answer(Result.FAILED)
    counter.delivery.state(state())
    assert counter.waiting() == [("in_1", "rejected", 1)]


def test_the_last_state_is_written_again_only_when_the_retry_list_has_changed() -> None:
    counter = Counter()
    counter.result("in_1", CREATED)
    counter.delivery.state(state())
    counter.delivery.again()
    assert len(counter.states) == 1
    counter.result("in_2", FAILED)
    counter.delivery.again()
    assert counter.waiting() == [("in_2", "rejected", 1)]
    counter.delivery.again()
    assert len(counter.states) == 2


def test_an_entry_says_which_connected_account_its_object_is_of() -> None:
    counter = Counter()
    counter.result("in_1", FAILED, account="acct_1")
    counter.delivery.state(state())
    assert counter.states[-1]["bookmarks"]["invoices"]["retry"][0]["account"] == "acct_1"


def test_a_dry_run_counts_and_writes_no_state() -> None:
    counter = Counter(dry_run=True)
    counter.result("in_1", CREATED)
    counter.delivery.state(state())
    counter.delivery.again()
    assert counter.states == []
    facts = counter.summary.facts("complete", 3, None)
    assert (facts["dry_run"], facts["usage"], facts["documents"]) == (
        True,
        {"documents_created": 0},
        {"invoices": {"created": 1}},
    )


def test_a_draft_that_was_posted_wrong_stays_a_failure_until_it_agrees() -> None:
    counter = Counter()
    waits = entry("in_1", "ledger_totals_differ")
    counter.retries.learn(state("a", waits))
    changed = Done(Action.UNCHANGED, "draft 1", code=Code.TOTALS_CHANGED_IN_LEDGER, message="differs")
    counter.result("in_1", changed)
    counter.result("in_2", changed)
    counter.delivery.state(state("a", waits))
    assert counter.waiting() == [("in_1", "ledger_totals_differ", 2)]
    assert counter.summary.failures == 1


def test_with_a_key_that_may_not_write_the_list_does_not_grow_without_end() -> None:
    notes = Notes()
    counter = Counter(notes=notes)
    for number in range(1100):
        counter.result(f"in_{number}", CREATED)
        notes.answer(Result.FAILED)
    counter.delivery.state(state())
    assert len(counter.waiting()) == 1000
