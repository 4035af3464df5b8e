"""Finds each product in e-conomic, by its number or its name, or creates it. An existing product is never changed.

What becomes of a product that is not there is a setting: it is created in the mapped group, one product stands in for
all that are missing, or the document is refused. The group of the product in the ledger decides the VAT, whatever
the mapping says.
"""

from collections.abc import Iterable

from target_economic import names
from target_economic.agreement.agreement import Agreement
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json
from target_economic.posting.intents import Creation
from target_economic.posting.posting import Poster
from target_economic.products.known import Known, Product
from target_economic.turns import Turns

__all__ = ["Product", "Products"]


class Products:
    """The agreement's products, for all threads of a run.

    Args:
        client: the door to e-conomic.
        poster: creates.
        agreement: knows which product groups and units there are.
        match: by what a product is recognised: `number`, or `number` and then `name`.
        missing: what to do with a product that is not there: `create`, `default` or `refuse`.
        default: number of the product that stands in where `missing` is `default`.
        known: what is known already; given by tests.
    """

    def __init__(  # noqa: PLR0913 - one parameter per setting
        self,
        client: Client,
        poster: Poster,
        agreement: Agreement,
        *,
        match: Iterable[str] = ("number",),
        missing: str = "create",
        default: str | None = None,
        known: Known | None = None,
    ) -> None:
        self._client = client
        self._poster = poster
        self._agreement = agreement
        self._by_name = "name" in match
        self._missing = missing
        self._default = default
        self._known = known or Known()
        self._turns = Turns()

    def prefetch(self, products: Iterable[Json]) -> None:
        """Look up the products of a batch with few requests.

        Args:
            products: as in a document: `{id, body}`.
        """
        numbers = {product["body"]["productNumber"]: product["body"]["name"] for product in products}
        unread = sorted(number for number in numbers if not self._known.read(number))
        for condition in filters.any_of(filters.equals("productNumber", one) for one in unread):
            for member in self._client.collection("/products", "look up products", condition):
                self._known.note(member)
        self._known.looked_for(unread)
        if self._by_name:
            self._learn_names({name for number, name in numbers.items() if self._known.by_number(number) is None})

    def group_of(self, product: Json, *, own: bool = False) -> int:
        """Return the group that decides a product's VAT: the ledger's, or the one it would be created in.

        Args:
            product: as in a document.
            own: it is the target's own product, which no setting is about.

        Raises:
            RecordError: it is barred, several products match, or it is not there and is not to be created.
        """
        found = self._find(product, own=own)
        return found.group if found else int(product["body"]["productGroup"]["productGroupNumber"])

    def find_or_create(self, product: Json, *, own: bool = False) -> Product:
        """Return the ledger's product for a document's product, created if need be.

        Args:
            product: as in a document.
            own: it is the target's own product, which no setting is about.

        Raises:
            RecordError: it is barred, several products match, it is not there and is not to be created, or e-conomic
                refuses to create it.
            NoAnswer: the creation got no definite answer.
        """
        found = self._find(product, own=own)
        if found is not None:
            return found
        body = product["body"]
        with self._turns.of([("number", body["productNumber"]), ("name", names.plain(body["name"]))]):
            found = self._find(product, own=own)  # whoever had its turn before may have created it
            return found if found is not None else self._create(product)

    def _create(self, product: Json) -> Product:
        number = product["body"]["productNumber"]
        self._agreement.check_product(product["body"])
        if self._poster.dry_run:
            return Product(number, int(product["body"]["productGroup"]["productGroupNumber"]), None, new=True)
        created = self._poster.create(
            Creation(
                path="/products",
                what=f"create the product {number}",
                source_id=product["id"],
                operation=f"create product {number}",
                body=product["body"],
                look_up=lambda: self._read(number),
                read=self._known.note,
                reread=lambda _: self._read(number),
            )
        )
        return Product(created.number, created.group, created.url, barred=created.barred, new=True)

    def _find(self, product: Json, *, own: bool) -> Product | None:
        number = product["body"]["productNumber"]
        found = self._numbered(number)
        if own:
            return _usable(found)
        if found is None and self._by_name:
            found = self._named(product)
        if found is None and self._missing != "create":
            found = self._stand_in(product)
        return _usable(found)

    def _stand_in(self, product: Json) -> Product:
        """Return the default product."""
        number, name = product["body"]["productNumber"], product["body"]["name"]
        found = self._numbered(self._default) if self._missing == "default" and self._default else None
        if found is None:
            default = f", nor the default product {self._default}" if self._missing == "default" else ""
            raise RecordError(
                "product_missing",
                f"e-conomic does not have the product {number} ({name}) of {product['id']}{default}.",
                "Create it in e-conomic, set economic_product_number on the Stripe product, or set missing_product.",
            )
        return found

    def _named(self, product: Json) -> Product | None:
        name = product["body"]["name"]
        self._learn_names({name})
        for hit in self._known.by_name(name):
            self._numbered(hit.number)  # read anew where that was long ago: it may be gone, or have another name
        hits = self._known.by_name(name)
        if len(hits) > 1:
            raise RecordError(
                "product_ambiguous",
                f"{len(hits)} products in e-conomic have the name {name}: "
                f"{', '.join(sorted(one.number for one in hits))}.",
                "Set economic_product_number on the Stripe product to the number of the right one.",
            )
        return hits[0] if hits else None

    def _numbered(self, number: str) -> Product | None:
        return self._known.by_number(number) if self._known.read(number) else self._read(number)

    def _read(self, number: str) -> Product | None:
        try:
            body = self._client.get(f"/products/{filters.in_url(number)}", f"read product {number}")
        except Rejected as error:
            if not error.not_found:
                raise
            self._known.forget(number)
            return None
        return self._known.note(body)

    def _learn_names(self, wanted: set[str]) -> None:
        unread = sorted(name for name in wanted if not self._known.name_read(name))
        conditions = (one for name in unread for one in names.conditions("name", name))
        for condition in filters.any_of(conditions):
            for member in self._client.collection("/products", "look up products by name", condition):
                self._known.note(member)
        self._known.names_looked_for(unread)


def _usable(product: Product | None) -> Product | None:
    if product and product.barred:
        raise RecordError(
            "product_barred",
            f"Product {product.number} is barred in e-conomic.",
            "Lift the bar in e-conomic, or give the Stripe product another economic_product_number.",
        )
    return product
