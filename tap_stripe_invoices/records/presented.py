"""What a movement of the balance was on the customer's side: the amount of the charge, refund or dispute behind it.

Stripe converts what comes in another currency than the balance's, and a movement tells the converted amount only. The
rules, all in minor units of the currency they are in:

- a refund and a dispute tell their own amount, whichever way the money goes;
- a charge moves what was captured of it, or all of it, with a `partial_capture_reversal` for the rest: the one of the
  two that the movement's `exchange_rate` leads to;
- where neither does, as with one of several captures of a charge, it is what the rate makes of the movement. By
  Stripe's definition the amount in the one currency times the rate is the amount in the other, as Stripe writes them;
- everything else, and what was in the balance's currency all along, is the movement's own amount.

The sign is the movement's: what is charged is positive, what is refunded or disputed negative, and what comes of a
refund or charge that failed, or of a dispute that was won, is the other way round.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.records.figures import exponent_of, integer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_stripe_invoices.http.answers import JsonObject

# By the source's kind: in which of Stripe's reporting categories a movement is about the amount of its source.
_OWN_AMOUNT = {
    "charge": frozenset({"charge", "charge_failure", "partial_capture_reversal"}),
    "dispute": frozenset({"dispute", "dispute_reversal"}),
    "refund": frozenset({"refund", "refund_failure"}),
}
# Stripe tells rates with a few decimals only, and rounds what it converted.
_ROUNDED, _SHORTENED = 1, Fraction(1, 1000)


def presented(one: Mapping[str, Any], where: str) -> JsonObject:
    """Amount, currency and exponent of a movement as the customer was charged, refunded or disputed it.

    Args:
        one: The balance transaction, with its source an object or null.
        where: What it is, for messages.

    Raises:
        ObjectError: it holds something else than an integer, or no currency, where there must be one.
    """
    moved, source = integer(one, "amount", where), one.get("source")
    if moved and isinstance(source, dict) and _differs(one, source):
        amount = _unsigned(source, moved, one, f"the source of {where}")
        if amount is not None:
            return _figures(amount if moved > 0 else -amount, source, f"the source of {where}")
    return _figures(moved, one, where)


def _differs(one: Mapping[str, Any], source: Mapping[str, Any]) -> bool:
    """Whether the source has an amount of its own that the movement is about, in another currency."""
    about = one.get("reporting_category") in _OWN_AMOUNT.get(str(source.get("object")), ())
    return about and source.get("currency") not in {None, one.get("currency")} and source.get("amount") is not None


def _unsigned(source: Mapping[str, Any], moved: int, one: Mapping[str, Any], where: str) -> int | None:
    amount = abs(integer(source, "amount", where))
    if source["object"] != "charge":
        return amount
    captured = amount if source.get("amount_captured") is None else integer(source, "amount_captured", where)
    part = one.get("reporting_category") == "partial_capture_reversal"
    candidates = [found for found in ([amount - captured] if part else [captured, amount]) if found > 0]
    rate = _rate(one)
    if rate is None:
        return candidates[0] if candidates else None
    moved = abs(moved)
    best = min(candidates, key=lambda found: abs(found * rate - moved), default=None)
    if best is None or abs(best * rate - moved) > _ROUNDED + moved * _SHORTENED:
        return int(moved / rate + Fraction(1, 2))
    return best


def _rate(one: Mapping[str, Any]) -> Fraction | None:
    """What Stripe multiplied by; None where it does not say."""
    told = one.get("exchange_rate")
    if isinstance(told, bool) or not isinstance(told, int | Decimal) or not told > 0:
        return None
    return Fraction(told)


def _figures(amount: int, owner: Mapping[str, Any], where: str) -> JsonObject:
    decimals = exponent_of(owner, where)
    return {"amount": amount, "currency": owner["currency"], "exponent": decimals}
