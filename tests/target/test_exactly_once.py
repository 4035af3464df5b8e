"""Lost answers, forgotten keys and look-ups: one document per source id, whatever happens on the way."""

from datetime import timedelta
from typing import Literal

import pytest

from sandbox import Fault, Sandbox
from tests.target.conftest import Post
from tests.target.documents import invoice, line
from tests.target.ledger import START, batch, book, drafts

LostAnswer = Literal["drop_before_commit", "drop_after_commit", "fail_before_commit", "fail_after_commit"]


def test_two_documents_with_one_reference_are_an_error_not_a_match(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1"), invoice("in_x")))
    store = empty_sandbox.economic.store
    twin = next(
        store.drafts[number] for number in store.drafts if store.drafts[number]["references"]["other"] == "in_x"
    )
    twin["references"]["other"] = "in_1"
    store.drafts.put(twin["draftInvoiceNumber"], twin, twin)
    ended = post(batch(invoice("in_1")))
    assert ended.outcome("in_1")["code"] == "duplicate_in_ledger"
    assert "draft 1, draft 2" in ended.outcome("in_1")["message"]


@pytest.mark.parametrize(
    "action", ["drop_before_commit", "drop_after_commit", "fail_before_commit", "fail_after_commit"]
)
@pytest.mark.parametrize("path", ["/customers", "/products", "/invoices/drafts"])
def test_a_lost_answer_leaves_exactly_one_of_everything(
    empty_sandbox: Sandbox, post: Post, path: str, action: LostAnswer
) -> None:
    empty_sandbox.economic.faults.add(Fault(method="POST", path=path, action=action, status=503))
    ended = post(batch(invoice("in_1"), invoice("in_2")))
    assert ended.status == 0
    store = empty_sandbox.economic.store
    assert (sorted(drafts(empty_sandbox)), len(store.customers), len(store.products)) == (["in_1", "in_2"], 1, 1)


def test_when_no_answer_ever_comes_the_document_is_uncertain_and_then_adopted(
    empty_sandbox: Sandbox, post: Post
) -> None:
    faults = empty_sandbox.economic.faults
    faults.add(Fault(method="POST", path="/invoices/drafts", times=99, action="drop_before_commit"))
    ended = post(batch(invoice("in_1")))
    assert (ended.status, ended.outcome("in_1")["action"], ended.outcome("in_1")["code"]) == (
        3,
        "uncertain",
        "no_answer",
    )
    (waiting,) = ended.messages[-1]["bookmarks"]["invoices"]["retry"]
    assert (waiting["id"], waiting["code"]) == ("in_1", "no_answer")
    faults.clear()
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "created"
    assert list(drafts(empty_sandbox)) == ["in_1"]


def test_a_draft_that_was_deleted_within_the_hour_is_really_posted_again(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    store = empty_sandbox.economic.store
    (number,) = store.drafts
    store.drafts.remove(number)
    ended = post(batch(invoice("in_1")))
    assert ended.outcome("in_1")["action"] == "created"
    assert list(drafts(empty_sandbox)) == ["in_1"]


def test_a_mapping_that_changed_after_a_refusal_posts_under_a_new_key(empty_sandbox: Sandbox, post: Post) -> None:
    refused = invoice("in_1")
    refused["body"]["layout"] = {"layoutNumber": 999}
    first = post(batch(refused))
    assert (first.outcome("in_1")["code"], "layout" in first.outcome("in_1")["message"]) == ("rejected", True)
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "created"
    assert list(drafts(empty_sandbox)) == ["in_1"]


def test_after_the_hour_the_ledger_still_knows(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "unchanged"


def test_a_look_up_that_fails_stops_the_run_and_posts_nothing(empty_sandbox: Sandbox, post: Post) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="GET", path="/invoices/booked", times=99, action="fail_before_commit", status=500)
    )
    ended = post(batch(invoice("in_1")))
    assert ended.status == 1
    assert ended.last_words.startswith("target-economic: economic_unavailable: ")
    assert drafts(empty_sandbox) == {}
    assert ended.messages == [START["value"]]


def test_too_many_requests_are_waited_out(empty_sandbox: Sandbox, post: Post) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="POST", path="/invoices/drafts", action="fail_before_commit", status=429, retry_after=1)
    )
    assert post(batch(invoice("in_1"))).status == 0


def test_an_invoice_that_was_booked_and_credited_under_its_reference_is_there(
    empty_sandbox: Sandbox, post: Post
) -> None:
    post(batch(invoice("in_1")))
    store = empty_sandbox.economic.store
    (number,) = store.drafts
    book(empty_sandbox, number)
    credit = invoice("in_x", lines=[line(-29900)])
    post(batch(credit))
    (number,) = store.drafts
    body = store.drafts[number]
    store.drafts.remove(number)
    body["references"]["other"] = "in_1"
    store.drafts.put(number, body, body)
    book(empty_sandbox, number)
    ended = post(batch(invoice("in_1")))
    assert (ended.outcome("in_1")["action"], ended.outcome("in_1")["number"]) == ("unchanged", "booked 10001")


def test_an_invoice_that_a_person_booked_is_found_and_not_posted_again(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice()))
    (number,) = empty_sandbox.economic.store.drafts
    book(empty_sandbox, number)
    ended = post(batch(invoice()))
    assert ended.outcome("in_1") == ended.outcome("in_1") | {"action": "unchanged", "number": "booked 10001"}
    assert drafts(empty_sandbox) == {}


def test_a_second_run_posts_nothing_and_says_unchanged(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice()))
    empty_sandbox.economic.requests.clear()
    ended = post(batch(invoice()))
    assert ended.outcome("in_1")["action"] == "unchanged"
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []
