"""The exchange rate that a document states: what 100 of its currency cost in the agreement's base currency.

Left out, e-conomic uses the agreement's own rate of the day, which is what the bookkeeper expects. Either way every
comparison of the totals gate is made in the invoice's currency, where the rate has no part. In the base currency
e-conomic converts net and gross by themselves and rounds each to two decimals, so that VAT there (gross less net) may
be 0.01 off the converted VAT, and the lines 0.005 each off their sum; nothing can even that out, and nothing has to:
the ledger's own books balance, and what the customer owes is the amount in the invoice's currency.
"""

from decimal import Decimal

from target_economic.errors import RecordError
from target_economic.http.client import Json

_BASE_RATE = Decimal(100)


def rate_of(body: Json, base_currency: str) -> Decimal | None:
    """Return the rate to post with a document; None leaves it to e-conomic.

    Args:
        body: of a sales document.
        base_currency: the agreement's.

    Raises:
        RecordError: the rate cannot be one: nothing costs nothing, and 100 of the base currency cost 100.
    """
    if "exchangeRate" not in body:
        return None
    rate, currency = Decimal(body["exchangeRate"]), body["currency"]
    if currency == base_currency:
        if rate != _BASE_RATE:
            raise _impossible(f"{rate} for {currency}, which is the agreement's base currency, where it is 100")
        return None
    if rate <= 0:
        raise _impossible(f"{rate} for 100 {currency}")
    return rate


def _impossible(said: str) -> RecordError:
    return RecordError(
        "document_invalid",
        f"The mapping gives an exchange rate of {said}.",
        "Map exchangeRate to what 100 of the currency cost in the base currency, or leave it out.",
    )
