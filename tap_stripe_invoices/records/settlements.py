"""Which invoices a payment paid.

Since API version 2025-03-31.basil neither a charge nor a payment intent names its invoice; the link is the
InvoicePayment. Its list can be filtered by payment intent and by its own `created`, which is about the time the
invoice was finalised and may lie months before the charge. So there are four ways to an answer, tried in this order:

- what this run has found out already;
- a sweep of all invoice payments, made once where a stream is read for the first time: a request per hundred;
- where many answers are missing, the invoice payments from about the time of the charges: a few requests for all;
- a request for each that is left, several at once.

"No invoice" is never a guess: it takes a single look-up that found nothing, or a sweep that was complete and began
after the payment. One payment intent can be attached to several invoices (Stripe's documentation of `amount_paid`),
so what the third way finds is believed only where it accounts for the whole amount.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.records.links import Links
from tap_stripe_invoices.records.nearby import PATH, Nearby

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client, Params
    from tap_stripe_invoices.records.links import Invoices

INTENT = "pi_"

_AT_ONCE = 20
# A list may lag behind the payment; a payment this much older than the sweep's beginning is in it.
_LAG = 600
# About 200 bytes each: some 50 MB for the sweep, and little beside it.
_SWEPT, _REMEMBERED = 250_000, 20_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a payment besides its id, so that fewer requests are needed.

    Attributes:
        paid_by: An epoch second at which it had been paid.
        amount: How much it was, in minor units of its own currency; None when unknown.
        customer: Whose it was; None for nobody's. An invoice always has a customer.
    """

    paid_by: int
    amount: int | None = None
    customer: str | None = None


class Settlements:
    """Looks up what payments paid, and remembers it for the rest of the run. One for each client.

    Args:
        client: Where to read.
        swept: How many answers of a sweep are kept; in a larger account it is given up for the other ways.
        remembered: How many other answers are kept.
    """

    def __init__(self, client: Client, *, swept: int = _SWEPT, remembered: int = _REMEMBERED) -> None:
        self._client = client
        self._limits = (swept, remembered)
        self._nearby = Nearby(client)
        self._known: OrderedDict[str, Invoices] = OrderedDict()
        self._has_swept = False
        self._swept = Links()
        # What was paid before this second and is not in the sweep has no invoice; the dawn of time without a sweep.
        self._complete_before = 0

    def invoice_of(self, ids: Iterable[str]) -> dict[str, str | None]:
        """The invoice that each payment paid, None where there is surely none; the first where there are several.

        Args:
            ids: Payment intents, and charges that have none.

        Raises:
            StripeError: one of them could not be looked up.
        """
        answers: dict[str, str | None] = {}
        for one, found in self.invoices_of(ids).items():
            if isinstance(found, AnswerError):
                raise found
            answers[one] = found[0] if found else None
        return answers

    def invoices_of(
        self, ids: Iterable[str], hints: Mapping[str, Hint] | None = None
    ) -> dict[str, Invoices | AnswerError]:
        """The invoices that each payment paid, in the order asked for; empty where there is surely none.

        In place of an answer that Stripe refuses stands the reason.

        Args:
            ids: Payment intents, and charges that have none.
            hints: What is known of some of them.

        Raises:
            StripeError: the run cannot go on.
        """
        hints = hints or {}
        found: dict[str, Invoices | AnswerError | None]
        found = {one: self._remembered(one, hints.get(one)) for one in ids}
        sized = {
            one: (hint.paid_by, hint.amount)
            for one in _missing(found)
            if one.startswith(INTENT) and (hint := hints.get(one)) is not None and hint.amount is not None
        }
        found |= self._nearby.find(sized)
        found |= self._each(_missing(found), hints)
        answers = {one: answer for one, answer in found.items() if answer is not None}
        for one, answer in answers.items():
            if not isinstance(answer, AnswerError):
                self._remember(one, answer)
        return answers

    def sweep(self) -> None:
        """Read all invoice payments once, for a stream that is read from its beginning; a second call does nothing.

        Raises:
            StripeError: the list cannot be read.
        """
        if self._has_swept:
            return
        self._has_swept = True
        swept, began = Links(), 0
        for page in self._pages(()):
            began = began or self._client.server_time()
            for payment in page:
                swept.add(payment)
            if len(swept) > self._limits[0]:
                # Half a sweep answers nothing: the other half may hold another invoice of the same payment.
                _log.info("There are more than %d invoice payments: they are read as needed.", self._limits[0])
                return
        self._swept, self._complete_before = swept, began - _LAG

    def _remembered(self, one: str, hint: Hint | None) -> Invoices | None:
        if one in self._known:
            self._known.move_to_end(one)
            return self._known[one]
        swept = self._swept.invoices(one)
        is_sure = hint is not None and hint.paid_by < self._complete_before
        return swept if swept or is_sure else None

    def _remember(self, one: str, answer: Invoices) -> None:
        if not self._swept.invoices(one):
            self._known[one] = answer
            while len(self._known) > self._limits[1]:
                self._known.popitem(last=False)

    def _each(self, ids: list[str], hints: Mapping[str, Hint]) -> Iterator[tuple[str, Invoices | AnswerError]]:
        for first in range(0, len(ids), _AT_ONCE):
            under_way = [
                (one, self._client.workers.submit(partial(self._look_up, one, hints.get(one))))
                for one in ids[first : first + _AT_ONCE]
            ]
            try:
                for one, future in under_way:
                    try:
                        yield one, future.result()
                    except AnswerError as error:
                        yield one, error
            finally:
                for _, future in under_way:
                    future.cancel()

    def _look_up(self, one: str, hint: Hint | None) -> Invoices:
        return self._of_intent(one) if one.startswith(INTENT) else self._of_charge(one, hint)

    def _of_intent(self, one: str) -> Invoices:
        params = (("payment[type]", "payment_intent"), ("payment[payment_intent]", one))
        return _invoices(self._client.members(PATH, params), one)

    def _of_charge(self, one: str, hint: Hint | None) -> Invoices:
        """The list has no filter for a charge without a payment intent; the invoices of its customer are few."""
        if hint is None:
            charge = self._client.get(f"/v1/charges/{quote(one, safe='')}")
            if charge.get("payment_intent") is not None:
                return self._of_intent(charge["payment_intent"])
            hint = Hint(charge["created"], customer=charge.get("customer"))
        if hint.customer is None:
            return ()
        payments: list[JsonObject] = []
        theirs = (("customer", hint.customer), ("expand[]", "data.payments"))
        for invoice in self._client.members("/v1/invoices", theirs):
            embedded = invoice.get("payments") or {}
            is_cut = embedded.get("has_more")
            of_invoice = (("invoice", invoice["id"]),)
            payments += self._client.members(PATH, of_invoice) if is_cut else embedded.get("data", [])
        return _invoices(payments, one)

    def _pages(self, params: Params) -> Iterator[list[JsonObject]]:
        page = self._client.page(PATH, params)
        yield page.data
        while page.has_more:
            page = self._client.page(PATH, params, after=page.data[-1]["id"])
            yield page.data


def _missing(found: Mapping[str, object]) -> list[str]:
    return [one for one, answer in found.items() if answer is None]


def _invoices(payments: Iterable[JsonObject], one: str) -> Invoices:
    links = Links()
    for payment in payments:
        links.add(payment)
    return links.invoices(one)
