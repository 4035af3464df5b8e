"""Minor units to e-conomic's decimals and back, in one place. Nothing here is a float."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
"""e-conomic's invoice lines and totals have two decimals in every currency."""


def to_decimal(minor: int, exponent: int) -> Decimal:
    """Turn minor units into a decimal amount: 29900 with exponent 2 is 299.00."""
    return Decimal(minor).scaleb(-exponent)


def rounded(amount: Decimal) -> Decimal:
    """Round to two decimals, ties away from zero.

    How e-conomic breaks ties is not documented; the ledger's own answer is compared after each posting.
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros: `Decimal("3.00")` is `3`."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
