"""Works a document's money out before anything is posted: its lines, e-conomic's totals, and the rounding line.

This is the totals gate. What e-conomic will make of the lines follows from the agreement's own VAT rates; where that
is not what the source says, within the limit, the document is refused while nothing has been created for it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from target_economic.agreement.agreement import Agreement
from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.products.products import Products
from target_economic.sales.exchange import rate_of
from target_economic.sales.lines import Line, amount_of, lay_out, refuse_third_decimal
from target_economic.sales.money import CENT, to_decimal
from target_economic.sales.rounding import Rounding, RoundingLine, limit_for, rounding_needed
from target_economic.sales.totals import Expected, InLedger, Totals, compare, predict, without_vat

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Priced:
    """A document that has passed the gate.

    Attributes:
        laid_out: its lines.
        rounding: the line that evens out a difference, or None.
        sources: its products, as in the document.
        known: what the source says it comes to.
        predicted: what the ledger must say of it.
        limit: by how much VAT may differ.
        exchange_rate: what 100 of its currency cost in base currency; None leaves it to e-conomic.
    """

    laid_out: tuple[Line, ...]
    rounding: RoundingLine | None
    sources: tuple[Json, ...]
    known: Expected
    predicted: Totals
    limit: Decimal
    exchange_rate: Decimal | None

    def lines(self, numbers: Mapping[str, str]) -> list[Json]:
        """Return the lines as e-conomic takes them; `numbers` are the products' by source id, from `Pricing`."""
        bodies = [line.body(numbers) for line in self.laid_out]
        return bodies + ([self.rounding.body(numbers[self.rounding.product["id"]])] if self.rounding else [])

    def difference(self, found: InLedger) -> str | None:
        """Return how the ledger's document differs from the source, in words; None when it agrees."""
        return difference(self.known, found, self.limit)


class Pricing:
    """The gate of one agreement."""

    def __init__(self, agreement: Agreement, products: Products, rounding: Rounding) -> None:
        self._agreement = agreement
        self._products = products
        self._rounding = rounding

    def price(self, document: Json) -> Priced:
        """Work a document out; nothing is created.

        Raises:
            RecordError: it does not come to what the source says, or cannot be posted as it is.
        """
        known, limit, products = expected_of(document), limit_for(self._rounding, document), used(document)
        exchange_rate = None
        if "exchangeRate" in document["body"]:
            exchange_rate = rate_of(document["body"], self._agreement.base_currency)
        zone = document["body"]["recipient"]["vatZone"]["vatZoneNumber"]
        rates = self._rates(zone, products)
        lines = _laid_out(document, rates)
        if document["kind"] == "booked_invoice" and all(line.quantity is None for line in lines):
            raise RecordError(
                "nothing_to_book",
                f"{document['id']} has no line with a product, and e-conomic books no such invoice.",
                "Leave it out with `when:` in the mapping, or post it as a draft.",
            )
        taxed = [(line.net, rates[line.source["product"]]) for line in lines if line.quantity is not None]
        predicted = predict(taxed)
        net = rounding_needed(known.completed(predicted), predicted, limit, (rate for _, rate in taxed))
        return Priced(
            laid_out=lines,
            rounding=self._line(zone, net) if net else None,
            sources=tuple(products.values()),
            known=known,
            predicted=Totals(predicted.net + net, predicted.vat, predicted.gross + net),
            limit=limit,
            exchange_rate=exchange_rate,
        )

    def numbers(self, priced: Priced) -> dict[str, str]:
        """Return the product numbers of a document by source id, its new products created.

        Raises:
            RecordError: a product is barred or refused.
            NoAnswer: a creation got no definite answer.
        """
        numbers = {product["id"]: self._products.find_or_create(product).number for product in priced.sources}
        if priced.rounding:
            own = priced.rounding.product
            numbers[own["id"]] = self._products.find_or_create(own, own=True).number
        return numbers

    def corrected(self, document: Json, priced: Priced, found: InLedger) -> Priced | None:
        """Return the document with a rounding line by which it agrees, where the ledger counted otherwise.

        How e-conomic rounds half an øre is not documented, and at 25 % one invoice in four has half an øre. Where the
        ledger's answer says that it rounds otherwise than predicted, the draft is replaced by this.

        Returns:
            None where the ledger's answer is off by more than rounding can explain, or no rounding line can be made.
        """
        ledger = Totals(found.net, found.vat, found.gross)
        expected = priced.known.completed(ledger)
        before = priced.rounding.net if priced.rounding else Decimal("0.00")
        net = (before + expected.gross - ledger.gross).quantize(CENT)  # the ledger's amounts come with six decimals
        off = max(abs(ledger.vat - priced.predicted.vat), abs(ledger.net - priced.predicted.net))
        if net == before or max(off, abs(net), abs(expected.vat - ledger.vat)) > priced.limit:
            return None
        zone = document["body"]["recipient"]["vatZone"]["vatZoneNumber"]
        try:
            line = self._line(zone, net) if net else None
        except RecordError as error:
            logger.warning("%s", error)
            return None
        return replace(
            priced,
            rounding=line,
            predicted=Totals(ledger.net + net - before, ledger.vat, expected.gross),
        )

    def difference(self, document: Json, found: InLedger) -> str | None:
        """Return how a document that is in the ledger already differs from the source; None when it agrees."""
        return difference(expected_of(document), found, limit_for(self._rounding, document))

    def _rates(self, zone: int, products: Mapping[str, Json]) -> dict[str, Decimal]:
        """Return the VAT rate of each product, by source id."""
        groups = {source_id: self._products.group_of(product) for source_id, product in products.items()}
        return {source_id: self._agreement.vat_rate(zone, group) for source_id, group in groups.items()}

    def _line(self, zone: int, net: Decimal) -> RoundingLine:
        product = self._rounding.in_document
        rate = self._agreement.vat_rate(zone, self._products.group_of(product, own=True))
        if rate:
            raise RecordError(
                "rounding_product_taxed",
                f"A rounding line is needed, and its product {self._rounding.product} carries {rate:.2%} VAT in VAT "
                f"zone {zone}.",
                "Set rounding_product to a product in a group without VAT.",
            )
        return RoundingLine(product, net)


def difference(known: Expected, found: InLedger, limit: Decimal) -> str | None:
    """Return how a document in the ledger differs from what the source says, or None when it agrees."""
    return compare(known.completed(Totals(found.net, found.vat, found.gross)), found, limit)


def expected_of(document: Json) -> Expected:
    """Return what the source says a document comes to, in the currency's own unit.

    Raises:
        RecordError: body and amounts are in different currencies, or an amount has more than two decimals.
    """
    expected = document["expected"]
    if document["body"]["currency"] != expected["currency"]:
        raise RecordError(
            "document_invalid",
            f"The body is in {document['body']['currency']} and the source's amounts in {expected['currency']}.",
            "Map the currency from the record's own currency.",
        )
    stated = [expected[name] for name in ("net", "tax", "gross")]
    amounts = [None if one is None else to_decimal(one, expected["exponent"]) for one in stated]
    for amount in amounts:
        if amount is not None:
            refuse_third_decimal(amount)
    return Expected(*amounts)


def used(document: Json) -> dict[str, Json]:
    """Return the document's products that its lines name, by source id.

    Raises:
        RecordError: a line names one that is not there, or two share a number in different groups.
    """
    offered = {product["id"]: product for product in document["products"]}
    named = dict.fromkeys(line["product"] for line in document["body"]["lines"] if "product" in line)
    missing = [one for one in named if one not in offered]
    if missing:
        raise RecordError(
            "document_invalid",
            f"Lines name products that the document does not bring: {', '.join(missing)}.",
            "Map every line's product in the `products` of the mapping too.",
        )
    found = {one: offered[one] for one in named}
    groups: dict[str, int] = {}
    for product in found.values():
        number, group = product["body"]["productNumber"], product["body"]["productGroup"]["productGroupNumber"]
        if groups.setdefault(number, group) != group:
            raise RecordError(
                "document_invalid",
                f"Two products are mapped to the number {number}, in the groups {groups[number]} and {group}.",
                "Give each its own number, or both the same group.",
            )
    return found


def _laid_out(document: Json, rates: Mapping[str, Decimal]) -> tuple[Line, ...]:
    """Lay the lines out; those that state their gross have VAT taken out, at the ledger's rates."""
    exponent, sources = document["expected"]["exponent"], document["body"]["lines"]
    gross = [index for index, line in enumerate(sources) if "gross" in line]
    amounts = [(amount_of(sources[index], exponent), rates[sources[index]["product"]]) for index in gross]
    for amount, _ in amounts:
        refuse_third_decimal(amount)
    nets = dict(zip(gross, without_vat(amounts), strict=True))
    return tuple(lay_out(line, exponent, nets.get(index)) for index, line in enumerate(sources))
