"""VAT and totals as e-conomic computes them: exact decimals, no floats.

Recorded: a line's net is rounded to 2 decimals; the header's net is their sum; VAT is taken of the sum, rounded to 2;
gross is net plus VAT; an amount in base currency is the amount times the rate per 100, rounded to 2. Unverified: that
VAT is taken per rate when rates are mixed (the recorded mixed invoices agree with it); that the rounding amount is
always 0.00; and how ties round. No recorded case has a tie, so `rounded` is the only place that decides one, by the
store's `ties`: `half-up` is what an accountant expects, `half-even` is what .NET does unless told otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Literal

from sandbox.economic.jsontext import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

Ties = Literal["half-up", "half-even"]
"""`half-up` goes away from zero, `half-even` to the even digit."""

_MODES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
_UNITS = {count: Decimal(1).scaleb(-count) for count in range(9)}
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class LineInput:
    """What the totals need of a line. Amounts in the invoice's currency, `vat_rate` and `discount` in percent."""

    quantity: Decimal
    unit_net_price: Decimal
    discount: Decimal
    unit_cost_price: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class LineTotals:
    """A line's amounts: net with 2 decimals, VAT with 4; cost and margin in base currency, with 4."""

    net: Decimal
    vat: Decimal
    cost_in_base: Decimal
    margin_in_base: Decimal


@dataclass(frozen=True)
class Totals:
    """An invoice's amounts, in its currency and in the base currency, and those of its lines in their order."""

    net: Decimal
    vat: Decimal
    gross: Decimal
    net_in_base: Decimal
    gross_in_base: Decimal
    cost_in_base: Decimal
    margin_in_base: Decimal
    lines: tuple[LineTotals, ...]


def rounded(value: Decimal, count: int, ties: Ties) -> Decimal:
    """An amount with `count` decimals (0 to 8)."""
    return value.quantize(_UNITS[count], _MODES[ties], WIDE)


def in_base(amount: Decimal, rate_per_100: Decimal, ties: Ties) -> Decimal:
    """An amount in base currency, 2 decimals."""
    with localcontext(WIDE):
        return rounded(amount * rate_per_100 / _HUNDRED, 2, ties)


def compute(lines: Sequence[LineInput], rate_per_100: Decimal, ties: Ties = "half-up") -> Totals:
    """The totals of an invoice whose currency costs `rate_per_100` of base currency per 100."""
    with localcontext(WIDE):
        rate = rate_per_100 / _HUNDRED
        priced = tuple(_line(line, rate, ties) for line in lines)
        net_by_rate: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
        for line, totals in zip(lines, priced, strict=True):
            net_by_rate[line.vat_rate] += totals.net
        net = sum((totals.net for totals in priced), _ZERO)
        vat = sum((rounded(part * percent / _HUNDRED, 2, ties) for percent, part in net_by_rate.items()), _ZERO)
        cost = sum((totals.cost_in_base for totals in priced), _ZERO)
        net_in_base = rounded(net * rate, 2, ties)
        return Totals(
            net=net,
            vat=vat,
            gross=net + vat,
            net_in_base=net_in_base,
            gross_in_base=rounded((net + vat) * rate, 2, ties),
            cost_in_base=cost,
            margin_in_base=net_in_base - cost,
            lines=priced,
        )


def margin_percentage(margin: Decimal, net: Decimal, ties: Ties = "half-up") -> Decimal:
    """Margin in percent of net, 2 decimals; `0.0` for a net of nothing, as recorded."""
    if not net:
        return Decimal("0.0")
    with localcontext(WIDE):
        return rounded(margin / net * _HUNDRED, 2, ties)


def _line(line: LineInput, rate: Decimal, ties: Ties) -> LineTotals:
    net = rounded(line.quantity * line.unit_net_price * (1 - line.discount / _HUNDRED), 2, ties)
    cost = rounded(line.quantity * line.unit_cost_price * rate, 4, ties)
    return LineTotals(
        net=net,
        vat=rounded(net * line.vat_rate / _HUNDRED, 4, ties),
        cost_in_base=cost,
        margin_in_base=rounded(net * rate, 4, ties) - cost,
    )
