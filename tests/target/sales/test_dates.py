"""Closed periods, and when an invoice is due."""

import pytest
import requests

from sandbox import Sandbox
from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Action, Code
from tests.target.documents import invoice
from tests.target.sales.office import Json, Office, booked, order, withdrawn


@pytest.fixture
def closed_march(empty_sandbox: Sandbox) -> None:
    url = f"{empty_sandbox.economic.url}/_sandbox/actions/bar_period"
    requests.post(url, json={"date": "2026-03-31"}, timeout=30).raise_for_status()


@pytest.mark.usefixtures("closed_march")
def test_an_invoice_of_a_closed_period_fails_before_anything_is_created(empty_sandbox: Sandbox) -> None:
    with pytest.raises(RecordError) as caught:
        Office(empty_sandbox).one(invoice())
    assert (caught.value.code, len(empty_sandbox.economic.store.customers)) == ("period_closed", 0)


@pytest.mark.usefixtures("closed_march")
def test_it_is_dated_on_the_first_open_day_where_the_settings_say_so(empty_sandbox: Sandbox) -> None:
    posted = Office(empty_sandbox, closed_period="first_open_date").one(booked())
    assert (posted.action, posted.code) == (Action.BOOKED, Code.DATE_MOVED)
    assert posted.message == "2026-03-31 lies in a closed period; it is dated 2026-04-01."
    assert empty_sandbox.economic.store.booked[10001]["date"] == "2026-04-01"


@pytest.mark.usefixtures("closed_march")
def test_an_order_is_of_no_period_until_it_becomes_an_invoice(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(order())
    with pytest.raises(RecordError, match=r"2026-03-31"):
        Office(empty_sandbox).one(booked())
    assert Office(empty_sandbox, closed_period="first_open_date").one(booked()).action == Action.BOOKED
    assert empty_sandbox.economic.store.booked[10001]["date"] == "2026-04-01"


def test_a_day_that_is_none_fails_alone(empty_sandbox: Sandbox) -> None:
    document = invoice()
    document["body"]["date"] = "2026-02-30"
    with pytest.raises(RecordError, match="There is no day 2026-02-30") as caught:
        Office(empty_sandbox).one(document)
    assert caught.value.code == "document_invalid"


def test_a_period_closed_between_two_runs_changes_the_body_and_not_the_document(empty_sandbox: Sandbox) -> None:
    """The draft was made, its answer was lost, and the body that is sent now is another one."""
    office = Office(empty_sandbox, closed_period="first_open_date")
    before = office.sales.prepare([invoice()])
    Office(empty_sandbox).one(invoice())
    url = f"{empty_sandbox.economic.url}/_sandbox/actions/bar_period"
    requests.post(url, json={"date": "2026-03-31"}, timeout=30).raise_for_status()
    office.sales.post(invoice(), before)
    assert len(empty_sandbox.economic.store.drafts) == 1


def test_a_credit_note_has_the_invoices_date_or_the_first_open_one(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).post(booked("in_1"), booked("in_2"))
    Office(empty_sandbox).one(withdrawn(booked("in_1"), on_booked="credit"))
    url = f"{empty_sandbox.economic.url}/_sandbox/actions/bar_period"
    requests.post(url, json={"date": "2026-03-31"}, timeout=30).raise_for_status()
    Office(empty_sandbox).one(withdrawn(booked("in_2"), on_booked="credit"))
    store = empty_sandbox.economic.store
    assert [store.booked[number]["date"] for number in store.booked] == [*["2026-03-31"] * 3, "2026-04-01"]


@pytest.fixture
def open_terms(empty_sandbox: Sandbox) -> int:
    """Payment terms whose due date is written on each invoice."""
    terms = empty_sandbox.economic.store.agreement.payment_terms
    return next(number for number, one in terms.items() if one.type == "dueDate")


def test_a_due_date_is_sent_only_where_the_terms_leave_it_open(empty_sandbox: Sandbox, open_terms: int) -> None:
    Office(empty_sandbox).post(
        _due(invoice("in_1"), "2026-04-20", open_terms), _due(invoice("in_2"), "2026-04-20", 3)
    )
    bodies = [one.body for one in empty_sandbox.economic.requests if (one.method, one.path) == DRAFTING]
    assert [b"dueDate" in body for body in bodies] == [True, False]
    assert empty_sandbox.economic.store.drafts[1]["dueDate"] == "2026-04-20"


@pytest.mark.parametrize(("due", "code"), [(None, "due_date_missing"), ("2026-03-30", "due_date_too_early")])
def test_open_terms_need_a_due_date_that_is_not_before_the_date(
    empty_sandbox: Sandbox, open_terms: int, due: str | None, code: str
) -> None:
    with pytest.raises(RecordError) as caught:
        Office(empty_sandbox).one(_due(invoice(), due, open_terms))
    assert (caught.value.code, len(empty_sandbox.economic.store.customers)) == (code, 0)


@pytest.mark.usefixtures("closed_march")
def test_a_due_date_goes_along_with_a_date_that_had_to_move(empty_sandbox: Sandbox, open_terms: int) -> None:
    office = Office(empty_sandbox, closed_period="first_open_date")
    office.one(_due(invoice(), "2026-03-31", open_terms))
    draft = empty_sandbox.economic.store.drafts[1]
    assert (draft["date"], draft["dueDate"]) == ("2026-04-01", "2026-04-01")


DRAFTING = ("POST", "/invoices/drafts")


def _due(document: Json, due: str | None, terms: int) -> Json:
    body = document["body"] | {"paymentTerms": {"paymentTermsNumber": terms}}
    return document | {"body": body | ({"dueDate": due} if due else {})}
