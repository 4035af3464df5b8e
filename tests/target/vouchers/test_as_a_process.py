"""The target as a process: outcomes, notices, write-back and STATE of movements of money."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, Ended, Json, config_file, lines, run
from tests.target.documents import customer, invoice, record, schema_message
from tests.target.vouchers.movements import entry, fee
from tests.target.vouchers.office import charge, journal


def state(at: str) -> Json:
    bookmark = {"replication_key": "created", "replication_key_value": at}
    return {"type": "STATE", "value": {"bookmarks": {"balance_transactions": bookmark}}}


def of_vouchers(*documents: Json) -> list[Json]:
    return [
        schema_message("vouchers"),
        *(record(one, "vouchers") for one in documents),
        state("2026-04-01T00:00:00Z"),
    ]


@pytest.fixture
def post(empty_sandbox: Sandbox, tmp_path: Path) -> Any:  # noqa: ANN401 - a function
    def post(messages: list[Json], **settings: object) -> Ended:
        url = empty_sandbox.economic.url
        config = {"api_url": url, "services_url": url, "rounding_product_group": 4, **ECONOMIC_TOKENS, **settings}
        return run("target_economic", "--config", config_file(tmp_path, **config), given=lines(messages))

    return post


def test_outcomes_of_a_run(post: Any) -> None:  # noqa: ANN401 - the fixture's
    seen = {"code": "refund_without_credit_note", "message": "Write the credit note."}
    wrong = {"code": "unknown_category", "path": "body.entries", "message": "lottery is in no table", "hint": None}
    documents = [
        charge("txn_1", notice=seen),
        charge("txn_2", entries=[entry(-37375, "financeVoucher"), fee(855)], notice=seen),
        charge("txn_3", entries=[entry(-37375)]),
        charge("txn_4") | {"error": wrong, "body": None, "clearing": None, "expected": None},
    ]
    ended = post(of_vouchers(*documents), book_vouchers="each", concurrency="1")
    assert ended.status == 3, ended.stderr
    told = {one["id"]: (one["action"], one["number"], one["code"]) for one in ended.outcomes}
    assert told == {
        "txn_1": ("booked", "voucher 60001 (2026)", "customer_unknown"),
        "txn_2": ("booked", "voucher 60002 (2026)", "noticed_by_mapping"),
        "txn_3": ("failed", None, "clearing_differs"),
        "txn_4": ("failed", None, "unknown_category"),
    }
    assert ended.outcome("txn_1")["message"].endswith("refund_without_credit_note: Write the credit note.")
    assert ended.outcome("txn_2")["message"] == "refund_without_credit_note: Write the credit note."
    waiting = ended.messages[-1]["bookmarks"]["balance_transactions"]["retry"]
    assert [one["id"] for one in waiting] == ["txn_3", "txn_4"]


def test_a_payment_settles_the_invoice_that_was_booked_in_the_same_run(empty_sandbox: Sandbox, post: Any) -> None:  # noqa: ANN401 - the fixture's
    paid = charge(entries=[entry(-37375, settles="in_1"), fee(855)], documents=[{"id": "in_1"}])
    bill = record(invoice("in_1", buyer=customer()) | {"kind": "booked_invoice"})
    ended = post([schema_message(), bill, *of_vouchers(paid)], book_vouchers="each")
    assert ended.status == 0, ended.stderr
    assert ended.outcome("txn_1")["code"] is None
    assert [body["remainder"] for body in empty_sandbox.economic.store.booked.values()] == [0]


def test_a_notice_of_an_invoice_is_said_too(post: Any) -> None:  # noqa: ANN401 - the fixture's
    seen = {"code": "vat_to_check", "message": "The buyer has no VAT number."}
    ended = post([schema_message(), record(invoice("in_1") | {"notice": seen})])
    outcome = ended.outcome("in_1")
    assert (outcome["action"], outcome["code"]) == ("created", "noticed_by_mapping")
    assert outcome["message"] == "vat_to_check: The buyer has no VAT number."


def test_balance_transactions_have_no_metadata_and_that_is_no_failure(
    empty_sandbox: Sandbox,
    post: Any,  # noqa: ANN401 - the fixture's
) -> None:
    origin = charge()["origin"] | {"object": "balance_transaction"}
    stripe = {"stripe_api_key": "sk_test_sandbox", "stripe_api_url": empty_sandbox.stripe.url}
    good, wrong = charge(origin=origin), charge("txn_2", entries=[entry(-37375)], origin=origin)
    ended = post(of_vouchers(good, wrong), **stripe, fail_on="never")
    assert ended.status == 0, ended.stderr
    assert [one for one in empty_sandbox.stripe.requests if one.method == "POST"] == []
    waiting = ended.messages[-1]["bookmarks"]["balance_transactions"]["retry"]
    assert [(one["id"], one["code"]) for one in waiting] == [("txn_2", "clearing_differs")]
    assert "Written back to Stripe: 0 written, 0 gone, 0 failed" in ended.stderr


def test_a_dry_run_of_vouchers_writes_nothing(empty_sandbox: Sandbox, post: Any) -> None:  # noqa: ANN401 - the fixture's
    ended = post(of_vouchers(charge(), charge("txn_2", group="2026-03-31")), dry_run="true")
    assert {one["action"] for one in ended.outcomes} == {"created"}
    assert (journal(empty_sandbox), ended.stdout) == ({}, [])
