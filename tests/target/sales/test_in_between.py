"""What happens in e-conomic in the very moment in which a document is carried out."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import NoAnswer
from target_economic.http.answers import Answer
from target_economic.outcomes.outcomes import Action, Code
from target_economic.sales.lookup import Lookup
from tests.target.clock import Clock
from tests.target.documents import invoice
from tests.target.sales.office import Office, Person, booked, ledger, order, withdrawn

GROSS = Decimal("373.75")
CREDIT = withdrawn(booked(), on_booked="credit")


def before(office: Office, method: str, path: str, happens: Callable[[], object]) -> None:
    """Have something happen once, just before a request is sent."""
    ask, left = office.client._request, iter([happens])

    def request(by: str, to: str, what: str, **more: object) -> Answer:
        if by == method and to.startswith(path) and (now := next(left, None)):
            now()
        return ask(by, to, what, **more)  # type: ignore[arg-type]  # passed on as they come

    office.client._request = request  # type: ignore[method-assign,assignment]  # the only place that sees every request


def renumber(sandbox: Sandbox, draft: int, number: int) -> None:
    """Give a draft a number that another had: numbers of what is gone are given out again."""
    store = sandbox.economic.store
    body = store.drafts[draft]
    store.drafts.remove(draft)
    store.drafts.put(number, body | {"draftInvoiceNumber": number, "self": body["self"]}, body)


def credited_as_a_draft(sandbox: Sandbox) -> int:
    Office(sandbox).one(booked())
    posted = Office(sandbox).one(CREDIT | {"kind": "draft_invoice"})
    assert posted.found is not None
    return posted.found.number


def test_a_stranger_s_draft_is_not_booked_as_a_credit_note(empty_sandbox: Sandbox) -> None:
    credit = credited_as_a_draft(empty_sandbox)
    office = Office(empty_sandbox)
    prepared = office.sales.prepare([CREDIT])
    Person(empty_sandbox).delete(credit)
    stranger = Office(empty_sandbox).one(invoice("in_2")).found
    assert stranger is not None
    renumber(empty_sandbox, stranger.number, credit)
    office.sales.post(CREDIT, prepared)
    assert ledger(empty_sandbox)["in_2"] == [("draft", GROSS)]


def test_a_credit_note_that_a_person_changed_is_not_booked(empty_sandbox: Sandbox) -> None:
    credit = credited_as_a_draft(empty_sandbox)
    office = Office(empty_sandbox)
    prepared = office.sales.prepare([CREDIT])
    Person(empty_sandbox).reprice(credit, "-100.00")
    posted = office.sales.post(CREDIT, prepared)
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.TOTALS_CHANGED_IN_LEDGER)
    assert ledger(empty_sandbox) == {"in_1": [("draft", Decimal("-125.00")), ("booked", GROSS)]}


def test_a_credit_note_whose_draft_has_the_number_of_the_invoice_s_is_booked(empty_sandbox: Sandbox) -> None:
    renumber(empty_sandbox, credited_as_a_draft(empty_sandbox), 1)
    assert Office(empty_sandbox).one(CREDIT).action == Action.BOOKED
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS), ("booked", -GROSS)]}


def test_an_invoice_that_is_not_shown_for_a_moment_is_not_credited_without_its_lines(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(booked())
    fault = Fault(method="GET", path="/invoices/booked/.+", action="fail_before_commit", status=404)
    empty_sandbox.economic.faults.add(fault)
    with pytest.raises(NoAnswer):
        Office(empty_sandbox).one(CREDIT)
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS)]}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_draft_that_a_person_books_while_it_is_taken_back_is_not_called_deleted(
    empty_sandbox: Sandbox, method: str
) -> None:
    Office(empty_sandbox).one(invoice())
    office = Office(empty_sandbox)
    before(office, method, "/invoices/drafts/1", lambda: Person(empty_sandbox).book(1))
    posted = office.one(withdrawn(invoice()))
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.NEEDS_CREDIT_NOTE)


def test_what_is_gone_and_still_listed_is_not_called_never_posted(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    fault = Fault(method="GET", path="/invoices/drafts/.+", action="fail_before_commit", status=404, times=99)
    empty_sandbox.economic.faults.add(fault)
    with pytest.raises(NoAnswer):
        Office(empty_sandbox).one(withdrawn(invoice()))


def test_a_draft_that_is_made_while_the_next_batch_is_looked_up_is_taken_back_by_it(empty_sandbox: Sandbox) -> None:
    office, later = Office(empty_sandbox), withdrawn(invoice())
    looked_up: list[Any] = []
    before(office, "POST", "/invoices/drafts", lambda: looked_up.append(office.sales.prepare([later])))
    office.one(invoice())
    assert office.sales.post(later, looked_up[0]).action == Action.DELETED
    assert ledger(empty_sandbox) == {}


def test_an_order_that_a_person_upgrades_meanwhile_keeps_its_lines(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(order(kind="sent_order"))
    office, document = Office(empty_sandbox, existing_drafts="update"), invoice()
    document["body"]["notes"] = {"heading": "Tak"}
    prepared = office.sales.prepare([document])
    draft = Person(empty_sandbox).upgrade("/orders/sent/1")
    assert office.sales.post(document, prepared).action == Action.UPDATED
    shown = empty_sandbox.economic.store.drafts[draft]
    assert (shown["notes"], shown["grossAmount"]) == ({"heading": "Tak"}, GROSS)


def lose_the_put(sandbox: Sandbox, office: Office, happens: Callable[[], object]) -> None:
    """Lose a PUT before it is carried out, and have something happen while the run waits to send it again."""
    sandbox.economic.faults.add(Fault(method="PUT", action="drop_before_commit"))
    wait, left = office.stopping.wait, iter([happens])

    def meanwhile(seconds: float) -> None:
        if now := next(left, None):
            now()
        wait(seconds)

    office.stopping.wait = meanwhile  # type: ignore[method-assign]


def noted() -> dict[str, Any]:
    document = invoice()
    return document | {"body": document["body"] | {"notes": {"heading": "Tak"}}}


def test_an_update_is_not_sent_again_over_what_a_person_wrote_meanwhile(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    office = Office(empty_sandbox, existing_drafts="update")
    lose_the_put(empty_sandbox, office, lambda: Person(empty_sandbox).edit(1, notes={"textLine2": "Aftalt"}))
    with pytest.raises(NoAnswer):
        office.one(noted())
    assert empty_sandbox.economic.store.drafts[1]["notes"] == {"textLine2": "Aftalt"}
    assert Office(empty_sandbox, existing_drafts="update").one(noted()).action == Action.UPDATED
    assert empty_sandbox.economic.store.drafts[1]["notes"] == {"heading": "Tak", "textLine2": "Aftalt"}


def test_an_update_is_not_sent_again_over_a_stranger_who_got_the_number(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).post(invoice(), invoice("in_2"))

    def another() -> None:
        Person(empty_sandbox).delete(1)
        renumber(empty_sandbox, 2, 1)

    office = Office(empty_sandbox, existing_drafts="update")
    lose_the_put(empty_sandbox, office, another)
    with pytest.raises(NoAnswer):
        office.one(noted())
    assert ledger(empty_sandbox) == {"in_2": [("draft", GROSS)]}


@pytest.mark.parametrize(("method", "path"), [("POST", "/invoices/booked"), ("DELETE", "/invoices/drafts/.+")])
def test_a_draft_that_a_person_changes_while_the_answer_is_awaited_is_left_to_her(
    empty_sandbox: Sandbox, method: str, path: str
) -> None:
    Office(empty_sandbox).one(invoice())
    empty_sandbox.economic.faults.add(Fault(method=method, path=path, action="drop_before_commit"))
    office = Office(empty_sandbox)
    wait, left = office.stopping.wait, iter([1])

    def meanwhile(seconds: float) -> None:
        if next(left, None):
            Person(empty_sandbox).reprice(1, "300.00")
        wait(seconds)

    office.stopping.wait = meanwhile  # type: ignore[method-assign]
    with pytest.raises(NoAnswer):
        office.one(booked() if method == "POST" else withdrawn(invoice()))
    assert ledger(empty_sandbox) == {"in_1": [("draft", Decimal("375.00"))]}


def test_a_look_up_older_than_the_memory_of_keys_is_made_anew(empty_sandbox: Sandbox) -> None:
    """Another machine posts it a moment after the look-up; by the time of the post its key is forgotten."""
    office, clock = Office(empty_sandbox), Clock()
    lookup = Lookup(office.client, clock)
    prepared = lookup.prepare(["in_1"], orders=False)
    Office(empty_sandbox).one(invoice())
    assert lookup.standing("in_1", prepared).current is None
    clock.now += 3600
    current = lookup.standing("in_1", prepared).current
    assert current is not None
    assert replace(current, fresh=False).name == "draft 1"
