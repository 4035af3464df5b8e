"""Hard cases 16, 17, 22 and 33: money that moves at Stripe is in a journal, on its customer and its invoice."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.scenarios.shop import Shop, keep_books
from tests.scenarios.till import BOOK, DEBTORS, GAIN, LOSS, UNASSIGNED, Till, booking, mappings, paid

Json = dict[str, Any]

MORNING = datetime.fromisoformat("2026-03-02T08:00:00Z")


def settled(shop: Shop, moms: list[str]) -> None:
    item = {"amount": 10_000, "tax_rates": moms}
    shop.sell("one payment", item)
    shop.sell("paid from balance", item, buyer=shop.buyer(balance=-4_000))
    shop.sell("all from balance", item, buyer=shop.buyer(balance=-100_000))
    for name, amounts in (("paid in parts", (5_000, 7_500)), ("paid too much", (20_000,))):
        invoice = shop.bill(name, item)
        for amount in amounts:
            shop.do("pay_invoice", invoice=invoice, amount=amount)
    shop.do("pay_invoice", invoice=shop.bill("past Stripe", item), out_of_band=True)


def unsettled(shop: Shop, moms: list[str]) -> None:
    item = {"amount": 10_000, "tax_rates": moms}
    shop.sell("nobody knows", item, buyer=shop.buyer(email=""))
    buyer = shop.buyer()
    shop.sold["without invoice"] = shop.do("take_payment", amount=12_500, customer=buyer)["id"]


def abroad(shop: Shop, moms: list[str]) -> None:
    for code, amount in (("eur", 9_999), ("jpy", 12_345), ("isk", 99_900)):
        shop.sell(code, {"amount": amount, "tax_rates": moms}, currency=code)
    shop.sell("kwd", {"amount": 12_340}, currency="kwd", buyer=shop.buyer("US"))


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    folder = tmp_path_factory.mktemp("till")
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(MORNING)
        shop = Shop(sandbox)
        for sales in (settled, unsettled, abroad):
            sales(shop, [shop.rate()])
        shop.do("move_balance", type="adjustment", amount=-500, reporting_category="tea_money")
        shop.do("move_balance", type="adjustment", amount=-700, reporting_category="other_adjustment")
        yield Till(keep_books(shop, folder, mappings=booking(folder), **BOOK))


def settles(till: Till, name: str) -> list[tuple[bool, Any]]:
    """Of each payment of an invoice: whether it names that invoice's number and customer, and its amount."""
    invoice = till.booked(name)
    who = invoice["customer"]["customerNumber"]
    lines = till.customers(*till.shop.charges(name))
    return [((line.customer, line.invoice) == (who, invoice["bookedInvoiceNumber"]), line.amount) for line in lines]


def test_case_17_a_payment_settles_its_invoice(till: Till) -> None:
    assert settles(till, "one payment") == [(True, -125)]
    assert till.booked("one payment")["remainder"] == 0


def test_case_17_a_payment_is_gross_and_its_fee_is_by_itself(till: Till) -> None:
    charge = till.shop.charge("one payment")
    accounts = till.voucher(charge).accounts
    fee = Decimal(charge["fee"]).scaleb(-2)
    assert accounts[DEBTORS] == -125
    assert fee in accounts.values()
    assert sum(accounts.values()) == 0


def test_case_17_each_of_several_payments_settles_its_part(till: Till) -> None:
    assert settles(till, "paid in parts") == [(True, -50), (True, -75)]
    assert till.booked("paid in parts")["remainder"] == 0


def test_case_17_what_was_paid_too_much_stays_with_the_customer(till: Till) -> None:
    assert settles(till, "paid too much") == [(True, -200)]
    assert till.booked("paid too much")["remainder"] == 0


def test_case_17_what_was_paid_from_the_balance_stays_open(till: Till) -> None:
    assert settles(till, "paid from balance") == [(True, -85)]
    assert till.booked("paid from balance")["remainder"] == 40


@pytest.mark.parametrize("name", ["all from balance", "past Stripe"])
def test_case_17_what_moved_no_money_at_stripe_is_in_no_journal(till: Till, name: str) -> None:
    assert till.shop.charges(name) == []
    assert till.booked(name)["remainder"] == 125


def test_case_17_a_payment_without_an_invoice_settles_what_was_made_of_it(till: Till) -> None:
    intent = till.shop.sandbox.stripe.store.find("payment_intent", till.shop.sold["without invoice"])
    assert intent is not None
    charge = till.shop.movement(intent["latest_charge"])
    (line,) = till.customers(charge)
    made = [one for one in till.store.booked.values() if one["bookedInvoiceNumber"] == line.invoice]
    assert [(one["grossAmount"], one["remainder"]) for one in made] == [(125, 0)]


def test_case_17_a_payment_that_nobody_can_place_waits_on_an_account_of_its_own(till: Till) -> None:
    charge = till.shop.charge("nobody knows")
    assert till.voucher(charge).on(UNASSIGNED) == -125
    assert till.customers(charge) == []
    assert till.outcome(charge)["code"] == "customer_unknown"


@pytest.mark.parametrize(("code", "places"), [("eur", 2), ("jpy", 0), ("isk", 2), ("kwd", 3)])
def test_case_16_a_customer_is_settled_in_its_own_currency_and_in_kroner(till: Till, code: str, places: int) -> None:
    invoice, charge = till.booked(code), till.shop.charge(code)
    (line,) = till.customers(charge)
    assert (line.currency, line.amount) == (code.upper(), -invoice["grossAmount"])
    assert line.amount == -Decimal(till.shop.invoice(code)["total"]).scaleb(-places)
    assert line.in_base == -invoice["grossAmountInBaseCurrency"]
    assert invoice["remainder"] == 0


@pytest.mark.parametrize("code", ["eur", "jpy", "isk", "kwd"])
def test_case_16_what_the_rate_made_of_it_is_a_gain_or_a_loss(till: Till, code: str) -> None:
    charge = till.shop.charge(code)
    voucher = till.voucher(charge)
    came = Decimal(charge["amount"]).scaleb(-2)
    difference = came - till.booked(code)["grossAmountInBaseCurrency"]
    assert difference
    gain_or_loss = (GAIN, LOSS) if difference > 0 else (LOSS, GAIN)
    assert [voucher.on(account) for account in gain_or_loss] == [-difference, 0]


def test_case_22_a_movement_nobody_has_seen_is_failed_and_the_others_are_posted(till: Till) -> None:
    (tea,) = [one for one in till.movements if one["reporting_category"] == "tea_money"]
    (plain,) = [one for one in till.movements if one["reporting_category"] == "other_adjustment"]
    outcome = till.missing(tea)
    assert (outcome["action"], outcome["code"]) == ("failed", "unknown_category")
    assert "tea_money" in outcome["message"]
    assert till.voucher(plain).place == "booked"


def test_everything_that_was_posted_balances(till: Till) -> None:
    posted = [one for one in till.movements if one["reporting_category"] != "tea_money"]
    assert len(posted) == 12
    assert {till.voucher(one).place for one in posted} == {"booked"}


def test_case_22_a_fee_nobody_has_seen_is_failed(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        charge = paid(shop, "a sale", {"amount": 10_000})
        odd = [charge["fee_details"][0] | {"type": "tea_fee"}]
        sandbox.stripe.store.put(charge | {"fee_details": odd})
        outcome = Till(keep_books(shop, tmp_path)).missing(charge)
        assert (outcome["action"], outcome["code"]) == ("failed", "unknown_category")


def test_case_22_once_it_has_a_rule_it_is_posted(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        tea = shop.do("move_balance", type="adjustment", amount=-500, reporting_category="tea_money")
        assert Till(keep_books(shop, tmp_path)).missing(tea)["code"] == "unknown_category"
        changed = mappings(tmp_path, accounts_by_category=("[fee, network_cost", "[tea_money, fee, network_cost"))
        till = Till(keep_books(shop, tmp_path, mappings=changed))
        assert till.voucher(tea).place == "unbooked"
        assert till.closes()


def test_with_reverse_charge_the_base_of_the_vat_is_what_stripe_has_really_charged(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        fee = shop.do("move_balance", type="stripe_fee", amount=-4_900, reporting_category="fee")
        credit = shop.do("move_balance", type="adjustment", amount=400, reporting_category="fee_credit_funding")
        chosen = mappings(
            tmp_path, fee_vat_codes=("fee_credit_funding], to: ''}", "fee_credit_funding], to: 'IY25'}")
        )
        till = Till(keep_books(shop, tmp_path, mappings=chosen))
        owed, deducted = 6905, 6904
        assert [till.voucher(one).on(owed) for one in (fee, credit)] == [Decimal("-12.25"), 1]
        assert [till.voucher(one).on(deducted) for one in (fee, credit)] == [Decimal("12.25"), -1]
        assert till.closes()


def test_case_33_month_end_and_the_nights_of_summer_time_are_copenhagens(tmp_path: Path) -> None:
    days = {
        "2026-01-31T22:59:59Z": "2026-01-31",
        "2026-01-31T23:00:00Z": "2026-02-01",
        "2026-03-28T23:30:00Z": "2026-03-29",
        "2026-03-29T01:30:00Z": "2026-03-29",  # the night without the hour from two to three
        "2026-03-31T21:59:59Z": "2026-03-31",
        "2026-03-31T22:00:00Z": "2026-04-01",
    }
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        for moment in days:
            sandbox.set_clock(datetime.fromisoformat(moment))
            shop.sell(moment, {"amount": 10_000, "tax_rates": [shop.rate()]})
        till = Till(keep_books(shop, tmp_path))
        found = {moment: {line.date for line in till.voucher(shop.charge(moment)).lines} for moment in days}
        assert found == {moment: {day} for moment, day in days.items()}
