"""The pass over balance transactions: money that came in for an invoice is a witness that it was paid.

Balance transactions are never lost and reach back for ever, so they find what an event failed to tell. They know
nothing of invoices that cost nothing, or were paid from a credit balance or outside Stripe; scans find those.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.feed.ascending import Feed, Listing
from tap_stripe_invoices.feed.clock import OVERLAP
from tap_stripe_invoices.feed.due import Batch
from tap_stripe_invoices.feed.place import WITNESSED_AT
from tap_stripe_invoices.feed.reading import CHUNK
from tap_stripe_invoices.feed.rules import Hint, seconds
from tap_stripe_invoices.records.dates import to_text
from tap_stripe_invoices.records.settlements import Hint as Payment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tap_stripe_invoices.feed.reading import Reading
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.records.settlements import Settlements

PATH = "/v1/balance_transactions"

_SERVER_ERRORS = 500

_log = logging.getLogger(__name__)


class Witness:
    """Reads the invoices that payments since `witnessed_at` paid. That mark must be set.

    Args:
        reading: What the passes share.
        named: Payments that need no looking into, because an event told of their invoice.
        settlements: What tells which invoices a payment paid.
    """

    def __init__(
        self,
        reading: Reading,
        named: Collection[str],
        settlements: Settlements,
    ) -> None:
        self._reading = reading
        self._named = named
        self._settlements = settlements

    def batches(self) -> Iterator[Batch]:
        """The invoices that are due. The mark moves behind what has been written."""
        place, clock = self._reading.place, self._reading.clock
        since = (place.time(WITNESSED_AT) or 0) - OVERLAP
        listing = Listing(PATH, (("expand[]", "data.source"),), _reduced)
        reader = self._reading.reader()
        due: dict[str, Hint] = {}
        transactions = found = 0
        for batch in Feed(self._reading.client, listing, clock).ascending(since, is_lately=True):
            transactions += len(batch)
            due |= self._hints(batch)
            if len(due) >= CHUNK:
                found += len(due)
                yield from self._reading.read(due, reader)
                due.clear()
            if not due:
                place.advance(WITNESSED_AT, min(batch[-1]["created"], clock.began))
            # Nothing to write, but progress to note.
            yield Batch()
        found += len(due)
        yield from self._reading.read(due, reader)
        place.advance(WITNESSED_AT, clock.began)
        _log.info(
            "%s: balance transactions since %s: %d transactions, %d due that no event told of, "
            "read with %d list pages and %d single reads",
            self._reading.stream,
            to_text(since),
            transactions,
            found,
            reader.pages,
            reader.singles,
        )

    def _hints(self, batch: list[JsonObject]) -> dict[str, Hint]:
        payments = {one["payment"]: one["hint"] for one in batch if one["payment"]}
        unknown = {one: hint for one, hint in payments.items() if one not in self._named}
        due: dict[str, Hint] = {}
        if unknown:
            for payment, invoices in self._settlements.invoices_of(unknown, unknown).items():
                if not isinstance(invoices, AnswerError):
                    due |= {one: Hint(one) for one in invoices if one not in self._reading.seen}
                elif invoices.status >= _SERVER_ERRORS:
                    raise invoices
                else:
                    # It would be refused in every run to come, and none would get past it; scans do without it.
                    _log.warning("What the payment %s paid is left to the next scan: %s", payment, invoices.message)
        return due


def _reduced(transaction: JsonObject) -> JsonObject:
    """What a transaction says about a payment: its payment intent, or the charge where there is none."""
    source: Any = transaction.get("source")
    payment, hint = None, None
    if isinstance(source, dict) and source.get("object") == "charge":
        payment = _id(source.get("payment_intent")) or source["id"]
        amount = source.get("amount_captured")
        hint = Payment(transaction["created"], seconds(amount), _id(source.get("customer")))
    return {"id": transaction["id"], "created": transaction["created"], "payment": payment, "hint": hint}


def _id(value: Any) -> str | None:  # noqa: ANN401  # any JSON value, by nature
    one = value.get("id") if isinstance(value, dict) else value
    return one if isinstance(one, str) else None
