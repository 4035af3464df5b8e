"""Numbers as people write them: 1,234.50 in English, 1.234,50 in Danish. Programs get them from JSON instead."""

from decimal import Decimal

from stripe_economic.terminal.language import DANISH, spoken

_TO_DANISH = str.maketrans(",.", ".,")


def number(value: float | Decimal, decimals: int = 0, language: str | None = None) -> str:
    """Return a number with its decimals and a mark between thousands.

    Args:
        value: never a float where it is money.
        decimals: how many are shown.
        language: one of LANGUAGES; the one in use where it is left out.
    """
    text = f"{value:,.{decimals}f}"
    return text.translate(_TO_DANISH) if (language or spoken()) == DANISH else text


def amount(value: Decimal) -> str:
    """Return an amount as it is written inside a sentence, with the decimals that it has."""
    exponent = value.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)
