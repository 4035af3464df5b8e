"""The rounding line: evens out the øre or two by which VAT per line and VAT per invoice differ, without own VAT.

It is posted in a product of its own, made when it is first needed, in a product group that bears no VAT in the
recipient's VAT zone. Without such a group nothing is made up: the document is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.sales.money import CENT
from target_economic.sales.totals import Totals

ROUNDING = "Afrunding / Rounding"

_ZERO = Decimal(0)
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How differences of an øre or two are evened out, as the settings say.

    Attributes:
        limit: the largest difference, in the invoice's currency.
        product: number of the product.
        group: number of the product's group, or None where the settings name none.
    """

    limit: Decimal
    product: str
    group: int | None

    @property
    def in_document(self) -> Json:
        """The product as a document would bring it.

        Raises:
            RecordError: the settings name no product group for it.
        """
        if self.group is None:
            raise RecordError(
                "rounding_product_missing",
                "A rounding line is needed, and the target does not know a product group without VAT for it.",
                "Set rounding_product_group to the number of a product group without VAT.",
            )
        body = {"productNumber": self.product, "name": ROUNDING, "productGroup": {"productGroupNumber": self.group}}
        return {"id": self.product, "body": body}


@dataclass(frozen=True, slots=True)
class RoundingLine:
    """The line that evens out a difference: its product, as in a document, and its net."""

    product: Json
    net: Decimal

    def body(self, number: str) -> Json:
        """Return the line as e-conomic takes it; `number` is the product's."""
        return {
            "product": {"productNumber": number},
            "description": ROUNDING,
            "quantity": 1,
            "unitNetPrice": self.net,
        }


def limit_for(rounding: Rounding, document: Json) -> Decimal:
    """Return what may be evened out: where the currency has no cents, Stripe rounds each line to a whole unit."""
    per_line = _ZERO if document["expected"]["exponent"] else _HALF
    return max(rounding.limit, per_line * len(document["body"]["lines"]))


def rounding_needed(expected: Totals, predicted: Totals, limit: Decimal, rates: Iterable[Decimal]) -> Decimal:
    """Return the net of the rounding line that makes gross agree; zero where it already does.

    Args:
        expected: what the source says.
        predicted: what e-conomic will compute without a rounding line.
        limit: largest difference, in the invoice's currency, that may be evened out.
        rates: the VAT rates of the lines, one for each line that has a price.

    Raises:
        RecordError: gross or VAT differ by more than the limit.
    """
    gap, vat_gap = expected.gross - predicted.gross, expected.vat - predicted.vat
    if abs(gap) <= limit and abs(vat_gap) <= limit:
        return gap.quantize(CENT)  # exact: amounts in a currency of three decimals may still end in a nought
    per_line = list(rates)
    shown = ", ".join(f"{rate:.2%}" for rate in sorted(set(per_line))) or "none"
    hint = "Check the VAT zone in the mapping, and the groups of the products in e-conomic."
    if not expected.vat and predicted.vat:
        hint += " If the source's prices include VAT that it does not show, write `prices: gross` in the mapping."
    elif max(abs(gap), abs(vat_gap)) <= _rounded_per_line(per_line):
        hint += (
            f" VAT that was rounded on each of the {len(per_line)} lines can come to this much: if that is "
            "all it is, raise rounding_limit."
        )
    raise RecordError(
        "totals_differ",
        f"e-conomic would make it {predicted} where the source says {expected}: gross differs by {gap} and VAT by "
        f"{vat_gap}. VAT rates of the lines in e-conomic: {shown}.",
        hint,
    )


def _rounded_per_line(rates: list[Decimal]) -> Decimal:
    """Return how far rounding each line's VAT, and then each rate's, can lead from the true sum."""
    taxed = [rate for rate in rates if rate]
    return CENT / 2 * (len(taxed) + len(set(taxed)))
