"""The year's money: every øre on the balance has a source, and every payout its parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company import Totals, generate, stream, sum_up, totals
from sandbox.stripe.money.payouts import MEMBERS
from sandbox.stripe.objects import BLANKS
from sandbox.stripe.store import Store

JsonObject = dict[str, Any]


class Year:
    """The objects of one year, by kind and id."""

    def __init__(self, seed: int, invoices: int) -> None:
        self.objects = generate(seed, invoices)
        self.by_id = {item["id"]: item for item in self.objects}
        self.kinds: dict[str, list[JsonObject]] = defaultdict(list)
        for item in self.objects:
            self.kinds[item["object"]].append(item)

    def __getitem__(self, kind: str) -> list[JsonObject]:
        return self.kinds[kind]


@pytest.fixture(scope="module")
def year() -> Year:
    return Year(1, 40)


@pytest.fixture(scope="module")
def large() -> Year:
    return Year(1, 400)


def check_movements(year: Year) -> None:
    for moved in year["balance_transaction"]:
        assert moved["net"] == moved["amount"] - moved["fee"]
        assert moved["fee"] == sum(detail["amount"] for detail in moved["fee_details"])
        assert moved["currency"] == "dkk"
        assert moved["available_on"] >= moved["created"]
        if moved["source"]:
            source = year.by_id[moved["source"]]
            own = [source.get("balance_transaction"), source.get("failure_balance_transaction")]
            own += [entry["id"] for entry in source.get("balance_transactions", ())]
            assert moved["id"] in own


def check_charges(year: Year) -> None:
    refunded: Counter[str] = Counter()
    for refund in year["refund"]:
        if refund["status"] == "succeeded":
            refunded[refund["charge"]] += refund["amount"]
    for charge in year["charge"]:
        intent, moved = year.by_id[charge["payment_intent"]], year.by_id[charge["balance_transaction"]]
        assert intent["latest_charge"] == charge["id"]
        assert intent["amount_received"] == charge["amount"] == intent["amount"]
        assert moved["source"] == charge["id"]
        if charge["currency"] == "dkk":
            assert (moved["amount"], moved["exchange_rate"]) == (charge["amount"], None)
        else:
            assert abs(charge["amount"] * moved["exchange_rate"] - moved["amount"]) <= 1
        assert charge["amount_refunded"] == refunded[charge["id"]]
        assert charge["refunded"] == (refunded[charge["id"]] == charge["amount"])


def check_payouts(year: Year) -> None:
    paid_out: Counter[str] = Counter()
    for payout in year["payout"]:
        members = [year.by_id[name] for name in payout[MEMBERS]]
        paid_out.update(payout[MEMBERS])
        assert payout["balance_transaction"] in payout[MEMBERS]
        others = [moved["net"] for moved in members if moved["id"] != payout["balance_transaction"]]
        assert payout["amount"] == sum(others)
        assert sum(moved["net"] for moved in members) == 0
        assert all(moved["created"] <= payout["created"] for moved in members)
    assert max(paid_out.values(), default=1) == 1
    left = sum(moved["net"] for moved in year["balance_transaction"] if moved["id"] not in paid_out)
    assert left == sum_up(year.objects).balance


def check_invoices(year: Year) -> None:
    paid: Counter[str] = Counter()
    notes: dict[str, Counter[str]] = defaultdict(Counter)
    for payment in year["invoice_payment"]:
        paid[payment["invoice"]] += payment["amount_paid"]
        assert year.by_id[payment["payment"]["payment_intent"]]["amount"] == payment["amount_paid"]
    for note in year["credit_note"]:
        check_credit_note(note, year)
        if note["status"] == "issued":
            notes[note["invoice"]]["pre"] += note["pre_payment_amount"]
            notes[note["invoice"]]["post"] += note["post_payment_amount"]
    for invoice in year["invoice"]:
        charged = invoice["status"] == "paid" and (invoice["attempted"] or not invoice["amount_paid"])
        if charged:
            assert paid[invoice["id"]] == invoice["amount_paid"]
        assert invoice["pre_payment_credit_notes_amount"] == notes[invoice["id"]]["pre"]
        assert invoice["post_payment_credit_notes_amount"] == notes[invoice["id"]]["post"]
        assert notes[invoice["id"]]["pre"] + notes[invoice["id"]]["post"] <= max(invoice["total"], 0)


def check_credit_note(note: JsonObject, year: Year) -> None:
    invoice = year.by_id[note["invoice"]]
    lines = note["lines"]["data"]
    tax = sum(entry["amount"] for entry in note["total_taxes"])
    assert note["number"].startswith(f"{invoice['number']}-CN-")
    assert note["total"] == note["amount"] == note["pre_payment_amount"] + note["post_payment_amount"] > 0
    assert note["total"] - note["total_excluding_tax"] == tax
    assert tax == sum(entry["amount"] for line in lines for entry in line["taxes"])
    assert note["discount_amount"] == sum(line["discount_amount"] for line in lines)
    refunded = sum(entry["amount_refunded"] for entry in note["refunds"])
    back = refunded + (note["out_of_band_amount"] or 0)
    if note["customer_balance_transaction"]:
        back -= year.by_id[note["customer_balance_transaction"]]["amount"]
    assert back == note["post_payment_amount"]
    for entry in note["refunds"]:
        assert year.by_id[entry["refund"]]["amount"] == entry["amount_refunded"]


def check_customer_balances(year: Year) -> None:
    balance: Counter[str] = Counter()
    for moved in sorted(year["customer_balance_transaction"], key=lambda item: item["created"]):
        balance[moved["customer"]] += moved["amount"]
        assert moved["ending_balance"] == balance[moved["customer"]]
    assert not any(balance.values())


def check(year: Year) -> None:
    check_movements(year)
    check_charges(year)
    check_payouts(year)
    check_invoices(year)
    check_customer_balances(year)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(min_value=0, max_value=1 << 40), invoices=st.integers(min_value=1, max_value=160))
def test_the_books_of_any_year_balance(seed: int, invoices: int) -> None:
    check(Year(seed, invoices))


def test_the_known_totals_are_those_of_the_objects(large: Year) -> None:
    known = totals(1, 400)
    assert known == sum_up(large.objects)
    assert known.invoices["paid"] == 400
    assert known.objects["charge"] == len(large["charge"])
    assert known.balance == sum(moved["net"] for moved in large["balance_transaction"])
    assert known.categories["payout"].count == len(large["payout"])
    assert set(known.paid) == {"dkk", "eur", "usd"}
    assert isinstance(known, Totals)


def test_totals_stay_the_same_in_a_store() -> None:
    store = Store.load(stream(3, 60))
    kinds = {item["object"] for item in generate(3, 60)}
    stored = sum_up(item for kind in kinds for item in store.all(kind))
    known = totals(3, 60)
    assert (stored.balance, stored.categories, stored.paid) == (known.balance, known.categories, known.paid)


def test_forty_invoices_already_have_every_kind_of_story(year: Year) -> None:
    categories = {moved["reporting_category"] for moved in year["balance_transaction"]}
    assert categories == {
        "charge", "refund", "refund_failure", "dispute", "dispute_reversal", "fee", "payout", "payout_reversal",
        "topup", "other_adjustment", "risk_reserved_funds",
    }  # fmt: skip
    assert {refund["status"] for refund in year["refund"]} == {"succeeded", "failed"}
    assert {dispute["status"] for dispute in year["dispute"]} >= {"lost", "won"}
    assert {note["status"] for note in year["credit_note"]} == {"issued", "void"}
    ways = [
        (bool(note["refunds"]), bool(note["customer_balance_transaction"]), bool(note["out_of_band_amount"]))
        for note in year["credit_note"]
        if note["status"] == "issued"
    ]
    assert {(True, False, False), (False, True, False), (False, False, True)} <= set(ways)
    assert max(Counter(note["invoice"] for note in year["credit_note"]).values()) == 2


def test_some_payments_have_no_invoice(year: Year) -> None:
    named = {payment["payment"]["payment_intent"] for payment in year["invoice_payment"]}
    assert [intent for intent in year["payment_intent"] if intent["id"] not in named]


def test_a_payout_failed_after_it_was_paid_and_another_was_negative(year: Year, large: Year) -> None:
    for one in (year, large):
        failed = [payout for payout in one["payout"] if payout["status"] == "failed"]
        assert len(failed) == 1
        back = one.by_id[failed[0]["failure_balance_transaction"]]
        assert (back["amount"], back["type"]) == (failed[0]["amount"], "payout_failure")
        assert back["created"] > failed[0]["arrival_date"]
        assert any(payout["amount"] < 0 for payout in one["payout"])


def test_stripe_bills_once_a_month(year: Year) -> None:
    bills = [moved for moved in year["balance_transaction"] if moved["type"] == "stripe_fee"]
    assert len(bills) == 10
    assert all(bill["amount"] < 0 and bill["source"] is None for bill in bills)


def test_refunds_come_back_also_in_a_later_month(year: Year) -> None:
    month = 31 * 86_400
    assert any(
        refund["created"] - year.by_id[refund["charge"]]["created"] > month and refund["status"] == "succeeded"
        for refund in year["refund"]
    )


def test_foreign_money_is_converted_at_the_rate_of_its_day(large: Year) -> None:
    rates = {
        moved["exchange_rate"]
        for moved in large["balance_transaction"]
        if moved["type"] == "charge" and large.by_id[moved["source"]]["currency"] == "eur"
    }
    assert len(rates) > 5
    assert all(7 < rate < 8 for rate in rates)


def test_cards_from_elsewhere_cost_more(large: Year) -> None:
    for moved in large["balance_transaction"]:
        if moved["type"] == "charge":
            card = large.by_id[moved["source"]]["payment_method_details"]["card"]
            thousandths = (moved["fee"] - 180) * 2_000 / moved["amount"]
            assert round(thousandths) == (65 if card["country"] in {"US", "CA", "CH"} else 30)


def test_beyond_forty_some_are_paid_in_other_ways() -> None:
    year = Year(1, 60)
    paid = [invoice for invoice in year["invoice"] if invoice["status"] == "paid"]
    assert any(invoice["amount_paid"] and not invoice["attempted"] for invoice in paid), "out of band"
    assert any(invoice["ending_balance"] < 0 and not invoice["amount_due"] for invoice in paid), "from balance"
    assert any(invoice["ending_balance"] > 0 and invoice["total"] < 250 for invoice in paid), "below the minimum"
    assert any(invoice["pre_payment_credit_notes_amount"] for invoice in paid), "credited before payment"
    assert max(Counter(payment["invoice"] for payment in year["invoice_payment"]).values()) == 2, "in two parts"
    kinds = {moved["type"] for moved in year["customer_balance_transaction"]}
    assert kinds == {"adjustment", "applied_to_invoice", "invoice_too_small", "credit_note"}


def test_a_long_year_is_streamed_without_being_remembered() -> None:
    seen = 0
    for item in stream(seed=5, invoices=1_000_000):
        seen += 1
        assert item["object"] in BLANKS
        if seen > 4_000:
            break
    assert seen > 4_000
