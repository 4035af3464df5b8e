"""A credit note has customer, recipient, VAT and exchange rate of the invoice that it credits, and names it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.documents import schema
from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Action, Code
from target_economic.sales.found import Found
from tests.target.documents import customer, invoice, line
from tests.target.sales.office import Office, Person, booked, ledger, withdrawn, writes

Json = dict[str, Any]

GROSS = Decimal("373.75")


def credit_note(source_id: str = "cn_1", credits_: str = "in_1", net: int = -10000, **more: Any) -> Json:  # noqa: ANN401 - as `invoice` has them
    """A credit note over part of an invoice, by a customer who has moved abroad and changed name since."""
    buyer = customer("cus_moved", name="Ærø Yachts GmbH", vatZone={"vatZoneNumber": 2})
    document = invoice(source_id, lines=[line(net)], buyer=buyer, **more)
    document["body"]["recipient"] = {"name": "Ærø Yachts GmbH", "country": "DE", "vatZone": {"vatZoneNumber": 2}}
    return document | {"credits": credits_}


def sold(sandbox: Sandbox, document: Json) -> Json:
    """Post an invoice with a whole recipient, and return it as the ledger has it."""
    recipient = {
        "name": "Ærø Bådebyggeri ApS",
        "address": "Havnen 1",
        "zip": "5970",
        "city": "Ærøskøbing",
        "country": "Danmark",
        "ean": "5790000000000",
        "vatZone": {"vatZoneNumber": 1},
    }
    document["body"] |= {"recipient": recipient}
    posted = Office(sandbox).one(document)
    assert posted.found is not None
    return Person(sandbox).call("GET", posted.found.path)


@pytest.mark.parametrize("kind", ["draft_invoice", "booked_invoice"])
def test_it_copies_whose_it_was_and_how_it_was_taxed(empty_sandbox: Sandbox, kind: str) -> None:
    there = sold(empty_sandbox, invoice() | {"kind": kind})
    posted = Office(empty_sandbox).one(credit_note())
    assert posted.found is not None
    assert (posted.action, posted.customer) == (Action.CREATED, None)
    note = empty_sandbox.economic.store.drafts[posted.found.number]
    assert note["customer"] == there["customer"]
    assert note["recipient"] == there["recipient"]
    assert (note["netAmount"], note["vatAmount"]) == (Decimal(-100), Decimal(-25))
    assert len(empty_sandbox.economic.store.customers) == 1
    assert empty_sandbox.economic.store.ignored_properties == []


def test_it_names_the_booked_invoice_by_its_number_where_the_mapping_leaves_room(empty_sandbox: Sandbox) -> None:
    sold(empty_sandbox, booked())
    Office(empty_sandbox).one(credit_note())
    own = credit_note("cn_2")
    own["body"]["notes"] = {"heading": "Credit note", "textLine2": "PO 77"}
    Office(empty_sandbox).one(own)
    notes = [body["notes"] for _, body in sorted(empty_sandbox.economic.store.drafts.items())]
    assert notes == [{"textLine2": "Credits invoice 10001."}, {"heading": "Credit note", "textLine2": "PO 77"}]


def test_a_draft_has_no_number_to_name(empty_sandbox: Sandbox) -> None:
    sold(empty_sandbox, invoice())
    posted = Office(empty_sandbox).one(credit_note())
    assert posted.found is not None
    assert "notes" not in empty_sandbox.economic.store.drafts[posted.found.number]


def test_a_foreign_one_has_the_rate_of_its_invoice(empty_sandbox: Sandbox) -> None:
    document = booked(of=invoice(currency="EUR"))
    document["body"]["exchangeRate"] = "751.25"
    sold(empty_sandbox, document)
    posted = Office(empty_sandbox).one(credit_note(currency="EUR"))
    assert posted.found is not None
    assert empty_sandbox.economic.store.drafts[posted.found.number]["exchangeRate"] == Decimal("751.25")
    mapped = credit_note("cn_2", currency="EUR")
    mapped["body"]["exchangeRate"] = "740"
    posted = Office(empty_sandbox).one(mapped)
    assert posted.found is not None
    assert empty_sandbox.economic.store.drafts[posted.found.number]["exchangeRate"] == Decimal(740)


def test_several_credit_one_invoice_each_once(empty_sandbox: Sandbox) -> None:
    sold(empty_sandbox, booked())
    notes = [credit_note(f"cn_{number}") | {"kind": "booked_invoice"} for number in (1, 2)]
    assert [posted.action for posted in Office(empty_sandbox).post(*notes)] == [Action.BOOKED] * 2
    assert [posted.action for posted in Office(empty_sandbox).post(*notes)] == [Action.UNCHANGED] * 2
    part = ("booked", Decimal(-125))
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS)], "cn_1": [part], "cn_2": [part]}


def test_invoice_and_credit_note_may_come_in_one_batch(empty_sandbox: Sandbox) -> None:
    first, second = Office(empty_sandbox).post(booked(), credit_note())
    assert (first.action, second.action) == (Action.BOOKED, Action.CREATED)
    assert len(empty_sandbox.economic.store.customers) == 1


def test_an_invoice_that_is_not_shown_yet_is_waited_for(empty_sandbox: Sandbox) -> None:
    office = Office(empty_sandbox)
    office.one(invoice())
    lookup, search, left = office.sales._lookup, office.sales._lookup._search, [3]

    def late(ids: Sequence[str]) -> dict[str, tuple[Found, ...]]:
        found = search(ids)
        left[0] -= "in_1" in ids
        return found if left[0] < 0 else dict.fromkeys(ids, ())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup, "_search", late)
        assert office.one(credit_note()).action == Action.CREATED
    assert office.stopping.waits == [1.0, 3.0]


def test_without_its_invoice_it_fails_and_nothing_is_posted_until_that_is_there(empty_sandbox: Sandbox) -> None:
    with pytest.raises(RecordError) as failure:
        Office(empty_sandbox).one(credit_note())
    assert failure.value.code == Code.CREDITED_INVOICE_MISSING
    assert "cn_1 credits in_1" in failure.value.message
    assert writes(empty_sandbox) == []
    sold(empty_sandbox, booked())
    assert Office(empty_sandbox).one(credit_note()).action == Action.CREATED


def test_an_invoice_that_was_taken_back_as_a_whole_is_not_credited_again(empty_sandbox: Sandbox) -> None:
    sold(empty_sandbox, booked())
    Office(empty_sandbox).one(withdrawn(booked(), on_booked="credit"))
    posted = Office(empty_sandbox).one(credit_note())
    assert (posted.action, posted.code) == (Action.SKIPPED, Code.CREDITED)
    assert "booked 10001" in (posted.message or "")
    assert "cn_1" not in ledger(empty_sandbox)


def test_a_voided_credit_note_is_taken_back(empty_sandbox: Sandbox) -> None:
    sold(empty_sandbox, booked())
    Office(empty_sandbox).one(credit_note())
    posted = Office(empty_sandbox).one(withdrawn(credit_note()))
    assert (posted.action, posted.code) == (Action.DELETED, Code.WITHDRAWN)
    assert ledger(empty_sandbox) == {"in_1": [("booked", GROSS)]}


def test_an_existing_one_is_brought_in_line_with_its_invoice_where_the_settings_say_so(
    empty_sandbox: Sandbox,
) -> None:
    sold(empty_sandbox, invoice())
    Office(empty_sandbox).one(credit_note())
    Person(empty_sandbox).book(1)
    assert Office(empty_sandbox, existing_drafts="update").one(credit_note()).action == Action.UPDATED
    (note,) = empty_sandbox.economic.store.drafts.values()
    assert note["notes"] == {"textLine2": "Credits invoice 10001."}
    assert note["recipient"]["name"] == "Ærø Bådebyggeri ApS"
    assert Office(empty_sandbox, existing_drafts="update").one(credit_note()).action == Action.UNCHANGED


def test_a_dry_run_credits_what_it_would_have_posted(empty_sandbox: Sandbox) -> None:
    first, second = Office(empty_sandbox, dry_run=True).post(booked(), credit_note())
    assert (first.action, second.action) == (Action.BOOKED, Action.CREATED)
    assert writes(empty_sandbox) == []


def test_a_batch_of_credit_notes_looks_their_invoices_up_together(empty_sandbox: Sandbox) -> None:
    Office(empty_sandbox).post(*(booked(f"in_{number}") for number in range(20)))
    empty_sandbox.economic.requests.clear()
    Office(empty_sandbox).post(*(credit_note(f"cn_{number}", f"in_{number}") for number in range(20)))
    reads = [one.path for one in empty_sandbox.economic.requests if one.method == "GET"]
    assert reads.count("/invoices/booked") == 2
    assert len(reads) < 25


def test_the_schema_of_invoices_tells_of_it_and_that_of_orders_does_not() -> None:
    assert "credits" in schema("invoices")["properties"]
    assert "credits" not in schema("orders")["properties"]
