"""Stripe's invoice arithmetic, in whole minor units.

Rules, with their evidence:
- A line's amount is quantity times unit price, rounded half up (away from zero) to the minor unit.
- Tax is rounded per line and then summed (Stripe's support page on rounding). An exclusive tax is a share of what is
  left after discounts; an inclusive tax is taken out of it, and `taxable_amount` is what then remains.
- A line's own discounts come before the invoice's (SDK documentation of `discounts`). An invoice discount of a fixed
  amount is shared out over the lines by their size; how Stripe hands out the last minor units is unverified: here
  the largest remainders get them.
- The invoice's `subtotal` has item discounts taken off, and includes inclusive tax (SDK documentation; recorded).
- Shipping is outside `subtotal` and inside `total`; its tax is in `total_taxes` (unverified, but the only reading
  under which `total - total_excluding_tax` is the sum of `total_taxes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A tax as Stripe applies it: percent, `exclusive` or `inclusive`, Stripe's reason and the tax rate's id."""

    percent: Decimal
    behavior: str
    reason: str
    rate: str


@dataclass(frozen=True, slots=True)
class Coupon:
    """What a coupon takes off: a percentage, or a fixed amount in minor units of the invoice's currency."""

    id: str
    name: str
    percent_off: Decimal | None = None
    amount_off: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """One line worked out, in minor units.

    `amount` is before discounts (and with inclusive tax in it), `item_discount` and `invoice_discount` are positive
    for a positive line, `tax` and `taxable` are what Stripe lists in `taxes`, `subtotal_tax` is the inclusive
    tax that the line would hold without the invoice discount.
    """

    amount: int
    item_discount: int
    invoice_discount: int
    tax: int
    taxable: int
    subtotal_tax: int
    rule: TaxRule | None

    @property
    def after_discounts(self) -> int:
        """What is left of the amount, with any inclusive tax still in it."""
        return self.amount - self.item_discount - self.invoice_discount

    @property
    def added_tax(self) -> int:
        """The tax that comes on top: zero for an inclusive one."""
        return self.tax if self.rule is not None and self.rule.behavior == "exclusive" else 0


def round_half_up(value: Fraction) -> int:
    """The nearest integer; a half goes away from zero."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    rounded = whole + (2 * rest >= value.denominator)
    return rounded if value >= 0 else -rounded


def line_amount(quantity: Decimal, unit: Decimal) -> int:
    """Quantity times unit price (minor units, up to 12 decimals each), rounded to the minor unit."""
    return round_half_up(Fraction(quantity) * Fraction(unit))


def tax_on(base: int, rule: TaxRule | None) -> tuple[int, int]:
    """The tax of `base` and the amount that Stripe calls taxable."""
    if rule is None:
        return 0, 0
    rate = Fraction(rule.percent) / 100
    if rule.behavior == "inclusive":
        tax = round_half_up(base * rate / (1 + rate))
        return tax, base - tax
    return round_half_up(base * rate), base


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in whole parts that follow `weights` and sum to it; no part is larger than its weight.

    Weights are not negative. Less is spread when the weights together are less than the amount.
    """
    total = sum(weights)
    amount = min(amount, total)
    if total == 0:
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return parts


def discounted(amount: int, coupon: Coupon | None) -> int:
    """What a coupon takes off one amount of its own, never more than the amount."""
    if coupon is None or amount <= 0:
        return 0
    if coupon.percent_off is not None:
        return round_half_up(amount * Fraction(coupon.percent_off) / 100)
    return min(coupon.amount_off or 0, amount)


def share_out(amounts: Sequence[int], coupon: Coupon | None) -> list[int]:
    """What an invoice-level coupon takes off each line's remaining amount; a line it cannot touch comes as 0."""
    if coupon is None:
        return [0] * len(amounts)
    if coupon.percent_off is not None:
        return [discounted(amount, coupon) for amount in amounts]
    return spread(coupon.amount_off or 0, [max(amount, 0) for amount in amounts])


def priced(amount: int, item_discount: int, invoice_discount: int, rule: TaxRule | None) -> Priced:
    """One line, worked out."""
    tax, taxable = tax_on(amount - item_discount - invoice_discount, rule)
    inclusive = rule is not None and rule.behavior == "inclusive"
    subtotal_tax = tax_on(amount - item_discount, rule)[0] if inclusive else 0
    return Priced(amount, item_discount, invoice_discount, tax, taxable, subtotal_tax, rule)
