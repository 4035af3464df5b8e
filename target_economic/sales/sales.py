"""Posts one draft invoice per document, or adopts the one that is already there."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.outcomes.outcomes import Action, Code
from target_economic.posting.posting import Creation, Poster
from target_economic.products.products import Products
from target_economic.sales.bodies import ROUNDING, RoundingLine, body_of
from target_economic.sales.lines import Line, amount_of, lay_out, refuse_third_decimal
from target_economic.sales.lookup import Documents, Found, read_draft
from target_economic.sales.money import to_decimal
from target_economic.sales.totals import Expected, Totals, compare, predict, rounding_needed, without_vat


@dataclass(frozen=True, slots=True)
class Rounding:
    """How differences of an øre or two are evened out: the limit in the invoice's currency, and the product."""

    limit: Decimal
    product: str
    group: int | None


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of an invoice document: the action, the ledger's document, and what to say about it."""

    action: Action
    found: Found
    code: Code | None = None
    message: str | None = None


class Invoices:
    """The invoices of one agreement."""

    def __init__(  # noqa: PLR0913 - the parts that an invoice is put together from
        self,
        *,
        agreement: Agreement,
        documents: Documents,
        poster: Poster,
        customers: Customers,
        products: Products,
        rounding: Rounding,
    ) -> None:
        self._agreement = agreement
        self._poster = poster
        self._customers = customers
        self._products = products
        self._rounding = rounding
        self._documents = documents

    def prefetch(self, documents: Iterable[Json]) -> None:
        """Look up a batch's invoices, then the customers and products of those that are not there yet."""
        batch = list(documents)
        self._documents.prefetch(document["id"] for document in batch)
        new = [document for document in batch if not self._documents.known(document["id"])]
        self._customers.prefetch(document["customer"] for document in new)
        self._products.prefetch(product for document in new for product in document["products"])

    def post(self, document: Json) -> Posted:
        """Post a document's invoice unless it is there already.

        Args:
            document: an invoice document without error or skip.

        Raises:
            RecordError: this document fails; nothing was posted for it.
            NoAnswer: it is not known whether it was posted.
        """
        source_id = document["id"]
        known = _expected(document)
        limit = self._limit(document)
        there = self._documents.find(source_id)
        if there is not None:
            return _adopted(there, compare(_as_found(known, there), there, limit))
        products = _used(document)
        lines = self._lines(document, products)
        # Whatever can be refused is refused before anything is created.
        rounding, expected = self._rounding_line(document, lines, products, known, limit)
        customer = self._customers.find_or_create(document["customer"])
        for product in (*products.values(), *([rounding.product] if rounding else [])):
            self._products.find_or_create(product)
        found = self._poster.create(
            Creation(
                path="/invoices/drafts",
                what=f"create the draft invoice of {source_id}",
                source_id=source_id,
                operation="create draft",
                body=body_of(document, customer, lines, rounding),
                look_up=lambda: self._documents.find_again(source_id),
                read=read_draft,
                reread=lambda answer: self._documents.reread(answer, source_id),
            )
        )
        self._documents.remember(source_id, found)
        difference = compare(expected, found, limit)
        if difference is not None:
            raise RecordError(
                "ledger_totals_differ",
                f"{difference}. The draft was posted and stays.",
                "Correct the draft in e-conomic, or delete it and mend the mapping.",
            )
        return Posted(Action.CREATED, found)

    def _limit(self, document: Json) -> Decimal:
        """Return what may be evened out: where the currency has no cents, Stripe rounds each line to a whole unit."""
        exponent, lines = document["expected"]["exponent"], document["body"]["lines"]
        per_line = Decimal(0) if exponent else Decimal("0.5")
        return max(self._rounding.limit, per_line * len(lines))

    def _rounding_line(
        self, document: Json, lines: list[Line], products: dict[str, Json], known: Expected, limit: Decimal
    ) -> tuple[RoundingLine | None, Totals]:
        zone, rates = document["body"]["recipient"]["vatZone"]["vatZoneNumber"], self._rates(document, products)
        taxed = [(line.net, rates[line.source["product"]]) for line in lines if line.quantity is not None]
        predicted = predict(taxed)
        expected = known.completed(predicted)
        net = rounding_needed(expected, predicted, limit, (rate for _, rate in taxed))
        return (RoundingLine(self._rounding_product(zone), net) if net else None), expected

    def _lines(self, document: Json, products: dict[str, Json]) -> list[Line]:
        """Lay the lines out; those that state their gross have VAT taken out, at the ledger's rates."""
        exponent, sources = document["expected"]["exponent"], document["body"]["lines"]
        gross = [index for index, line in enumerate(sources) if "gross" in line]
        rates = self._rates(document, products) if gross else {}
        amounts = [(amount_of(sources[index], exponent), rates[sources[index]["product"]]) for index in gross]
        for amount, _ in amounts:
            refuse_third_decimal(amount)
        nets = dict(zip(gross, without_vat(amounts), strict=True))
        return [lay_out(line, exponent, nets.get(index)) for index, line in enumerate(sources)]

    def _rates(self, document: Json, products: dict[str, Json]) -> dict[str, Decimal]:
        """Return the VAT rate of each product that the lines name, by source id."""
        zone = document["body"]["recipient"]["vatZone"]["vatZoneNumber"]
        groups = {source_id: self._products.group_of(product) for source_id, product in products.items()}
        return {source_id: self._agreement.vat_rate(zone, group) for source_id, group in groups.items()}

    def _rounding_product(self, zone: int) -> Json:
        number, group = self._rounding.product, self._rounding.group
        if group is None:
            raise RecordError(
                "rounding_product_missing",
                "A rounding line is needed, and the target does not know a product group without VAT for it.",
                "Set rounding_product_group to the number of a product group without VAT.",
            )
        product = {
            "id": number,
            "body": {"productNumber": number, "name": ROUNDING, "productGroup": {"productGroupNumber": group}},
        }
        rate = self._agreement.vat_rate(zone, self._products.group_of(product))
        if rate:
            raise RecordError(
                "rounding_product_taxed",
                f"A rounding line is needed, and its product {number} carries {rate:.2%} VAT in VAT zone {zone}.",
                "Set rounding_product to a product in a group without VAT.",
            )
        return product


def _adopted(found: Found, difference: str | None) -> Posted:
    if difference is None:
        return Posted(Action.UNCHANGED, found)
    message = f"{difference}. It was left alone."
    return Posted(Action.UNCHANGED, found, Code.TOTALS_CHANGED_IN_LEDGER, message)


def _as_found(known: Expected, found: Found) -> Totals:
    return known.completed(Totals(found.net, found.vat, found.gross))


def _expected(document: Json) -> Expected:
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


def _used(document: Json) -> dict[str, Json]:
    """Return the document's products that its lines name, by source id; every one named must be there."""
    offered = {product["id"]: product for product in document["products"]}
    named = dict.fromkeys(line["product"] for line in document["body"]["lines"] if "product" in line)
    missing = [one for one in named if one not in offered]
    if missing:
        raise RecordError(
            "document_invalid",
            f"Lines name products that the document does not bring: {', '.join(missing)}.",
            "Map every line's product in the `products` of the mapping too.",
        )
    used = {one: offered[one] for one in named}
    groups: dict[str, int] = {}
    for product in used.values():
        number, group = product["body"]["productNumber"], product["body"]["productGroup"]["productGroupNumber"]
        if groups.setdefault(number, group) != group:
            raise RecordError(
                "document_invalid",
                f"Two products are mapped to the number {number}, in the groups {groups[number]} and {group}.",
                "Give each its own number, or both the same group.",
            )
    return used
