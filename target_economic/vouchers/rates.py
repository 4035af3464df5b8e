"""Foreign money in a journal: an amount, the rate it is converted at, and what it comes to in base currency.

A rate is what 100 of a currency cost in the agreement's base currency, and has at most six decimals. e-conomic
multiplies and rounds to two decimals; how it breaks ties is not documented. Wherever the product alone does not
settle the amount in base currency beyond doubt, that amount is sent too.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from target_economic.http.client import Json
from target_economic.sales.money import CENT, rounded

_LEAST_RATE = Decimal("0.000001")
_DIGITS = 50


@dataclass(frozen=True, slots=True)
class Money:
    """The amount of an entry as it is posted.

    Attributes:
        amount: with its sign, two decimals.
        currency: three letters.
        exchange_rate: what 100 of the currency cost; None leaves it to e-conomic.
        in_base: what it comes to in base currency; None where e-conomic's own rate decides.
    """

    amount: Decimal
    currency: str
    exchange_rate: Decimal | None = None
    in_base: Decimal | None = None

    def body(self) -> Json:
        """Return the properties of the entry that say so."""
        body: Json = {"amount": self.amount, "currency": {"code": self.currency}}
        if self.exchange_rate is not None:
            body["exchangeRate"] = self.exchange_rate
            if self.in_base is not None and not self._follows(self.in_base):
                body["amountBaseCurrency"] = self.in_base
        return body

    def _follows(self, in_base: Decimal) -> bool:
        """Whether the rate leads to the amount in base currency, however ties are broken."""
        assert self.exchange_rate is not None
        with localcontext(prec=_DIGITS):
            return abs(_product(self.amount, self.exchange_rate) - in_base) < CENT / 2


def at_rate(amount: Decimal, currency: str, rate: Decimal) -> Money:
    """Return an amount converted at a rate."""
    with localcontext(prec=_DIGITS):
        return Money(amount, currency, rate, rounded(_product(amount, rate)))


def coming_to(amount: Decimal, currency: str, in_base: Decimal) -> Money:
    """Return an amount at the rate by which it comes to an amount in base currency.

    Args:
        amount: not zero, and of the same sign as `in_base`.
        currency: of the amount, not the base currency.
        in_base: may be zero, where the amount is worth next to nothing.
    """
    with localcontext(prec=_DIGITS):
        rate = (in_base * 100 / amount).quantize(_LEAST_RATE, rounding=ROUND_HALF_UP)
        return Money(amount, currency, max(rate, _LEAST_RATE), in_base)


def _product(amount: Decimal, rate: Decimal) -> Decimal:
    return amount * rate / 100
