"""Finds each product by its number in e-conomic, or creates it. An existing product is never changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from target_economic.agreement.agreement import NOT_FOUND
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json
from target_economic.posting.posting import Creation, Poster


@dataclass(frozen=True, slots=True)
class Product:
    """A product in the ledger; its group there decides the VAT, whatever the mapping says."""

    number: str
    group: int
    url: str
    barred: bool
    new: bool = False


class Products:
    """The agreement's products, as far as this run has met them."""

    def __init__(self, client: Client, poster: Poster) -> None:
        self._client = client
        self._poster = poster
        self._known: dict[str, Product | None] = {}

    def prefetch(self, products: Iterable[Json]) -> None:
        """Look up the products of a batch with few requests.

        Args:
            products: as in a document: `{id, body}`.
        """
        numbers = {product["body"]["productNumber"] for product in products} - self._known.keys()
        members = [
            member
            for condition in filters.any_of(filters.equals("productNumber", one) for one in sorted(numbers))
            for member in self._client.collection("/products", "look up products", condition)
        ]
        self._known |= dict.fromkeys(numbers)
        for member in members:
            if member["productNumber"] in numbers:
                self._note(member)

    def group_of(self, product: Json) -> int:
        """Return the product's group: the ledger's where the product exists, else the one it would be created in.

        Raises:
            RecordError: the product is barred.
        """
        found = self._find(product)
        return found.group if found else int(product["body"]["productGroup"]["productGroupNumber"])

    def find_or_create(self, product: Json) -> Product:
        """Return the ledger's product for a document's product, created if need be.

        Raises:
            RecordError: the product is barred, or e-conomic refuses to create it.
            NoAnswer: the creation got no definite answer.
        """
        number = product["body"]["productNumber"]
        known = self._find(product)
        if known is None:
            created = self._poster.create(
                Creation(
                    path="/products",
                    what=f"create the product {number}",
                    source_id=product["id"],
                    operation=f"create product {number}",
                    body=product["body"],
                    look_up=lambda: self._read(number),
                    read=self._note,
                    reread=lambda _: self._read(number),
                )
            )
            return Product(created.number, created.group, created.url, created.barred, new=True)
        return known

    def _find(self, product: Json) -> Product | None:
        number = product["body"]["productNumber"]
        known = self._known[number] if number in self._known else self._read(number)
        if known and known.barred:
            raise RecordError(
                "product_barred",
                f"Product {number} is barred in e-conomic.",
                "Lift the bar in e-conomic, or give the Stripe product another economic_product_number.",
            )
        return known

    def _read(self, number: str) -> Product | None:
        try:
            return self._note(self._client.get(f"/products/{filters.in_url(number)}", f"read product {number}"))
        except Rejected as error:
            if error.status != NOT_FOUND:
                raise
            self._known[number] = None
            return None

    def _note(self, body: Json) -> Product:
        product = Product(
            number=body["productNumber"],
            group=body["productGroup"]["productGroupNumber"],
            url=body["self"],
            barred=bool(body.get("barred")),
        )
        self._known[product.number] = product
        return product
