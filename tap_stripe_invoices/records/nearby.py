"""Invoice payments from about the time of many charges, read page by page backwards for as long as that pays.

An invoice that is charged automatically is finalised seconds before its charge, one that is sent weeks before; the
list can only be read by the time of finalisation, newest first. So it is read from the newest charge backwards until
a page answers next to nothing; what is left is cheaper to ask for singly. What was read is remembered, and so is how
far it reaches, because charges come in batches that follow one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.records.links import Links, payment_id

if TYPE_CHECKING:
    from tap_stripe_invoices.http.client import Client, Params
    from tap_stripe_invoices.records.links import Invoices

PATH = "/v1/invoice_payments"

# With fewer missing answers than this, each is asked for; a page that brings fewer than that was not worth it.
_MANY, _WORTH_A_PAGE = 20, 2
# About 350 bytes each.
_REMEMBERED = 30_000

# When and how much, by payment intent: an epoch second at which it had been paid, and its amount in minor units.
_Payments = Mapping[str, tuple[int, int]]


class Nearby:
    """Answers which invoices payments paid, as far as a few pages tell for sure.

    Args:
        client: Where to read.
        remembered: Of how many payments; beyond that all is forgotten.
        many: How many missing answers are worth reading pages for.
    """

    def __init__(self, client: Client, remembered: int = _REMEMBERED, many: int = _MANY) -> None:
        self._client = client
        self._limit = remembered
        self._many = many
        self._links = Links()
        self._paid: dict[str, int] = {}
        # From which second to which all invoice payments that were made have been read; None for no time at all.
        self._reach: tuple[int, int] | None = None

    def find(self, payments: _Payments) -> dict[str, Invoices]:
        """The invoices of those payments whose whole amount is accounted for.

        Args:
            payments: By payment intent, an epoch second at which it had been paid and its amount in minor units.

        Raises:
            StripeError: the list cannot be read.
        """
        found = self._told(payments)
        missing = {one: payment for one, payment in payments.items() if one not in found}
        if len(missing) < self._many:
            return found
        if len(self._paid) > self._limit:
            self._links, self._paid, self._reach = Links(), {}, None
        self._read(missing, max(paid_by for paid_by, _ in missing.values()))
        return found | self._told(missing)

    def _read(self, payments: _Payments, newest: int) -> None:
        """Read backwards from a second, without what has been read, for as long as the pages answer something."""
        first, last = self._reach or (newest, newest)
        if newest < first:
            first = last = newest
        if newest > last:
            stopped = self._backwards(payments, newest, last)
            if stopped is not None:
                self._reach = (stopped, newest)
                return
        stopped = self._backwards(payments, first, None)
        self._reach = (0 if stopped is None else stopped, max(newest, last))

    def _backwards(self, payments: _Payments, newest: int, oldest: int | None) -> int | None:
        """Read from one second down to another; where it was not worth going on, None when all has been read."""
        bounds: Params = (("status", "paid"), ("created[lte]", str(newest)))
        if oldest is not None:
            bounds = (*bounds, ("created[gte]", str(oldest)))
        known, after = len(self._told(payments)), ""
        while True:
            page = self._client.page(PATH, bounds, after=after)
            for payment in page.data:
                self._note(payment)
            if not page.has_more:
                return None
            before, known = known, len(self._told(payments))
            if known - before < _WORTH_A_PAGE:
                oldest_read: int = page.data[-1]["created"]
                return oldest_read
            after = page.data[-1]["id"]

    def _told(self, payments: _Payments) -> dict[str, Invoices]:
        return {
            one: self._links.invoices(one)
            for one, (_, amount) in payments.items()
            if one in self._paid and self._paid[one] >= amount
        }

    def _note(self, payment: Mapping[str, Any]) -> None:
        one = payment_id(payment)
        if one is not None and self._links.add(payment):
            self._paid[one] = self._paid.get(one, 0) + (payment.get("amount_paid") or 0)
