"""The products that invoice lines name, read in batches and remembered within a run."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError, ObjectError, TapError
from tap_stripe_invoices.http.client import PAGE_SIZE
from tap_stripe_invoices.records.places import Places
from tap_stripe_invoices.schemas import objects as schemas

if TYPE_CHECKING:
    from collections.abc import Collection

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client

# Enough for any catalogue; an account that mints a product per invoice line must not fill the memory.
_REMEMBERED = 5_000

PATH = "/v1/products"

_log = logging.getLogger(__name__)


class Products:
    """Looks products up by id.

    Args:
        client: Where to read them.
        remembered: How many to keep; the ones used longest ago are forgotten first.
    """

    def __init__(self, client: Client, remembered: int = _REMEMBERED) -> None:
        self._client = client
        self._limit = remembered
        self._places = Places.of(schemas.products())
        self._known: OrderedDict[str, JsonObject | TapError] = OrderedDict()

    def find(self, ids: Collection[str]) -> dict[str, JsonObject | TapError]:
        """The products with these ids, archived ones included, their dates as text.

        A product that Stripe has deleted comes back as its stub `{id, object, deleted: true}`, with a null name and
        an empty metadata so that a reader need not tell the cases apart. In place of a product that cannot be read
        stands the reason; it is not asked for again in this run, so that a product in trouble costs its tries once.

        Raises:
            StripeError: the run cannot go on.
        """
        found: dict[str, JsonObject | TapError] = {}
        unknown = []
        for one in dict.fromkeys(ids):
            if one in self._known:
                self._known.move_to_end(one)
                found[one] = self._known[one]
            else:
                unknown.append(one)
        for first in range(0, len(unknown), PAGE_SIZE):
            found |= self._fetch(unknown[first : first + PAGE_SIZE])
        return found

    def _fetch(self, ids: list[str]) -> dict[str, JsonObject | TapError]:
        listed = self._listed(ids)
        fetched = {one: self._dated(one, listed.get(one)) for one in ids}
        self._known |= fetched
        while len(self._known) > self._limit:
            self._known.popitem(last=False)
        return fetched

    def _listed(self, ids: list[str]) -> dict[str, JsonObject]:
        """What one request gives of these products; nothing when Stripe refuses it, maybe for a single one's sake."""
        try:
            # Without an `active` filter Stripe lists archived products too; only deleted ones are left out.
            page = self._client.page(PATH, tuple(("ids[]", one) for one in ids))
        except AnswerError as error:
            _log.warning("The products are read one by one, because together they were refused: %s", error.message)
            return {}
        return {product["id"]: product for product in page.data}

    def _dated(self, one: str, listed: JsonObject | None) -> JsonObject | TapError:
        """A product with its dates as text, or why there is none."""
        try:
            product = self._single(one) if listed is None else listed
            self._places.date(product)
        except (AnswerError, ObjectError) as error:
            return error
        return product

    def _single(self, one: str) -> JsonObject:
        """What a single read says about a product that the list left out.

        Raises:
            AnswerError: Stripe refuses or keeps failing this one product.
            StripeError: the run cannot go on.
        """
        try:
            product = self._client.get(f"{PATH}/{quote(one, safe='')}")
        except AnswerError as error:
            if not error.is_missing:
                raise
            product = {"id": one, "object": "product", "deleted": True}
        if product.get("deleted"):
            product = {"name": None, "metadata": {}} | product
        return product


def product_id(line: JsonObject, invoice_id: str) -> str | None:
    """The id of the product a line sells, or None when it names none.

    Args:
        line: The line as Stripe has it.
        invoice_id: Whose line it is, for messages.

    Raises:
        ObjectError: the line's pricing is not what Stripe documents.
    """
    pricing = line.get("pricing")
    details = pricing.get("price_details") if isinstance(pricing, dict) else None
    product = details.get("product") if isinstance(details, dict) else None
    if product is None or isinstance(product, str):
        return product
    raise ObjectError(
        "object_malformed", f"The product of line {line.get('id')} of invoice {invoice_id} is not an id."
    )
