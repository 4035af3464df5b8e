"""Balances in several currencies, reserves beside them, and movements of every category that there is."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.errors import SandboxError
from sandbox.stripe.actions import ACTIONS
from sandbox.stripe.money.amounts import round_half_up

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books

JsonObject = dict[str, Any]


def do(books: Books, action: str, /, **arguments: object) -> JsonObject:
    """Do something by name."""
    return ACTIONS[action].run(books.sandbox.stripe.store, arguments)


def movements(books: Books, source: str) -> list[JsonObject]:
    """The movements of a source."""
    return [one for one in books.sandbox.stripe.store.all("balance_transaction") if one["source"] == source]


def paid(books: Books, amount: int, currency: str) -> str:
    """The charge of a payment."""
    return str(do(books, "take_payment", amount=amount, currency=currency)["latest_charge"])


@pytest.mark.parametrize("currency", ["eur", "jpy", "kwd"])
def test_what_comes_from_abroad_is_converted_on_each_day_anew(books: Books, currency: str) -> None:
    charge = paid(books, 123_450, currency)
    books.sandbox.advance(timedelta(days=20))
    refund = do(books, "refund", charge=charge, amount=23_450)
    dispute = do(books, "open_dispute", charge=charge)
    amounts = {charge: 123_450, refund["id"]: -23_450, dispute["id"]: -100_000}

    for source, amount in amounts.items():
        (moved,) = movements(books, source)
        assert moved["currency"] == "dkk"
        assert moved["amount"] == round_half_up(amount * Fraction(moved["exchange_rate"]))
        assert moved["net"] == moved["amount"] - moved["fee"]
    assert movements(books, charge)[0]["exchange_rate"] != movements(books, refund["id"])[0]["exchange_rate"]


def test_a_currency_that_is_kept_is_not_converted(books: Books) -> None:
    before = paid(books, 20_000, "eur")
    assert do(books, "keep_currency", currency="EUR")["currencies"] == ["dkk", "eur"]
    charge = paid(books, 10_000, "eur")
    refund = do(books, "refund", charge=charge, amount=1_000)
    do(books, "fail_refund", refund=refund["id"])
    dispute = do(books, "open_dispute", charge=charge)
    do(books, "close_dispute", dispute=dispute["id"], outcome="won")

    kept = [*movements(books, charge), *movements(books, refund["id"]), *movements(books, dispute["id"])]
    assert [one["amount"] for one in kept] == [10_000, -1_000, 1_000, -10_000, 10_000]
    assert {one["currency"] for one in kept} == {"eur"}
    assert {one["exchange_rate"] for one in kept} == {None}
    # 1.80 and 150 kroner are so many cents.
    assert [one["fee"] for one in kept] == [174, 0, 0, 2_003, 0]
    # What was converted is refunded as it came.
    assert movements(books, do(books, "refund", charge=before)["id"])[0]["currency"] == "dkk"


def test_each_currency_is_paid_out_by_itself(books: Books) -> None:
    do(books, "keep_currency", currency="eur")
    euros, kroner = paid(books, 10_000, "eur"), paid(books, 50_000, "dkk")
    books.sandbox.advance(timedelta(days=10))
    net = {one: movements(books, one)[0]["net"] for one in (euros, kroner)}
    balance = books.get("/v1/balance")["available"]
    assert {one["currency"]: one["amount"] for one in balance} == {"dkk": net[kroner], "eur": net[euros]}

    by_hand = do(books, "pay_out", amount=1_000, currency="eur")
    payout = do(books, "pay_out", currency="eur")

    assert (by_hand["currency"], payout["currency"]) == ("eur", "eur")
    assert payout["amount"] == net[euros] - 1_000
    assert movements(books, payout["id"])[0]["currency"] == "eur"
    back = do(books, "fail_payout", payout=by_hand["id"])["failure_balance_transaction"]
    assert books.get(f"/v1/balance_transactions/{back}")["currency"] == "eur"
    assert do(books, "pay_out")["amount"] == net[kroner]


def test_a_reserve_is_a_balance_of_its_own(books: Books) -> None:
    do(books, "move_balance", type="topup", amount=100_000)
    do(books, "move_balance", type="reserve_hold", reporting_category="risk_reserved_funds", amount=-30_000)
    held = do(
        books,
        "move_balance",
        type="reserve_hold",
        reporting_category="risk_reserved_funds",
        amount=30_000,
        balance="risk_reserved",
    )

    assert held["balance_type"] == "risk_reserved"
    assert books.get("/v1/balance")["available"][0]["amount"] == 70_000
    assert do(books, "pay_out")["amount"] == 70_000


@pytest.mark.parametrize(
    ("kind", "category", "amount"),
    [
        ("topup", "topup", 100_000),
        ("topup_reversal", "topup_reversal", -100_000),
        ("transfer", "transfer", -5_000),
        ("transfer_refund", "transfer_reversal", 5_000),
        ("stripe_fee", "fee", -700),
        ("stripe_fee", "network_cost", -700),
        ("tax_fee", "tax", -175),
        ("adjustment", "other_adjustment", -1),
        ("payout_minimum_balance_hold", "payout_minimum_balance_hold", -10_000),
        ("payout_minimum_balance_release", "payout_minimum_balance_release", 10_000),
        ("adjustment", "currency_conversion", -7_461),
        ("something_new", "tea_money", -500),
    ],
)
def test_a_movement_of_any_category_can_be_made(books: Books, kind: str, category: str, amount: int) -> None:
    moved = do(books, "move_balance", type=kind, reporting_category=category, amount=amount, description="Why")

    shown = books.get(f"/v1/balance_transactions/{moved['id']}")
    assert (shown["type"], shown["reporting_category"], shown["net"]) == (kind, category, amount)
    assert (shown["source"], shown["description"], shown["fee_details"]) == (None, "Why", [])


def test_a_fee_of_another_type_and_currency(books: Books) -> None:
    moved = do(books, "move_balance", type="adjustment", amount=900, fee=25, fee_type="tax", currency="eur")

    (detail,) = moved["fee_details"]
    assert (detail["type"], detail["currency"], moved["net"]) == ("tax", "eur", 875)


def test_a_balance_or_currency_that_nobody_has_is_refused(books: Books) -> None:
    with pytest.raises(SandboxError, match="balance must be one of"):
        do(books, "move_balance", type="adjustment", amount=1, balance="piggy_bank")
    with pytest.raises(SandboxError, match="Invalid currency"):
        do(books, "keep_currency", currency="xyz")
