"""The shipped mappings of money: every category has an account, and every voucher comes to what moved."""

import re
import shutil
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stripe.params.reporting import _report_run_create_params as report_runs

from mapper_jmespath import Library, MappingError, load_library
from mapper_jmespath.tables.table import Table
from sandbox.economic.setup.chart import ACCOUNTS, VAT_ACCOUNTS
from stripe_economic.mappings.samples import all_samples
from tests.mapper.folders import SHIPPED, document, documents, good, shipped
from tests.support import ROOT

Json = dict[str, Any]

CLEARING, UNASSIGNED = 5830, 6850
CUSTOMERS = {"charge", "charge_failure", "partial_capture_reversal", "refund", "refund_failure"}
# Stripe's page of reporting categories; the last is on its page of network costs that a platform passes on.
DOCUMENTED = """
    advance advance_funding anticipation_repayment charge charge_failure climate_order_purchase climate_order_refund
    connect_collection_transfer connect_reserved_funds contribution currency_conversion dispute dispute_reversal fee
    fee_credit_funding issuing_authorization_hold issuing_authorization_release issuing_disbursement issuing_dispute
    issuing_dispute_fraud_liability_debit issuing_dispute_provisional_credit
    issuing_dispute_provisional_credit_reversal issuing_transaction other_adjustment partial_capture_reversal
    payment_network_reserve_hold payment_network_reserve_release payout payout_minimum_balance_hold
    payout_minimum_balance_release payout_reversal platform_earning platform_earning_refund refund refund_failure
    revenue_share reward risk_reserved_funds stripe_balance_payment_debit stripe_balance_payment_debit_reversal tax
    tax_fund tax_withholding topup topup_reversal transfer transfer_reversal unreconciled_customer_funds
    platform_fee_transfer
""".split()  # noqa: SIM905  # a list of 49 strings would be three times as long


@cache
def _library() -> Library:
    return shipped()


def _rows() -> Table:
    return _library().tables["accounts_by_category"]


def _account(category: str, currency: str = "dkk") -> object:
    row = _rows().find({"category": category, "currency": currency})
    return row and row.to and row.to.value


def _categories() -> set[str]:
    return {str(value) for row in _rows().rows for _, value in row.match["category"]}


def _listed_by_the_api() -> set[str]:
    """The values of the filter `reporting_category` of report runs, as the installed SDK has them."""
    written = str(report_runs.ReportRunCreateParamsParameters.__annotations__["reporting_category"])
    return set(re.findall(r"'([a-z_]+)'", written))


def _fee_types() -> set[str]:
    source = Path(report_runs.__file__).parents[2] / "_balance_transaction.py"
    (told,) = re.findall(r"Type of the fee, one of: ([^.]*)\.", source.read_text("utf-8"))
    return set(re.findall(r"`(\w+)`", told))


def _switched(folder: Path, *, both: bool = False) -> Path:
    """A copy of the shipped mappings in which vouchers are made by payout."""
    made = folder / "mappings"
    shutil.copytree(SHIPPED, made)
    _replace(made / "vouchers_by_payout.yml", "active: false\n", "")
    if not both:
        _replace(made / "vouchers.yml", "document: vouchers\n", "document: vouchers\nactive: false\n")
    return made


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def by_payout(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_library(_switched(tmp_path_factory.mktemp("by_payout")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "mappings")
    return tmp_path / "mappings"


def _movement(sample: str = "charge", **changed: object) -> Json:
    return deepcopy(all_samples()["balance_transactions"][sample]) | changed


def _voucher(sample: str = "charge", **changed: object) -> Json:
    return good(_library(), "balance_transactions", _movement(sample, **changed))


def _cleared(made: Json) -> int:
    """What the entries do to the clearing account."""
    clearing = made["clearing"]
    assert all(entry["contraAccount"] == clearing != entry["account"] for entry in made["body"]["entries"])
    entries: list[Json] = made["body"]["entries"]
    return -sum(int(entry["amount"]) for entry in entries)


def test_every_category_and_fee_that_stripe_documents_has_an_account() -> None:
    assert "charge" in _listed_by_the_api()
    assert "stripe_fee" in _fee_types()
    assert _listed_by_the_api() | _fee_types() | set(DOCUMENTED) == _categories()


def test_every_account_is_one_that_takes_entries() -> None:
    chart = {account.number: account for account in ACCOUNTS}
    tables = (_rows(), _library().tables["clearing_accounts"])
    for number in {row.to.value for table in tables for row in table.rows if row.to}:
        account = chart[int(str(number))]
        assert account.type in {"profitAndLoss", "status"}, account
        assert not account.barred, account
        assert not account.block_direct_entries, account


@pytest.mark.parametrize("category", sorted(set(DOCUMENTED)))
def test_a_movement_of_each_category_is_posted(category: str) -> None:
    made = _voucher("fee", reporting_category=category)
    (entry,) = made["body"]["entries"]
    is_customers = category in CUSTOMERS
    assert entry["entryType"] == ("customerPayment" if is_customers else "financeVoucher")
    assert entry["account"]["accountNumber"] == _account(category)
    assert (entry["account"]["accountNumber"] == UNASSIGNED) is is_customers
    assert _cleared(made) == -4900


_MINOR = st.integers(-(10**12), 10**12)


@settings(max_examples=50)
@given(
    category=st.sampled_from(sorted(_listed_by_the_api() | set(DOCUMENTED))),
    amount=_MINOR,
    fees=st.lists(st.tuples(st.sampled_from(sorted(_fee_types())), _MINOR), max_size=5),
)
def test_the_clearing_account_gets_what_the_balance_got(
    category: str, amount: int, fees: list[tuple[str, int]]
) -> None:
    fee = sum(part for _, part in fees)
    details = [
        {"amount": part, "application": None, "currency": "dkk", "description": None, "type": kind}
        for kind, part in fees
    ]
    figures: Json = {"amount": amount, "fee": fee, "fee_details": details, "net": amount - fee}
    made = document(_library(), "balance_transactions", _movement(reporting_category=category, **figures))
    if not amount and not any(part for _, part in fees):
        assert made["skip"]["code"] == "nothing_moved"
        return
    assert made["error"] is None
    assert _cleared(made) == made["expected"]["net"] == amount - fee


@settings(max_examples=50)
@given(
    categories=st.lists(st.tuples(st.sampled_from(sorted(_categories())), _MINOR), min_size=1, max_size=8),
    fees=st.lists(st.tuples(st.sampled_from(sorted(_fee_types())), _MINOR), max_size=3),
)
def test_a_voucher_of_a_payout_comes_to_nothing_on_the_clearing_account(
    by_payout: Library, categories: list[tuple[str, int]], fees: list[tuple[str, int]]
) -> None:
    net = sum(amount for _, amount in categories) - sum(amount for _, amount in fees)
    payout = deepcopy(all_samples()["payouts"]["automatic payout"])
    payout["transactions"]["categories"] = [
        {"amount": amount, "count": 1, "fee": 0, "net": amount, "reporting_category": name}
        for name, amount in categories
    ]
    payout["transactions"]["fees"] = [{"amount": amount, "type": kind} for kind, amount in fees]
    payout["balance_transaction"] |= {"amount": -net, "net": -net}
    assume(any(amount for _, amount in (*categories, *fees)))
    made = good(by_payout, "payouts", payout)
    assert _cleared(made) == made["expected"]["net"] == 0


def test_both_ways_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        load_library(_switched(tmp_path, both=True))
    assert {problem.code for problem in caught.value.problems} == {"mapping_duplicate"}


def test_payouts_make_nothing_while_movements_are_posted() -> None:
    assert documents(_library(), "payouts", all_samples()["payouts"]["automatic payout"]) == []


def test_the_vat_code_of_fees_is_one_line(folder: Path) -> None:
    _replace(folder / "fee_vat_codes.yml", "fee_credit_funding], to: ''}", "fee_credit_funding], to: 'IY25'}")
    chosen = load_library(folder)
    assert "IY25" in {account.code for account in VAT_ACCOUNTS}
    paid, fee = (
        good(chosen, "balance_transactions", _movement(sample))["body"]["entries"] for sample in ("charge", "fee")
    )
    assert [entry.get("vatAccount") for entry in (*paid, *fee)] == [None, {"vatCode": "IY25"}, {"vatCode": "IY25"}]
    credit = _movement("fee", reporting_category="fee_credit_funding", amount=333, net=333)
    (given,) = good(chosen, "balance_transactions", credit)["body"]["entries"]
    assert (given["amount"], given["vatAccount"]) == (-333, {"vatCode": "IY25"})
    other = {"amount": 1301, "application": None, "currency": "dkk", "description": None}
    platforms, tax = (_movement(fee_details=[other | {"type": kind}]) for kind in ("application_fee", "tax"))
    for movement in (_movement("VAT on a fee"), _movement("payout"), platforms, tax):
        entries = good(chosen, "balance_transactions", movement)["body"]["entries"]
        assert all("vatAccount" not in entry for entry in entries)


def test_movements_of_a_day_share_a_voucher_once_the_mark_is_removed(folder: Path) -> None:
    assert _voucher()["group"] is None
    _replace(folder / "vouchers.yml", "# group: ", "group: ")
    late = _movement(created="2026-12-31T23:30:00Z")
    assert good(load_library(folder), "balance_transactions", late)["group"] == "2027-01-01"


def test_the_day_on_which_money_can_be_paid_out(folder: Path) -> None:
    _replace(folder / "vouchers.yml", "date: {from: created, ", "date: {from: available_on, ")
    assert good(load_library(folder), "balance_transactions", _movement())["body"]["date"] == "2026-11-25"


def test_a_currency_may_have_a_clearing_account_of_its_own(folder: Path) -> None:
    row = "  - {balance: [payments, null], to: 5830}\n"
    _replace(
        folder / "clearing_accounts.yml", row, f"  - {{balance: [payments, null], currency: eur, to: 5831}}\n{row}"
    )
    chosen = load_library(folder)
    made = {code: good(chosen, "balance_transactions", _movement("payout", currency=code)) for code in ("eur", "dkk")}
    assert {code: one["clearing"]["accountNumber"] for code, one in made.items()} == {"eur": 5831, "dkk": CLEARING}
    assert _cleared(made["eur"]) == made["eur"]["expected"]["net"]


def test_a_movement_without_a_source_is_posted() -> None:
    nothing = dict.fromkeys(_movement()["related"])
    made = _voucher("reserve", source=None, related=nothing)
    assert made["documents"] == []
    assert made["origin"]["url"] == "https://dashboard.stripe.com/balance"


def test_an_unknown_category_names_the_table_and_what_it_looked_for() -> None:
    error = document(_library(), "balance_transactions", _movement("unknown category"))["error"]
    assert error["code"] == "unknown_category"
    assert "accounts_by_category" in error["message"]
    assert "lunar_settlement" in error["message"]


def test_hostile_text_fits_on_an_entry() -> None:
    made = _voucher(description="\x1b[31mpaid\u202e\n" + "word " * 100)
    assert made["body"]["text"].startswith("Stripe charge, ")
    assert len(made["body"]["text"]) <= 200


def test_the_page_says_of_each_category_where_it_is_posted() -> None:
    page = (ROOT / "docs/money.md").read_text("utf-8").split("## Every category")[1].split("## VAT on Stripe")[0]
    rows = re.findall(r"^\| ([^|]*`[^|]*) \|[^|]*\| ([^|]*) \|", page, re.MULTILINE)
    told = {name: posted for names, posted in rows for name in re.findall(r"`([a-z_]+)`", names)}
    assert told.keys() - {"fee_details"} == _categories()
    for name in _categories() - CUSTOMERS:
        assert str(_account(name)) in told[name], name
    assert all("customer payment" in told[name] for name in CUSTOMERS)
