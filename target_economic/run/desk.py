"""Which room carries out a document, and what became of it there."""

import logging
from dataclasses import replace
from typing import Any, Protocol

from target_economic.customers.customers import Customers
from target_economic.errors import NoAnswer, RecordError, Rejected
from target_economic.http.jsontext import Json
from target_economic.outcomes.outcomes import Action, Code
from target_economic.outcomes.summary import Amounts
from target_economic.products.products import Products
from target_economic.run.done import Done
from target_economic.sales.posted import Posted
from target_economic.vouchers.posted import Posted as PostedVoucher

logger = logging.getLogger(__name__)

_FROM_MAPPING = frozenset(
    {
        Code.MISSING_VALUE,
        Code.BAD_VALUE,
        Code.NOT_IN_TABLE,
        Code.UNKNOWN_CATEGORY,
        Code.EXPRESSION_FAILED,
        Code.DOCUMENT_INVALID,
        Code.AMOUNTS_DO_NOT_ADD_UP,
        Code.NOT_FOUND_IN_STRIPE,
    }
)


class SalesRoom(Protocol):
    """Invoices and orders, as `sales` carries them out."""

    def prepare(self, documents: list[Json]) -> Any:  # noqa: ANN401 - its own business
        """Look up a batch."""

    def post(self, document: Json, prepared: Any) -> Posted:  # noqa: ANN401 - as prepare gave it
        """Carry out one document."""


class VouchersRoom(Protocol):
    """Movements of money, as `vouchers` carries them out."""

    def prepare(self, documents: list[Json]) -> Any:  # noqa: ANN401 - its own business
        """Look up a batch."""

    def post(self, document: Json, batch: Any) -> PostedVoucher:  # noqa: ANN401 - as prepare gave it
        """Carry out one document."""


class Desk:
    """Hands each document to its room; called by all workers."""

    def __init__(self, customers: Customers, products: Products, sales: SalesRoom, vouchers: VouchersRoom) -> None:
        self._customers = customers
        self._products = products
        self._sales = sales
        self._vouchers = vouchers

    def prepare(self, group: str, documents: list[Json]) -> Any:  # noqa: ANN401 - what sales makes of it
        """Look up what the documents of a batch need, as far as that is possible together.

        Raises:
            RunError: e-conomic cannot be reached, or refuses the tokens.
        """
        to_post = [one for one in documents if not one.get("error") and not one.get("skip")]
        if group == "vouchers":
            return self._vouchers.prepare(to_post)
        try:
            if group == "customers":
                return self._customers.prefetch(to_post)
            if group == "products":
                return self._products.prefetch(to_post)
            return self._sales.prepare(to_post)
        except Rejected as error:
            logger.warning("%s The documents of this batch are looked up one by one.", error.message)
            return self._sales.prepare([])

    def carry_out(self, stream: str, document: Json, prepared: Any) -> Done:  # noqa: ANN401 - as prepare gave it
        """Carry out one document.

        Raises:
            RunError: the run cannot go on.
        """
        if document.get("error"):
            return _failed_before(document["error"])
        if document.get("skip"):
            skip = document["skip"]
            message = f"{skip['code']}: {skip['message']}"
            return Done(Action.SKIPPED, code=Code.LEFT_OUT_BY_MAPPING, message=message)
        try:
            return _noticed(self._posted(stream, document, prepared), document.get("notice"))
        except RecordError as error:
            return Done(Action.FAILED, code=Code(error.code), message=_words(error))
        except NoAnswer as error:
            return Done(Action.UNCERTAIN, code=Code.NO_ANSWER, message=_words(error))

    def _posted(self, stream: str, document: Json, prepared: Any) -> Done:  # noqa: ANN401 - as prepare gave it
        if stream == "customers":
            action, customer = self._customers.sync(document)
            created = action == Action.CREATED
            number = str(customer.number) if customer.number else None
            return Done(action, number, customer.url, created=created, customer=customer.number or None)
        if stream == "products":
            product = self._products.find_or_create(document)
            action = Action.CREATED if product.new else Action.UNCHANGED
            return Done(action, product.number, product.url, created=product.new)
        if stream == "vouchers":
            return self._moved(document, prepared)
        posted = self._sales.post(document, prepared)
        found, customer_number = posted.found, posted.customer.number if posted.customer else None
        if found is None:
            return Done(posted.action, code=posted.code, message=posted.message)
        return Done(
            posted.action,
            found.name,
            found.url or None,
            posted.code,
            posted.message,
            Amounts(found.currency, found.net, found.vat, found.gross),
            posted.created,
            customer_number or None,
        )

    def _moved(self, document: Json, batch: Any) -> Done:  # noqa: ANN401 - as prepare gave it
        posted = self._vouchers.post(document, batch)
        name, url = (posted.found.name, posted.found.url) if posted.found else (None, None)
        return Done(posted.action, name, url, posted.code, posted.message, created=posted.created)


def _noticed(done: Done, notice: Json | None) -> Done:
    """Add what the mapping wants a person to look at; a code that is there already stays."""
    if not notice:
        return done
    words = f"{notice['code']}: {notice['message']}"
    if done.code is None:
        return replace(done, code=Code.NOTICED_BY_MAPPING, message=words)
    return replace(done, message=f"{done.message} {words}")


def _failed_before(error: Json) -> Done:
    """Return what became of a record that the tap or the mapping could not make a document of."""
    known = error["code"] in _FROM_MAPPING
    parts = (
        f"{error['path']}: " if error.get("path") else "",
        error["message"] if known else f"{error['code']}: {error['message']}",
        f" Hint: {error['hint']}" if error.get("hint") else "",
    )
    code = Code(error["code"]) if known else Code.SOURCE_FAILED
    return Done(Action.FAILED, code=code, message="".join(parts))


def _words(error: RecordError | NoAnswer) -> str:
    return error.message + (f" Hint: {error.hint}" if error.hint else "")
