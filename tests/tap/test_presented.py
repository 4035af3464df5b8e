"""What a movement was on the customer's side, whichever way the money went and whatever it was converted to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import Sandbox
from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.presented import presented
from tests.tap.moving import act, charge_of
from tests.tap.running import read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

STREAM = "balance_transactions"
WHERE = "balance transaction txn_1"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A small company."""
    with Sandbox(seed=1, invoices=5) as running:
        yield running


def moved(category: str, amount: int, rate: str | None, source: Json | None, currency: str = "dkk") -> Json:
    """A balance transaction, as far as its amount on the customer's side needs."""
    exchange = None if rate is None else Decimal(rate)
    return {
        "amount": amount,
        "currency": currency,
        "exchange_rate": exchange,
        "reporting_category": category,
        "source": source,
    }


def charge(amount: int, captured: int | None = None, currency: str = "eur") -> Json:
    """A charge; all of it captured if not said otherwise."""
    return {
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if captured is None else captured,
        "currency": currency,
    }


def refund(amount: int, currency: str = "eur") -> Json:
    """A refund."""
    return {"object": "refund", "amount": amount, "currency": currency}


def dispute(amount: int, currency: str = "eur") -> Json:
    """A dispute."""
    return {"object": "dispute", "amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("movement", "amount", "currency", "exponent"),
    [
        (moved("charge", 74_610, "7.461", charge(10_000)), 10_000, "eur", 2),
        (moved("charge_failure", -74_610, "7.461", charge(10_000)), -10_000, "eur", 2),
        (moved("refund", -74_610, "7.461", refund(10_000)), -10_000, "eur", 2),
        (moved("refund_failure", 74_610, "7.461", refund(10_000)), 10_000, "eur", 2),
        (moved("dispute", -74_610, "7.461", dispute(10_000)), -10_000, "eur", 2),
        (moved("dispute_reversal", 74_610, "7.461", dispute(10_000)), 10_000, "eur", 2),
        (moved("dispute", -74_610, None, dispute(11_000, "usd")), -11_000, "usd", 2),
        (moved("charge", 42_900, "4.29", charge(10_000, currency="jpy")), 10_000, "jpy", 0),
        (moved("charge", 21_310, "2.131", charge(10_000, currency="kwd")), 10_000, "kwd", 3),
        (moved("charge", 2_615, "0.0523", charge(50_000, currency="isk")), 50_000, "isk", 2),
        # A charge in the balance's own currency, of which a part was captured: the movement says how much.
        (moved("charge", 6_000, None, charge(10_000, 6_000, "dkk")), 6_000, "dkk", 2),
    ],
)
def test_the_amount_is_the_sources_with_the_movements_sign(
    movement: Json, amount: int, currency: str, exponent: int
) -> None:
    assert presented(movement, WHERE) == {"amount": amount, "currency": currency, "exponent": exponent}


@pytest.mark.parametrize(
    ("movement", "amount"),
    [
        (moved("charge", 44_766, "7.461", charge(10_000, 6_000)), 6_000),
        (moved("charge", 74_610, "7.461", charge(10_000, 6_000)), 10_000),
        (moved("partial_capture_reversal", -29_844, "7.461", charge(10_000, 6_000)), -4_000),
        (moved("charge", 44_766, None, charge(10_000, 6_000)), 6_000),
        # Nothing is captured any more of a bank debit that has failed.
        (moved("charge_failure", -74_610, "7.461", charge(10_000, 0)), -10_000),
        # One of several captures: neither all of the charge nor all that was captured of it.
        (moved("charge", 22_383, "7.461", charge(10_000, 8_000)), 3_000),
        # The last digit of the rate that was really used is not told.
        (moved("charge", 746_106_000, "7.46", charge(100_000_000)), 100_000_000),
    ],
)
def test_of_a_charge_it_is_what_the_rate_leads_to(movement: Json, amount: int) -> None:
    assert presented(movement, WHERE)["amount"] == amount


@pytest.mark.parametrize(
    "movement",
    [
        moved("fee", -500, None, None),
        moved("dispute", 0, None, dispute(10_000)),
        # A fee that names the charge it is for is no payment of that charge.
        moved("fee", -500, None, charge(10_000)),
        moved("payout", -500, None, {"object": "payout", "amount": 500, "currency": "eur"}),
        moved("charge", 500, None, {"object": "charge", "currency": "eur", "amount": None}),
        moved("other", 500, None, {"object": "customer_cash_balance_transaction", "currency": "eur"}),
        moved("tea_money", -500, "7.461", charge(10_000)),
    ],
)
def test_everything_else_is_the_movements_own_amount(movement: Json) -> None:
    assert presented(movement, WHERE) == {"amount": movement["amount"], "currency": "dkk", "exponent": 2}


@pytest.mark.parametrize("wrong", [{"amount": "10.00"}, {"amount_captured": 1.5}, {"currency": 208}])
def test_a_source_that_tells_no_whole_number_of_a_currency_is_refused(wrong: Json) -> None:
    with pytest.raises(ObjectError) as caught:
        presented(moved("charge", 500, "7.461", charge(10_000) | wrong), WHERE)

    assert caught.value.code == "object_malformed"
    assert WHERE in caught.value.message


@given(
    amount=st.integers(1, 10**10),
    captured=st.fractions(0, 1),
    rate=st.decimals("0.0001", "900", places=6),
    partly=st.booleans(),
)
def test_what_was_converted_is_found_again(amount: int, captured: Fraction, rate: Decimal, partly: bool) -> None:  # noqa: FBT001  # a strategy's name
    taken = max(1, int(amount * captured)) if partly else amount
    converted = int(Fraction(rate) * taken + Fraction(1, 2))
    source = charge(amount, taken)

    found = presented(moved("charge", converted, str(rate), source), WHERE)

    if converted:
        # Two amounts that are converted to about the same are told apart no better than by that.
        assert abs(found["amount"] - taken) * Fraction(rate) <= 1
        assert found["currency"] == "eur"


@pytest.mark.parametrize(
    ("currency", "amount", "exponent"), [("eur", 12_345, 2), ("jpy", 12_345, 0), ("kwd", 12_340, 3)]
)
def test_a_payment_from_abroad_its_refund_and_its_dispute(
    sandbox: Sandbox, currency: str, amount: int, exponent: int
) -> None:
    paid = charge_of(sandbox, act(sandbox, "take_payment", amount=amount, currency=currency))
    refunded = act(sandbox, "refund", charge=paid["id"], amount=1_000)
    act(sandbox, "fail_refund", refund=refunded["id"])
    disputed = act(sandbox, "open_dispute", charge=paid["id"])
    act(sandbox, "close_dispute", dispute=disputed["id"], outcome="won")

    records = {
        one["reporting_category"]: one
        for one in read(sandbox.stripe.url, streams=(STREAM,)).records(STREAM)
        if one["related"]["charge"] == paid["id"]
    }

    assert {name: one["presented"]["amount"] for name, one in records.items()} == {
        "charge": amount,
        "refund": -1_000,
        "refund_failure": 1_000,
        "dispute": -amount,
        "dispute_reversal": amount,
    }
    for one in records.values():
        assert (one["presented"]["currency"], one["presented"]["exponent"]) == (currency, exponent)
        assert one["currency"] == "dkk"
        assert one["tap_error"] is None


def test_what_was_in_kroner_all_along_is_its_own_amount(sandbox: Sandbox) -> None:
    records = read(sandbox.stripe.url, streams=(STREAM,)).records(STREAM)

    domestic = [one for one in records if (one["source"] or one)["currency"] == one["currency"]]

    assert domestic
    for one in domestic:
        assert one["presented"] == {"amount": one["amount"], "currency": "dkk", "exponent": 2}
