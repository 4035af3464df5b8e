"""Vouchers: money that moved, what it should come to, and what people are to look at."""

import json
from pathlib import Path

import pytest

from mapper_jmespath import agreement_numbers
from mapper_jmespath.cases.run_cases import run_cases
from tests.mapper.folders import SMALL, document, good, library_of, problems_of
from tests.mapper.vouchers import VOUCHERS, movement, vouchers, when


def test_a_movement_becomes_entries_with_the_sign_that_is_asked_for(tmp_path: Path) -> None:
    made = good(library_of(tmp_path, {"vouchers.yml": VOUCHERS}), "balance_transactions", movement())
    assert made["kind"] == "voucher"
    assert [entry["amount"] for entry in made["body"]["entries"]] == [-12500, 500]
    assert made["expected"] == {"currency": "DKK", "exponent": 2, "net": 12000}
    assert made["body"]["date"] == "2026-12-01"
    assert [made[name] for name in ("customer", "exchange", "group", "attachment", "notice")] == [None] * 5


def test_a_table_may_leave_a_field_out(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"vouchers.yml": VOUCHERS})
    fees = [{"amount": 500, "type": one} for one in ("stripe_fee", "tax")]
    made = good(library, "balance_transactions", movement(fee_details=fees))
    assert [entry.get("vatAccount") for entry in made["body"]["entries"]] == [None, {"vatCode": "IY25"}, None]


def test_negate_and_negative_amounts_cancel(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"vouchers.yml": VOUCHERS.replace("fields:", "amounts: negative\nfields:", 1)})
    made = good(library, "balance_transactions", movement())
    assert [entry["amount"] for entry in made["body"]["entries"]] == [12500, -500]
    assert made["expected"]["net"] == -12000


def test_texts_make_a_list_of_objects(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"vouchers.yml": VOUCHERS})
    assert good(library, "balance_transactions", movement())["documents"] == [{"id": "in_1"}, {"id": "ch_1"}]
    for related in ({"credit_note": None, "invoice": None, "charge": None}, None):
        assert good(library, "balance_transactions", movement(related=related))["documents"] == []


@pytest.mark.parametrize("missing", ["net", "currency", "exponent"])
def test_without_its_net_nobody_can_say_what_the_balance_changed_by(tmp_path: Path, missing: str) -> None:
    text = VOUCHERS.replace("{from: currency, as: currency}", "{value: DKK}")
    library = library_of(tmp_path, {"vouchers.yml": text})
    error = document(library, "balance_transactions", movement(**{missing: None}))["error"]
    assert error["code"] == "missing_value"
    assert error["message"] == "expected: record txn_1 has no `currency`, `exponent` and `net`"
    assert error["hint"] == "they come from the tap: net and exponent"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("account: {accountNumber: {from: missing, optional: true}}", "body.entries[0]: account is missing"),
        ("settles: {from: related.invoice}", "body.entries[0].settles: must not be here, by what stands beside it"),
    ],
)
def test_what_an_entry_needs_by_its_type_is_asked_of_the_document_too(tmp_path: Path, entry: str, said: str) -> None:
    # Read from the record, the type is known only when one comes.
    text = vouchers(entry=entry).replace("entryType: {value: financeVoucher}", "entryType: {from: kind}", 1)
    library = library_of(tmp_path, {"vouchers.yml": text})
    error = document(library, "balance_transactions", movement(kind="financeVoucher"))["error"]
    assert (error["code"], error["message"]) == ("document_invalid", f"{said} (record txn_1)")


def test_accounts_journals_and_vat_codes_are_numbers_of_the_agreement(tmp_path: Path) -> None:
    listed = {(one.kind, one.number) for one in agreement_numbers(library_of(tmp_path, {"vouchers.yml": VOUCHERS}))}
    assert listed == {
        ("accountNumber", 2550), ("accountNumber", 5830), ("accountNumber", 6850),
        ("journalNumber", 4), ("vatCode", "IY25"),
    }  # fmt: skip


NOTICE = "notice: [{that: fee == `500`, code: first, reason: Look}, {that: fee, code: second, reason: At it}]"


@pytest.mark.parametrize(("fee", "noticed"), [(500, "first"), (1, "second"), (None, None)])
def test_the_first_notice_that_holds_goes_with_the_document(tmp_path: Path, fee: object, noticed: str | None) -> None:
    library = library_of(tmp_path, {"vouchers.yml": vouchers(top=NOTICE)})
    made = good(library, "balance_transactions", movement(fee=fee))
    assert made["body"]["entries"]
    reasons = {"first": "Look", "second": "At it"}
    assert made["notice"] == (None if noticed is None else {"code": noticed, "message": reasons[noticed]})


def test_what_makes_no_document_has_no_notice(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"vouchers.yml": when(vouchers(top=NOTICE), "livemode")})
    left_out = document(library, "balance_transactions", movement())
    assert (left_out["skip"]["code"], left_out["notice"]) == ("left", None)
    failed = document(library, "balance_transactions", movement(livemode=True, amount=None))
    assert (failed["error"]["code"], failed["notice"]) == ("missing_value", None)


def test_what_is_not_posted_takes_no_notice(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, SMALL.replace("fields:", f"{NOTICE}\nfields:", 1))
    assert told == "products.yml:3:1: a products document takes no notice (remove it)"


def test_a_test_names_the_code_of_a_notice(tmp_path: Path) -> None:
    record = json.dumps(movement())
    tests = [
        f"  - {{name: {code}, given: {{record: {record}}}, expect: {{notice: {code}}}}}" for code in ("first", "x")
    ]
    text = vouchers(top=NOTICE) + "\n".join(["tests:", *tests]) + "\n"
    passed, failed = run_cases(library_of(tmp_path, {"vouchers.yml": text}), {})
    assert passed.differences == ()
    assert [(one.path, one.expected, one.got) for one in failed.differences] == [("notice.code", "'x'", "'first'")]
