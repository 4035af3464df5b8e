"""The target as a process against the sandbox's e-conomic: what a bookkeeper finds in the ledger afterwards."""

from decimal import Decimal
from pathlib import Path

from sandbox import Sandbox
from target_economic.documents import schema
from tests.target.conftest import Post
from tests.target.documents import invoice, line, record, schema_message, state
from tests.target.ledger import END, batch, drafts


def test_a_paid_invoice_becomes_one_draft_with_its_customer_and_product(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice()))
    assert (ended.status, ended.outcome("in_1")["action"]) == (0, "created")
    draft = drafts(empty_sandbox)["in_1"]
    assert (draft["netAmount"], draft["vatAmount"], draft["grossAmount"]) == (
        Decimal("299.00"),
        Decimal("74.75"),
        Decimal("373.75"),
    )
    assert empty_sandbox.economic.store.ignored_properties == []
    assert ended.messages[-1] == END["value"]


def test_a_draft_that_a_person_changed_is_left_alone_and_pointed_at(post: Post) -> None:
    post(batch(invoice()))
    ended = post(batch(invoice(lines=[line(30000)])))
    outcome = ended.outcome("in_1")
    assert (ended.status, outcome["action"], outcome["code"]) == (0, "unchanged", "totals_changed_in_ledger")
    assert "373.75" in outcome["message"]


def test_one_bad_invoice_fails_alone_and_waits_for_the_next_run(empty_sandbox: Sandbox, post: Post) -> None:
    wrong = invoice("in_2", lines=[{**line(100), "quantity": "three"}])
    ended = post(batch(invoice("in_1"), wrong, invoice("in_3")))
    assert ended.status == 3
    assert ended.last_words.startswith("target-economic: documents_failed: 1 document(s) failed")
    assert (ended.outcome("in_2")["code"], sorted(drafts(empty_sandbox))) == ("document_invalid", ["in_1", "in_3"])
    assert "body.lines[0].quantity" in ended.outcome("in_2")["message"]
    (waiting,) = ended.messages[-1]["bookmarks"]["invoices"]["retry"]
    assert waiting["id"] == "in_2"
    again = post(
        [schema_message(), state("2026-02-01T00:00:00Z", [waiting]), record(invoice("in_2")), END], fail_on="never"
    )
    assert again.outcome("in_2")["action"] == "created"
    assert again.messages[-1]["bookmarks"]["invoices"].get("retry", []) == []


def test_an_error_of_the_mapping_and_a_record_left_out_are_told_apart(post: Post) -> None:
    empty = {"body": None, "customer": None, "products": None, "expected": None}
    error = {"code": "missing_value", "path": "mappings/invoices.yml:12:9", "message": "no name", "hint": "add one"}
    skip = {"code": "not_paid", "message": "Stripe has not marked this invoice as paid"}
    ended = post(batch(invoice("in_1") | empty | {"error": error}, invoice("in_2") | empty | {"skip": skip}))
    failed, skipped = ended.outcome("in_1"), ended.outcome("in_2")
    assert (failed["action"], failed["code"]) == ("failed", "missing_value")
    assert failed["message"] == "mappings/invoices.yml:12:9: no name Hint: add one"
    assert (skipped["action"], skipped["code"]) == ("skipped", "left_out_by_mapping")
    assert [entry["id"] for entry in ended.messages[-1]["bookmarks"]["invoices"]["retry"]] == ["in_1"]


def test_outcomes_are_kept_in_a_file_on_request(post: Post, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.jsonl"
    post(batch(invoice("in_1")), outcomes_file=str(file))
    post(batch(invoice("in_1")), outcomes_file=str(file))
    assert [line.split('"action": ')[1].split(",")[0] for line in file.read_text("utf-8").splitlines()] == [
        '"created"',
        '"unchanged"',
    ]


def test_a_draft_that_was_posted_wrong_stays_a_failure_until_it_agrees(empty_sandbox: Sandbox, post: Post) -> None:
    first = post(batch(invoice("in_1")))
    entry = {"id": "in_1", "code": "ledger_totals_differ", "attempts": 1, "first_failed_at": "2026-01-02T03:04:05Z"}
    wrong = invoice("in_1", lines=[line(30000)])
    messages = [schema_message(), state("2026-01-01T00:00:00Z", [entry]), record(wrong), END]
    again = post(messages)
    assert (first.status, again.status) == (0, 3)
    assert again.outcome("in_1")["code"] == "ledger_totals_differ"
    assert again.messages[-1]["bookmarks"]["invoices"]["retry"][0]["attempts"] == 2
    mended = post([messages[0], messages[1], record(invoice("in_1")), END])
    assert (mended.status, mended.outcome("in_1")["action"]) == (0, "unchanged")
    assert len(empty_sandbox.economic.store.drafts) == 1


def test_the_published_schema_names_every_kind() -> None:
    assert schema("invoices")["properties"]["kind"]["enum"] == ["draft_invoice", "booked_invoice"]
    assert schema("orders")["properties"]["kind"]["enum"] == ["draft_order", "sent_order"]
