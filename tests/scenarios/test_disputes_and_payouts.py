"""Hard cases 20 and 21: disputes, payments that fail after all, payouts, and Stripe's own fees."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from tests.scenarios.shop import Shop, keep_books
from tests.scenarios.till import BANK, DEBTORS, DISPUTES, GAIN, LOSS, Till, booking, paid

Json = dict[str, Any]

MONDAY = datetime.fromisoformat("2026-03-02T08:00:00Z")
A_WEEK_LATER = datetime.fromisoformat("2026-03-10T08:00:00Z")
TWO_WEEKS_LATER = datetime.fromisoformat("2026-03-24T08:00:00Z")
LAST_OF_MARCH_IN_UTC = datetime.fromisoformat("2026-03-31T23:30:00Z")

Known = dict[str, Json]


def disputed(shop: Shop, known: Known) -> None:
    item = {"amount": 10_000, "tax_rates": [shop.rate()]}
    for name in ("won", "lost", "undecided", "old sale"):
        paid(shop, name, item)
    paid(shop, "a good day", {**item, "amount": 100_000})
    for name in ("won", "lost", "undecided"):
        known[name] = shop.do("open_dispute", charge=shop.sold[name])
    for name, currency in (("bank debit", "dkk"), ("debit in euro", "eur")):
        debit = shop.bill(name, item, currency=currency)
        shop.do("pay_invoice", invoice=debit, payment_method="pm_sepa_debit")
        shop.do("clear_payment", charge=debit)


def decided(shop: Shop, known: Known) -> None:
    for name in ("won", "lost"):
        shop.do("close_dispute", dispute=known[name]["id"], outcome=name)
    for name in ("bank debit", "debit in euro"):
        shop.do("fail_payment", charge=shop.sold[name])
    known["old refund"] = shop.do("refund", charge=shop.sold["old sale"], amount=2_000)
    known["by hand"] = shop.do("pay_out", amount=3_000)
    known["automatic"] = shop.do("pay_out")


def afterwards(shop: Shop, known: Known) -> None:
    shop.do("fail_payout", payout=known["by hand"]["id"])
    shop.do("move_balance", type="stripe_fee", amount=-90_000, reporting_category="fee")
    known["negative"] = shop.do("pay_out")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, Known]]:
    folder = tmp_path_factory.mktemp("payouts")
    with Sandbox(invoices=0) as sandbox:
        shop, known, mappings = Shop(sandbox), Known(), booking(folder)
        for moment, happens in ((MONDAY, disputed), (A_WEEK_LATER, decided), (TWO_WEEKS_LATER, afterwards)):
            sandbox.set_clock(moment)
            happens(shop, known)
            if happens is disputed:
                # While the bank debit still counts as paid.
                keep_books(shop, folder, mappings=mappings)
        sandbox.set_clock(LAST_OF_MARCH_IN_UTC)
        shop.do("move_balance", type="stripe_fee", amount=-1_234, reporting_category="network_cost")
        yield Till(keep_books(shop, folder, mappings=mappings)), known


@pytest.fixture
def till(both: tuple[Till, Known]) -> Till:
    return both[0]


@pytest.fixture
def known(both: tuple[Till, Known]) -> Known:
    return both[1]


def test_case_20_a_dispute_stands_on_an_account_of_its_own_and_its_fee_apart(till: Till, known: Known) -> None:
    accounts = till.voucher(till.shop.movement(known["undecided"]["id"])).accounts
    assert accounts[DISPUTES] == 125
    assert Decimal(150) in accounts.values()
    assert DEBTORS not in accounts


def test_case_20_one_that_was_won_comes_back_and_its_fee_stays(till: Till, known: Known) -> None:
    taken, back = (till.shop.movement(known["won"]["id"], one) for one in ("dispute", "dispute_reversal"))
    assert till.voucher(taken).on(DISPUTES) + till.voucher(back).on(DISPUTES) == 0
    assert list(till.voucher(back).accounts) == [DISPUTES, 5830]


def test_case_20_one_that_was_lost_stands_for_the_bookkeeper(till: Till, known: Known) -> None:
    assert till.voucher(till.shop.movement(known["lost"]["id"])).on(DISPUTES) == 125


def test_case_20_a_payment_that_failed_after_all_is_owed_again(till: Till) -> None:
    came, went = till.shop.charges("bank debit")
    assert (came["reporting_category"], went["reporting_category"]) == ("charge", "charge_failure")
    assert [line.amount for line in till.customers(came, went)] == [-125, 125]
    assert len({line.customer for line in till.customers(came, went)}) == 1


def test_case_20_one_in_euro_leaves_neither_euro_nor_kroner_nor_a_loss(till: Till) -> None:
    came, went = till.shop.charges("debit in euro")
    lines = till.customers(came, went)
    invoice = till.booked("debit in euro")
    assert [line.amount for line in lines] == [-125, 125]
    assert lines[0].in_base == -invoice["grossAmountInBaseCurrency"]
    assert sum(line.in_base for line in lines) == 0
    exchange = [[till.voucher(one).on(account) for account in (GAIN, LOSS)] for one in (came, went)]
    assert any(exchange[0])
    assert [sum(both) for both in zip(*exchange, strict=True)] == [0, 0]


def test_case_21_payouts_of_either_kind_go_to_the_bank(till: Till, known: Known) -> None:
    for name in ("automatic", "by hand"):
        payout = known[name]
        movement = till.shop.movement(payout["id"], "payout")
        assert till.voucher(movement).on(BANK) == Decimal(payout["amount"]).scaleb(-2)


def test_case_21_a_payout_that_failed_after_it_was_paid_is_back(till: Till, known: Known) -> None:
    gone, back = (till.shop.movement(known["by hand"]["id"], one) for one in ("payout", "payout_reversal"))
    assert [till.voucher(one).on(BANK) for one in (gone, back)] == [30, -30]


def test_case_21_a_negative_payout_takes_from_the_bank(till: Till, known: Known) -> None:
    assert known["negative"]["amount"] < 0
    movement = till.shop.movement(known["negative"]["id"])
    assert till.voucher(movement).on(BANK) == Decimal(known["negative"]["amount"]).scaleb(-2)


def test_case_21_an_older_refund_in_a_payout_is_the_customers(till: Till, known: Known) -> None:
    refund = till.shop.movement(known["old refund"]["id"])
    assert refund["id"] in till.shop.sandbox.stripe.store.paid_out[known["automatic"]["id"]]
    assert [line.amount for line in till.customers(refund)] == [20]


def test_case_21_a_fee_that_stripe_counts_to_march_is_of_the_first_of_april_in_copenhagen(till: Till) -> None:
    (late,) = [one for one in till.movements if one["amount"] == -1_234]
    assert {line.date for line in till.voucher(late).lines} == {"2026-04-01"}


def test_the_clearing_account_is_stripes_balance(till: Till) -> None:
    assert till.closes()
    assert till.store.ignored_properties == []
