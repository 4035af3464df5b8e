"""How many decimals Stripe's amounts have, by currency."""

from __future__ import annotations

# Stripe's table, not ISO 4217's: ISK and UGX have no minor unit in the standard but two decimals at Stripe.
_ZERO_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def exponent(currency: str) -> int:
    """How many decimals Stripe's minor unit stands for in a currency: 0, 2 or 3."""
    code = currency.upper()
    if code in _ZERO_DECIMALS:
        return 0
    return 3 if code in _THREE_DECIMALS else 2
