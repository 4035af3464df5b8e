"""What a bookkeeper reads after a slip in a mapping of money that moved."""

from pathlib import Path
from typing import Any

import pytest

from mapper_jmespath import MappingError, lint
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.mapper.folders import library_of
from tests.mapper.vouchers import vouchers

Json = dict[str, Any]

# A field that is written in the place of the one of its name, or added; and what is said about it.
ENTRY = {
    "account: {value: 6850}": "16:11 body.entries[].account: is an object (write its fields below it: accountNumber)",
    "account: {accountNumber: {value: '6850'}}": "'6850' is not a whole number (write 6850, without quotes)",
    "account: {accountNumber: {from: fee, optional: true}}": "account: is required, so it cannot be optional",
    "vatAccount: {vatCode: {value: 25}}": "25 is not text (write '25', in quotes)",
    "vatAccount: {vatCode: {table: {rows: [{a: fee, to: I25}], default: ''}, from: {a: type}}}": "vatCode: table "
    "written here gives '', an empty text, on line 19 (write `optional: true` beside `table:`, by which an empty",
    "entryType: {value: financeVouchers}": "'manualCustomerInvoice' (did you mean `financeVoucher`?)",
    "entryType: {value: manualCustomerInvoice}": "nothing fills `body.entries[].customerInvoice`, which is required "
    "where entryType is manualCustomerInvoice (add the field)",
    "settles: {from: related.invoice}": "body.entries[]: has no `settles` where entryType is financeVoucher (remov",
    "entryType: {table: {rows: [{a: charge, to: financeVoucher}], default: manualCustomerInvoice}, "
    "from: {a: reporting_category}}": "`body.entries[].customerInvoice`, which is required where entryType is manual",
    "amount: {from: amount, negate: true}": "`negate` needs a converter (add `as: money`)",
    "amount: {from: amount, as: integer, negate: true}": "`as: integer` has no `negate` (its options: none)",
    "amount: {from: amount, as: money, negate: yes}": "expected true or false (write true or false, without quotes)",
    "amount: {from: -amount, as: money}": "(for the other sign write `as: money` and `negate: true`)",
    "amount: {from: amount * -1, as: money}": "(for the other sign write `as: money` and `negate: true`)",
}
FIELDS = {
    "clearing: {value: 5830}": "5:3 clearing: is an object (write its fields below it: accountNumber)",
    "exchange: {gain: {accountNumber: {value: 4330}}}": "7:13 exchange: nothing fills `exchange.loss`, which is requ",
    "documents: [{each: related.charge, fields: {id: {from: '@'}}}]": "6:15 documents[]: `each` needs a list, and "
    'finds text (a list of what there is of it: "[related.charge][?@]")',
    "documents: [{each: '[related.charge][?@]', fields: {id: {from: id}}}]": "`id` cannot be found: it is looked for "
    "in text (the element itself is '@')",
    "documents: [{each: '[id]', fields: {id: {from: _record.id}}}]": "an element that is a single value has no "
    "`_record` (make it an object: [].{id: @})",
    "group: {from: '!related.invoice && id'}": "`!related.invoice` asks whether there is no related, and then for a "
    "property of the answer (write !(related.invoice))",
    "customer: {from: related.customer}": "customer: is an object (write its fields below it: body, id, match)",
    "attachment: {from: id, as: text, max: 20}": "is never cut: an address that was cut leads elsewhere (remove `max",
    "notice: {value: x}": "7:3: `notice` is filled in by the mapper (`notice:` stands at the head of the file)",
    "expected: {from: net}": "7:3: `expected` is filled in by the mapper (remove it)",
}
TOP = {
    "prices: gross": "3:1: a vouchers document has no prices (remove it)",
    "withdraw: []": "3:1: a vouchers document cannot be withdrawn (remove it)",
    "notice: x": "3:1: `notice` is a list of conditions (- that: status == 'paid'; each condition has `that`, ",
    "notice: [{that: fee, code: a}]": "3:10: the condition has no reason (people read code and reason in the outc",
    "notice: [{that: fee, code: A b, reason: x}]": "`A b` is not a code (small letters, digits and _: not_paid)",
    "notice: [{that: fe, code: a, reason: x}]": "`fe` is not a property of the stream `balance_transactions` (did",
}


@pytest.fixture(scope="module")
def records() -> dict[str, Json]:
    return {
        name: dict(one.schema) for name, one in TapStripeInvoices(config={}, validate_config=False).streams.items()
    }


def said(folder: Path, text: str, records: dict[str, Json]) -> str:
    """What is said about a mapping of vouchers; a slip that is told of twice is told of wrongly."""
    try:
        (problem,) = lint(library_of(folder, {"vouchers.yml": text}), records)
    except MappingError as error:
        (problem,) = error.problems
    return str(problem).partition("/mappings/vouchers.yml:")[2]


@pytest.mark.parametrize(("entry", "told"), ENTRY.items(), ids=ENTRY)
def test_a_slip_in_an_entry(tmp_path: Path, records: dict[str, Json], entry: str, told: str) -> None:
    assert told in said(tmp_path, vouchers(entry=entry), records)


def test_a_finance_voucher_without_an_account(tmp_path: Path, records: dict[str, Json]) -> None:
    assert said(tmp_path, vouchers(without="account"), records).endswith(
        "nothing fills `body.entries[].account`, which is required where entryType is financeVoucher (add the field)"
    )


@pytest.mark.parametrize(("field", "told"), FIELDS.items(), ids=FIELDS)
def test_a_slip_in_a_field_of_the_document(tmp_path: Path, records: dict[str, Json], field: str, told: str) -> None:
    assert told in said(tmp_path, vouchers(field=field), records)


@pytest.mark.parametrize(("top", "told"), TOP.items(), ids=TOP)
def test_a_slip_at_the_head_of_the_file(tmp_path: Path, records: dict[str, Json], top: str, told: str) -> None:
    assert told in said(tmp_path, vouchers(top=top), records)
