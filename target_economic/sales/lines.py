"""Lays out a document's lines as e-conomic's: product, quantity and unit price at two decimals, exactly.

e-conomic multiplies quantity and unit price itself and takes two decimals of each. A line whose net is not that
product is posted as quantity 1 at its net, with quantity and unit price in its text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.sales.money import CENT, plain, to_decimal

LONGEST_TEXT = 2500
_UNIT_PRICE_DECIMALS = 12
# The largest amount over the smallest quantity has 26 digits before the point; an inexact quotient fills the rest
# with digits, so that it never passes for one of two decimals.
_DIGITS = 50
_CARRIED = ("unit", "accrual")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its price worked out; amounts in the invoice's currency.

    Attributes:
        source: the document's line.
        text: the description, or None.
        quantity: at most two decimals; None on a line that is text only.
        unit_price: two decimals; `quantity x unit_price` is `net` exactly.
        net: two decimals.
    """

    source: Json
    text: str | None
    quantity: Decimal | None = None
    unit_price: Decimal = Decimal(0)
    net: Decimal = Decimal(0)

    def body(self, numbers: Mapping[str, str]) -> Json:
        """Return the line as e-conomic takes it; `numbers` are the products' by source id."""
        body: Json = {name: self.source[name] for name in _CARRIED if name in self.source}
        if self.text is not None:
            body["description"] = self.text
        if self.quantity is not None:
            body |= {
                "product": {"productNumber": numbers[self.source["product"]]},
                "quantity": self.quantity,
                "unitNetPrice": self.unit_price,
            }
        return body


def amount_of(source: Json, exponent: int) -> Decimal:
    """Return the amount that a document's line states, its `net` or, where only that is known, its `gross`."""
    return to_decimal(source["net"] if "net" in source else source["gross"], exponent)


def lay_out(source: Json, exponent: int, net: Decimal | None = None) -> Line:
    """Return a document's line as e-conomic can hold it.

    Args:
        source: a line of an invoice document; `net` in minor units.
        exponent: of the document's currency.
        net: of a line that states its gross, with VAT taken out.

    Raises:
        RecordError: the currency's smallest unit does not fit two decimals.
    """
    text = source.get("description")
    if "product" not in source:
        return Line(source, text)
    with localcontext(prec=_DIGITS):
        net = amount_of(source, exponent) if net is None else net
        return _priced(source, text, net, Decimal(source["quantity"]))


def refuse_third_decimal(amount: Decimal) -> None:
    """Make sure that e-conomic can hold an amount.

    Raises:
        RecordError: it has more than two decimals.
    """
    if not _two_decimals(amount):
        raise RecordError(
            "currency_decimals",
            f"The amount {plain(amount)} has more than the two decimals that e-conomic keeps.",
            "Post this document by hand.",
        )


def _priced(source: Json, text: str | None, net: Decimal, quantity: Decimal) -> Line:
    refuse_third_decimal(net)
    net = net.quantize(CENT)
    unit_price = net / quantity if quantity > 0 else None
    if unit_price is not None and _two_decimals(quantity) and _two_decimals(unit_price):
        return Line(source, text, quantity.quantize(CENT), unit_price.quantize(CENT), net)
    return Line(source, _explained(text, quantity, unit_price), Decimal(1), net, net)


def _two_decimals(number: Decimal) -> bool:
    return number == number.quantize(CENT)


def _explained(text: str | None, quantity: Decimal, unit_price: Decimal | None) -> str:
    factors = plain(quantity)
    if unit_price is not None:
        factors += f" × {plain(round(unit_price, _UNIT_PRICE_DECIMALS))}"  # noqa: RUF001 - the multiplication sign
    note = f"({factors})"
    if not text:
        return note
    return f"{text[: LONGEST_TEXT - len(note) - 1]} {note}"
