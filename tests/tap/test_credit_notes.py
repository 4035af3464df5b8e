"""What the records of credit notes say: what is credited, of which invoice, with whose VAT identity."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tap_stripe_invoices.records.amounts import count_credit_note
from tests.support import SHARED
from tests.tap.acting import paths
from tests.tap.moving import act
from tests.tap.running import Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

STREAM = "credit_notes"
RECORDED = SHARED / "stripe" / "recorded" / "objects_credit_note.json"


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    """A company that credits now and then; its objects are only read here."""
    with Sandbox(seed=1, invoices=200) as running:
        yield running


@pytest.fixture(scope="module")
def everything(company: Sandbox) -> Run:
    """One run over all its credit notes."""
    company.stripe.requests.clear()
    return read(company.stripe.url, streams=(STREAM,))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A company of its own for a test that changes it."""
    with Sandbox(seed=1, invoices=40) as running:
        yield running


def all_lines(sandbox: Sandbox, invoice: str) -> list[Json]:
    """All lines of an invoice, as Stripe has them."""
    return [json.loads(text) for text in sandbox.stripe.store.lines(invoice)]


def an_invoice(sandbox: Sandbox, **wanted: object) -> Json:
    """A paid invoice of some size that has not been credited."""
    credited = {note["invoice"] for note in sandbox.stripe.store.all("credit_note")}
    return next(
        one
        for one in sandbox.stripe.store.all("invoice")
        if one["status"] == "paid"
        and one["amount_paid"] == one["total"] > 1_000
        and one["id"] not in credited
        and not one["total_discount_amounts"]
        and one["shipping_cost"] is None
        and all(one[name] == value for name, value in wanted.items())
    )


def credit(sandbox: Sandbox, invoice: Json, **arguments: object) -> Json:
    """Credit an invoice, or part of it."""
    return act(sandbox, "credit_invoice", invoice=invoice["id"], **{"give_back": "out_of_band"} | arguments)


def record_of(sandbox: Sandbox, note: Json) -> Json:
    """The record of one credit note."""
    return read(sandbox.stripe.url, streams=(STREAM,), ids=note["id"]).record(note["id"])


def test_every_credit_note_comes_once_and_adds_up(company: Sandbox, everything: Run) -> None:
    notes = {one["id"]: one for one in company.stripe.store.all("credit_note")}

    assert sorted(everything.ids(STREAM)) == sorted(notes)
    for record in everything.records(STREAM):
        note = notes[record["id"]]
        assert record["tap_error"] is None
        assert record["amounts"]["gross"] == note["total"] > 0
        assert record["amounts"]["net"] == note["total_excluding_tax"]
        assert sum(line["gross"] for line in record["lines"]) == note["total"]
        assert all(line["gross"] == line["net"] + line["tax"] for line in record["lines"])
    assert len(notes) > 5


def test_a_first_run_takes_few_requests(company: Sandbox, everything: Run) -> None:
    assert everything.records(STREAM)
    assert len(paths(company)) <= 6


def test_the_invoice_comes_with_its_number_and_vat_identity_but_without_lines(
    company: Sandbox, everything: Run
) -> None:
    for record in everything.records(STREAM):
        invoice = company.stripe.store.find("invoice", record["invoice"]["id"])
        assert invoice is not None
        for name in ("number", "currency", "customer_tax_ids", "customer_address", "customer_tax_exempt", "metadata"):
            assert record["invoice"][name] == invoice[name]
        assert "lines" not in record["invoice"]
        assert record["invoice"]["created"].endswith("Z")


def test_each_line_has_the_product_of_the_line_it_credits(company: Sandbox, everything: Run) -> None:
    seen = 0
    for record in everything.records(STREAM):
        sold = {
            line["id"]: ((line["pricing"] or {}).get("price_details") or {}).get("product")
            for line in all_lines(company, record["invoice"]["id"])
        }
        for line in record["lines"]:
            expected = sold.get(line.get("invoice_line_item"))
            assert (line["product"] or {}).get("id") == expected
            seen += expected is not None
    assert seen > 5


def test_the_customer_comes_whole(everything: Run) -> None:
    assert all(isinstance(record["customer"]["tax_ids"], list) for record in everything.records(STREAM))


def test_a_deleted_customer_is_filled_from_what_the_invoice_froze(sandbox: Sandbox) -> None:
    invoice = an_invoice(sandbox)
    note = credit(sandbox, invoice)
    sandbox.stripe.store.delete("customer", invoice["customer"])

    customer = record_of(sandbox, note)["customer"]

    assert customer["deleted"] is True
    assert customer["name"] == invoice["customer_name"]
    assert [one["value"] for one in customer["tax_ids"]] == [one["value"] for one in invoice["customer_tax_ids"]]


@pytest.mark.parametrize("count", [10, 11, 101, 250])
def test_the_edges_of_stripes_pages_lose_no_line(sandbox: Sandbox, count: int) -> None:
    note = credit(sandbox, an_invoice(sandbox))
    line = all_of(note)[0] | {
        "type": "custom_line_item",
        "invoice_line_item": None,
        "amount": 100,
        "taxes": [],
        "discount_amounts": [],
    }
    lines = [line | {"id": f"cnli_edge{number:03}"} for number in range(count)]
    sandbox.stripe.store.put(
        note
        | {
            "lines": {
                "object": "list",
                "data": lines,
                "has_more": False,
                "url": f"/v1/credit_notes/{note['id']}/lines",
            },
            "total": 100 * count,
            "total_excluding_tax": 100 * count,
            "total_taxes": [],
        }
    )

    record = record_of(sandbox, note)

    assert [one["id"] for one in record["lines"]] == [one["id"] for one in lines]
    assert record["tap_error"] is None


def all_of(note: Json) -> list[Json]:
    """The lines of a small credit note, as Stripe embeds them."""
    lines: list[Json] = copy.deepcopy(note["lines"]["data"])
    return lines


def test_a_line_that_credits_the_last_of_many_has_its_product(sandbox: Sandbox) -> None:
    invoice = next(one for one in sandbox.stripe.store.all("invoice") if one["lines"]["total_count"] > 30)
    last = all_lines(sandbox, invoice["id"])[-1]
    note = credit(sandbox, invoice, line=last["id"])

    (line,) = record_of(sandbox, note)["lines"]

    assert line["invoice_line_item"] == last["id"]
    assert line["product"]["id"] == last["pricing"]["price_details"]["product"]


def test_several_credit_notes_of_one_invoice_come_each_for_itself(sandbox: Sandbox) -> None:
    invoice = an_invoice(sandbox)
    notes = [credit(sandbox, invoice, amount=amount) for amount in (300, 500)]

    records = [record_of(sandbox, note) for note in notes]

    assert [record["amounts"]["gross"] for record in records] == [300, 500]
    assert {record["invoice"]["number"] for record in records} == {invoice["number"]}


def test_credited_shipping_is_a_line_of_its_own(sandbox: Sandbox) -> None:
    note = credit(sandbox, an_invoice(sandbox), amount=300)
    cost: Json = {
        "amount_subtotal": 4_000,
        "amount_tax": 1_000,
        "amount_total": 5_000,
        "shipping_rate": None,
        "taxes": [],
    }
    sums = {"total": note["total"] + 5_000, "total_excluding_tax": note["total_excluding_tax"] + 4_000}
    sandbox.stripe.store.put(note | sums | {"shipping_cost": cost, "amount_shipping": 4_000})

    record = record_of(sandbox, note)

    assert (
        record["lines"][-1] | {"kind": "shipping", "net": 4_000, "tax": 1_000, "gross": 5_000} == record["lines"][-1]
    )
    assert record["lines"][-1]["id"] == f"{note['id']}-shipping"
    assert record["tap_error"] is None


def test_one_that_was_voided_comes_again_and_says_so(sandbox: Sandbox) -> None:
    invoice = act(
        sandbox,
        "create_invoice",
        customer=next(sandbox.stripe.store.all("customer"))["id"],
        amount=10_000,
        due_in_days=30,
    )
    note = act(sandbox, "credit_invoice", invoice=invoice["id"], amount=1_000)
    first = read(sandbox.stripe.url, streams=(STREAM,))
    act(sandbox, "void_credit_note", credit_note=note["id"])

    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)

    assert first.record(note["id"])["status"] == "issued"
    assert second.record(note["id"])["status"] == "void"
    assert second.record(note["id"])["voided_at"].endswith("Z")


def test_one_that_was_voided_comes_again_even_if_the_event_is_lost(sandbox: Sandbox) -> None:
    invoice = act(
        sandbox,
        "create_invoice",
        customer=next(sandbox.stripe.store.all("customer"))["id"],
        amount=10_000,
        due_in_days=30,
    )
    note = act(sandbox, "credit_invoice", invoice=invoice["id"], amount=1_000)
    first = read(sandbox.stripe.url, streams=(STREAM,))
    act(sandbox, "void_credit_note", credit_note=note["id"])
    sandbox.stripe.store.lose_events()
    first.state["bookmarks"][STREAM]["rescanned_at"] = "2026-01-01T00:00:00Z"

    second = read(sandbox.stripe.url, streams=(STREAM,), state=first.state)

    assert second.record(note["id"])["status"] == "void"


def test_lines_that_do_not_lead_to_the_total_are_told(sandbox: Sandbox) -> None:
    note = credit(sandbox, an_invoice(sandbox))
    sandbox.stripe.store.put(note | {"total": note["total"] + 1})

    record = record_of(sandbox, note)

    assert record["tap_error"]["code"] == "amounts_do_not_add_up"
    assert str(note["total"] + 1) in record["tap_error"]["message"]


def test_lines_of_the_invoice_that_cannot_be_read_are_told(sandbox: Sandbox) -> None:
    invoice = next(one for one in sandbox.stripe.store.all("invoice") if one["lines"]["total_count"] > 30)
    note = credit(sandbox, invoice, line=all_lines(sandbox, invoice["id"])[-1]["id"])
    sandbox.stripe.faults.add(
        Fault(path="/v1/invoices/.*/lines", action="fail_before_commit", status=400, times="always")
    )

    assert record_of(sandbox, note)["tap_error"]["code"] == "list_incomplete"


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded credit note is not here")
def test_the_recorded_credit_note_adds_up() -> None:
    for note in json.loads(RECORDED.read_text()):
        note["lines"] = note["lines"]["data"]

        count_credit_note(note)

        assert note["amounts"] == {"net": 500, "tax": 0, "gross": 500, "exponent": 2}
