"""A source that was undone after it was posted."""

from decimal import Decimal

import pytest

from sandbox import Sandbox
from target_economic.outcomes.outcomes import Action, Code
from tests.target.documents import invoice, line, product
from tests.target.sales.office import Office, Person, booked, ledger, order, withdrawn, writes

GROSS = Decimal("373.75")


def test_nothing_was_posted_so_nothing_is_done(empty_sandbox: Sandbox) -> None:
    posted = Office(empty_sandbox).one(withdrawn(invoice()))
    assert (posted.action, posted.code) == (Action.SKIPPED, Code.LEFT_OUT_BY_MAPPING)
    assert (posted.message, writes(empty_sandbox)) == ("voided: Stripe has voided it", [])


@pytest.mark.parametrize("document", [invoice(), order(), order(kind="sent_order")])
@pytest.mark.parametrize("told", [True, False])
def test_a_draft_or_an_order_is_deleted(empty_sandbox: Sandbox, document: dict[str, object], *, told: bool) -> None:
    Office(empty_sandbox).post(document, invoice("in_2"))
    posted = Office(empty_sandbox).one(withdrawn(document, told=told))
    assert (posted.action, posted.code) == (Action.DELETED, Code.WITHDRAWN)
    assert ledger(empty_sandbox) == {"in_2": [("draft", GROSS)]}
    assert Office(empty_sandbox).one(withdrawn(document)).action == Action.SKIPPED


def test_a_draft_is_only_reported_where_the_mapping_says_so(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    posted = Office(empty_sandbox).one(withdrawn(invoice(), draft="report"))
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.NEEDS_DELETION)
    assert ledger(empty_sandbox) == {"in_1": [("draft", GROSS)]}


def test_a_draft_whose_amounts_a_person_changed_is_left_alone(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(invoice())
    Person(empty_sandbox).reprice(1, "300.00")
    posted = Office(empty_sandbox).one(withdrawn(invoice()))
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.TOTALS_CHANGED_IN_LEDGER)
    assert ledger(empty_sandbox) == {"in_1": [("draft", Decimal("375.00"))]}


def test_a_booked_invoice_is_reported_where_the_mapping_does_not_credit(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).one(booked())
    posted = Office(empty_sandbox).one(withdrawn(booked()))
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.NEEDS_CREDIT_NOTE)
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS)]}


def test_a_booked_invoice_is_credited_once_line_by_line(empty_sandbox: Sandbox) -> None:
    lines = [line(29900, quantity="3"), line(1001, product="prod_2", text="Fragt"), {"description": "Tak"}]
    products = [product(), product("prod_2", productGroup={"productGroupNumber": 4})]
    document = booked(of=invoice(lines=lines, tax=7475, products=products))
    Office(empty_sandbox).one(document)
    undone = withdrawn(document, on_booked="credit")
    posted = Office(empty_sandbox).one(undone)
    assert (posted.action, posted.code, posted.created) == (Action.BOOKED, Code.CREDITED, True)
    store = empty_sandbox.economic.store
    (first, note) = (store.booked[number] for number in store.booked)
    assert (note["netAmount"], note["vatAmount"], note["grossAmount"]) == (
        -first["netAmount"],
        -first["vatAmount"],
        -first["grossAmount"],
    )
    assert note["recipient"]["vatZone"] == first["recipient"]["vatZone"]
    assert (note["date"], note["references"], note["customer"]) == (
        first["date"],
        first["references"],
        first["customer"],
    )
    assert note["notes"]["heading"] == "Kreditnota / Credit note 10001"
    assert [one.get("description") for one in note["lines"]] == [one.get("description") for one in first["lines"]]
    again = Office(empty_sandbox).one(undone)
    assert (again.action, again.code, len(store.booked)) == (Action.UNCHANGED, Code.CREDITED, 2)
    paid_after_all = Office(empty_sandbox).one(document)
    assert (paid_after_all.action, paid_after_all.code) == (Action.UNCHANGED, Code.CREDITED)
    assert empty_sandbox.economic.store.ignored_properties == []


def test_a_credit_note_stays_a_draft_where_that_is_the_kind_and_is_booked_by_the_other(
    empty_sandbox: Sandbox,
) -> None:
    Office(empty_sandbox).one(booked())
    undone = withdrawn(invoice(), on_booked="credit")
    posted = Office(empty_sandbox).one(undone)
    assert (posted.action, posted.code, posted.found and posted.found.place) == (
        Action.CREATED,
        Code.CREDITED,
        "draft",
    )
    assert Office(empty_sandbox).one(undone).action == Action.UNCHANGED
    assert ledger(empty_sandbox) == {"in_1": [("draft", -GROSS), ("booked", GROSS)]}
    assert Office(empty_sandbox).one(undone | {"kind": "booked_invoice"}).action == Action.BOOKED
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS), ("booked", -GROSS)]}


def test_a_foreign_invoice_is_credited_at_its_own_rate(empty_sandbox: Sandbox) -> None:
    document = booked(of=invoice(currency="EUR"))
    document["body"]["exchangeRate"] = "751.25"
    Office(empty_sandbox).one(document)
    Office(empty_sandbox).one(withdrawn(document, on_booked="credit"))
    store = empty_sandbox.economic.store
    (first, note) = (store.booked[number] for number in store.booked)
    assert (note["exchangeRate"], note["grossAmountInBaseCurrency"]) == (
        first["exchangeRate"],
        -first["grossAmountInBaseCurrency"],
    )
