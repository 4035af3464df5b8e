"""Hard cases 18 and 19: credit notes undo what was sold, refunds give money back; neither stands for the other."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.scenarios.shop import Shop, keep_books
from tests.scenarios.till import DEBTORS, Till, booking, paid

Json = dict[str, Any]

MARCH = datetime.fromisoformat("2026-03-20T08:00:00Z")
APRIL = datetime.fromisoformat("2026-04-02T08:00:00Z")


class Notes:
    """The credit notes of a shop, under the names of their invoices."""

    def __init__(self) -> None:
        self.issued: dict[str, list[Json]] = {}
        self.refunds: dict[str, Json] = {}

    def credit(self, shop: Shop, name: str, **how: object) -> None:
        note = shop.do("credit_invoice", invoice=shop.sold[name], **how)
        self.issued.setdefault(name, []).append(note)


def sold(shop: Shop, notes: Notes) -> None:
    item = {"amount": 10_000, "tax_rates": [shop.rate()]}
    open_one = shop.bill("before payment", item, item)
    notes.credit(shop, "before payment", amount=5_000)
    shop.call(f"invoices/{open_one}/pay")

    shop.sell("several", item, item)
    for amount, how in ((5_000, "refund"), (2_500, "balance"), (1_250, "out_of_band")):
        notes.credit(shop, "several", amount=amount, give_back=how)

    vat = [{"type": "eu_vat", "value": "DE123456789"}]
    abroad = shop.buyer("DE", tax_exempt="reverse", tax_id_data=vat)
    shop.sell("moved house", item, buyer=abroad)
    store = shop.sandbox.stripe.store
    customer = store.find("customer", abroad) or {}
    address = {**customer["address"], "country": "DK", "city": "Marstal", "postal_code": "5960"}
    store.put(customer | {"name": "Et andet navn", "address": address, "tax_exempt": "none"})
    notes.credit(shop, "moved house")

    for name in ("refund only", "refund that came back"):
        paid(shop, name, item)


def given_back(shop: Shop, notes: Notes) -> None:
    notes.refunds["refund only"] = shop.do("refund", charge=shop.sold["refund only"], amount=5_000)
    back = shop.do("refund", charge=shop.sold["refund that came back"])
    notes.refunds["refund that came back"] = back
    shop.do("fail_refund", refund=back["id"])
    shop.sell("credited in April", {"amount": 10_000, "tax_rates": [shop.rate()]})
    notes.credit(shop, "credited in April")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, Notes]]:
    folder = tmp_path_factory.mktemp("notes")
    with Sandbox(invoices=0) as sandbox:
        shop, notes = Shop(sandbox), Notes()
        sandbox.set_clock(MARCH)
        sold(shop, notes)
        sandbox.set_clock(APRIL)
        given_back(shop, notes)
        written_back: Json = {"stripe_api_key": "sk_test_sandbox", "stripe_api_url": sandbox.stripe.url}
        yield Till(keep_books(shop, folder, mappings=booking(folder), **written_back)), notes


@pytest.fixture
def till(both: tuple[Till, Notes]) -> Till:
    return both[0]


@pytest.fixture
def notes(both: tuple[Till, Notes]) -> Notes:
    return both[1]


@pytest.mark.parametrize("name", ["before payment", "several", "moved house", "credited in April"])
def test_case_18_each_credit_note_is_a_negative_invoice_that_names_what_it_credits(
    till: Till, notes: Notes, name: str
) -> None:
    invoice = till.booked(name)
    for note in notes.issued[name]:
        booked = till.document(note["id"])
        assert booked["grossAmount"] == -Decimal(note["total"]).scaleb(-2)
        assert str(invoice["bookedInvoiceNumber"]) in " ".join(map(str, booked["notes"].values()))
        assert booked["customer"]["customerNumber"] == invoice["customer"]["customerNumber"]


def test_case_18_several_on_one_invoice_are_as_many_documents(till: Till, notes: Notes) -> None:
    numbers = {till.document(note["id"])["bookedInvoiceNumber"] for note in notes.issued["several"]}
    assert len(numbers) == 3


def test_case_18_the_identity_is_that_of_the_invoice_and_not_of_the_customer_today(till: Till, notes: Notes) -> None:
    (note,) = notes.issued["moved house"]
    invoice, credit = till.booked("moved house"), till.document(note["id"])
    assert credit["recipient"] == invoice["recipient"]
    assert (credit["recipient"]["vatZone"]["vatZoneNumber"], credit["vatAmount"]) == (2, 0)


def test_case_18_its_number_is_written_back(till: Till, notes: Notes) -> None:
    for note in notes.issued["several"]:
        written = till.shop.sandbox.stripe.store.find("credit_note", note["id"]) or {}
        number = till.document(note["id"])["bookedInvoiceNumber"]
        assert written["metadata"]["economic_document"] == f"booked {number}"


def test_case_18_only_what_went_to_the_card_moved_money(till: Till, notes: Notes) -> None:
    movements = [
        entry["refund"]
        for note in notes.issued["several"]
        for entry in (till.shop.sandbox.stripe.store.find("credit_note", note["id"]) or {})["refunds"]
    ]
    (refund,) = movements
    assert till.voucher(till.shop.movement(refund)).on(DEBTORS) == 50


def test_case_18_a_refund_settles_its_credit_note(till: Till, notes: Notes) -> None:
    note = till.shop.sandbox.stripe.store.find("credit_note", notes.issued["several"][0]["id"]) or {}
    (line,) = till.customers(till.shop.movement(note["refunds"][0]["refund"]))
    credit = till.document(note["id"])
    assert (line.invoice, line.amount) == (credit["bookedInvoiceNumber"], Decimal(50))
    assert line.customer == credit["customer"]["customerNumber"]


def test_case_19_a_refund_without_a_credit_note_is_posted_and_noticed(till: Till, notes: Notes) -> None:
    movement = till.shop.movement(notes.refunds["refund only"]["id"])
    outcome = till.outcome(movement)
    assert (outcome["action"], outcome["code"]) == ("created", "noticed_by_mapping")
    assert outcome["message"].startswith("refund_without_credit_note")
    (line,) = till.customers(movement)
    assert (line.amount, line.invoice) == (Decimal(50), None)
    assert line.customer == till.booked("refund only")["customer"]["customerNumber"]


def test_case_19_a_refund_is_dated_when_it_was_made(till: Till, notes: Notes) -> None:
    sale, refund = till.shop.charge("refund only"), till.shop.movement(notes.refunds["refund only"]["id"])
    assert {line.date for line in till.voucher(sale).lines} == {"2026-03-20"}
    assert {line.date for line in till.voucher(refund).lines} == {"2026-04-02"}


def test_case_19_a_refund_that_came_back_leaves_the_customer_as_it_was(till: Till, notes: Notes) -> None:
    refund = notes.refunds["refund that came back"]["id"]
    gone, back = (till.shop.movement(refund, category) for category in ("refund", "refund_failure"))
    assert [line.amount for line in till.customers(gone, back)] == [125, -125]
    assert len({line.customer for line in till.customers(gone, back)}) == 1


def test_the_clearing_account_is_stripes_balance(till: Till) -> None:
    assert till.closes()


def test_case_18_a_credit_note_waits_for_its_invoice_and_is_reported_once_it_is_void(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        invoice = shop.bill("open", {"amount": 10_000, "tax_rates": [shop.rate()]})
        note = shop.do("credit_invoice", invoice=invoice, amount=5_000)["id"]
        first = keep_books(shop, tmp_path)
        assert first.ended.outcome(note)["code"] == "credited_invoice_missing"
        shop.do("void_credit_note", credit_note=note)
        shop.call(f"invoices/{invoice}/pay")
        second = keep_books(shop, tmp_path)
        assert second.ended.outcome(note)["action"] == "skipped"
        assert "void" in second.ended.outcome(note)["message"]
        assert [one["references"]["other"] for one in sandbox.economic.store.drafts.values()] == [invoice]


def test_case_18_a_credit_note_that_is_voided_after_it_was_posted_is_taken_back(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        item = {"amount": 10_000, "tax_rates": [shop.rate()]}
        invoice = shop.bill("in parts", item)
        shop.do("pay_invoice", invoice=invoice)
        shop.do("reopen_invoice", invoice=invoice)
        note = shop.do("credit_invoice", invoice=invoice, amount=5_000)["id"]
        shop.call(f"invoices/{invoice}/pay")
        assert keep_books(shop, tmp_path).ended.outcome(note)["action"] == "created"
        shop.do("reopen_invoice", invoice=invoice)
        shop.do("void_credit_note", credit_note=note)
        again = keep_books(shop, tmp_path)
        assert (again.ended.outcome(note)["action"], again.ended.outcome(note)["code"]) == ("deleted", "withdrawn")
