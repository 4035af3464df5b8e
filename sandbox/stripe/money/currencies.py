"""Currencies: Stripe's minor units, the smallest amounts it charges, and the day's rate into Danish kroner."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from sandbox.stripe.api.errors import invalid

SETTLEMENT = "dkk"
"""The currency in which the account is paid."""

_DAY = 86_400
_ZERO_DECIMAL = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
_THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Kroner for one unit of the currency, about what they were in 2026; the day makes the rest.
_KRONER = {
    "aud": "4.41", "bhd": "17.32", "cad": "4.66", "chf": "7.98", "czk": "0.3070", "dkk": "1", "eur": "7.4610",
    "gbp": "8.5920", "huf": "0.01930", "isk": "0.05230", "jod": "9.21", "jpy": "0.04290", "krw": "0.00462",
    "kwd": "21.31", "nok": "0.6350", "nzd": "3.75", "omr": "16.96", "pln": "1.7560", "sek": "0.6810",
    "sgd": "5.05", "tnd": "2.24", "ugx": "0.00184", "usd": "6.4250",
}  # fmt: skip
# Stripe's documentation of currencies; the ones not named there in this table are charged from 0.50 on.
_MINIMUM = {
    "aud": 50, "cad": 50, "chf": 50, "czk": 1_500, "dkk": 250, "eur": 50, "gbp": 30, "huf": 17_500, "jpy": 50,
    "nok": 300, "nzd": 50, "pln": 200, "sek": 300, "sgd": 50, "usd": 50,
}  # fmt: skip
_STEPS, _STEP = 41, Decimal("0.0002")


def exponent(currency: str) -> int:
    """How many decimals Stripe's amounts in a currency have; ISK and UGX count as two at Stripe."""
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


def minimum(currency: str) -> int:
    """The smallest amount that is charged; an invoice below it goes to the customer's balance."""
    return _MINIMUM.get(currency, (5, 5, 50, 500)[exponent(currency)])


def check(currency: str) -> str:
    """The currency, in lower case.

    Raises:
        ApiError: 400 for one that the sandbox has no rate for.
    """
    found = currency.lower()
    if found not in _KRONER:
        raise invalid(f"Invalid currency: {found}. The sandbox knows {', '.join(sorted(_KRONER))}.", param="currency")
    return found


def rate(currency: str, moment: int) -> Decimal | None:
    """What a minor unit of a currency is worth in øre on the day of a moment; None for kroner.

    Stripe's `exchange_rate` multiplies amounts in minor units (SDK documentation). Rates move by up to 0.4 % from day
    to day and are the same for all seeds.
    """
    return None if currency == SETTLEMENT else _rate(currency, moment // _DAY)


@lru_cache(maxsize=4_096)
def _rate(currency: str, day: int) -> Decimal:
    drift = (day * 7_919 + sum(currency.encode()) * 31) % _STEPS - _STEPS // 2
    base = Decimal(_KRONER[currency]).scaleb(exponent(SETTLEMENT) - exponent(currency))
    return (base * (1 + drift * _STEP)).quantize(Decimal("0.000001"))
