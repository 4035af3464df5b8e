"""Movements of the account's balances, the one in kroner unless said otherwise, with Stripe's fee on the same row.

Rules, with their evidence:
- A movement's `net` is `amount` less `fee`; fees are on the charge's own movement (recorded). A refund gives no fee
  back (recorded by others). A dispute's fee is on its withdrawal (recorded by others).
- Fees are rounded half up to the øre (Stripe's support page on rounding). The percentages are those of a Danish
  account's price list, simplified: 1.5 % for cards of the European Economic Area, 3.25 % for others, and 1.80 kr.
- Money becomes available at midnight UTC (recorded) after three business days (the schedule is the sandbox's own).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.amounts import round_half_up
from sandbox.stripe.money.currencies import SETTLEMENT, rate

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.stripe.money.methods import Method

JsonObject = dict[str, Any]

ORDINARY = frozenset({None, "payments"})
"""The `balance_type` of what can be paid out; others are reserves and purses of other products."""

_DAY = 86_400
_BUSINESS_DAYS = 3
_THURSDAY = 3  # 1970-01-01 was a Thursday.
_WEEKEND = (5, 6)
# In øre.
_FIXED, _EEA, _ELSEWHERE, _BANK_DEBIT = 180, Fraction(15, 1000), Fraction(325, 10_000), 260
_DISPUTE = 15_000


@dataclass(frozen=True, slots=True)
class Settled:
    """An amount in the currency of a balance, with the rate it was converted at (None where it was not)."""

    amount: int
    rate: Decimal | None
    currency: str


def settled(amount: int, currency: str, moment: int, purse: str = SETTLEMENT) -> Settled:
    """What an amount is worth on a balance at a moment, a half rounded away from zero.

    Args:
        amount: Minor units of `currency`.
        currency: In which it was paid.
        moment: Whose day's rate counts.
        purse: The balance's currency: kroner, or the currency it was paid in, which needs no conversion.
    """
    found = None if currency == purse else rate(currency, moment)
    return Settled(amount if found is None else round_half_up(amount * Fraction(found)), found, purse)


def processing_fee(amount: int, method: Method, moment: int, purse: str = SETTLEMENT) -> int:
    """Stripe's fee for a payment of so much on a balance, both in minor units of that balance's currency."""
    if method.kind != "card":
        return _in(purse, _BANK_DEBIT, moment)
    return round_half_up(amount * (_EEA if method.european else _ELSEWHERE)) + _in(purse, _FIXED, moment)


def dispute_fee(moment: int, purse: str = SETTLEMENT) -> int:
    """What Stripe takes for a dispute."""
    return _in(purse, _DISPUTE, moment)


def _in(purse: str, fee: int, moment: int) -> int:
    """A fee of so many øre in another currency; that it is converted is the sandbox's own."""
    found = rate(purse, moment)
    return fee if found is None else round_half_up(fee / Fraction(found))


def available_on(moment: int) -> int:
    """When the money of a payment can be paid out: midnight UTC, three business days later."""
    day, left = moment // _DAY, _BUSINESS_DAYS
    while left:
        day += 1
        left -= (day + _THURSDAY) % 7 not in _WEEKEND
    return day * _DAY


def movement(  # noqa: PLR0913 - what a movement consists of
    identifier: str,
    kind: str,
    category: str,
    amount: int,
    moment: int,
    *,
    source: str | None,
    description: str | None = None,
    fee: int = 0,
    fee_for: str = "Stripe processing fees",
    exchange: Decimal | None = None,
    available: int | None = None,
    currency: str = SETTLEMENT,
    balance: str = "payments",
    fee_type: str = "stripe_fee",
    present: int,
) -> JsonObject:
    """A balance transaction: `available` from the moment on if not given; `present` decides whether it is yet."""
    when = moment if available is None else available
    detail = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": fee_for,
        "type": fee_type,
    }
    return {
        "id": identifier,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": when,
        "balance_type": balance,
        "created": moment,
        "currency": currency,
        "description": description,
        "exchange_rate": exchange,
        "fee": fee,
        "fee_details": [detail] if fee else [],
        "net": amount - fee,
        "reporting_category": category,
        "source": source,
        "status": "available" if when <= present else "pending",
        "type": kind,
    }
