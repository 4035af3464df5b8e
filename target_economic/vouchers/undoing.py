"""At which rate a movement stands that another one takes back: a payment or refund that failed after all.

What a payment of a foreign invoice is posted at depends on what was known that day: the rate of the invoice where
that was booked, else what came in. Whatever takes it back has to be posted at the same, or kroner stay on a customer
who owes no euro. So the ledger is asked how the first stands; where it is in the same batch, it is laid out the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from target_economic.agreement.years import day_of
from target_economic.errors import NoAnswer, RecordError
from target_economic.http.client import Json
from target_economic.vouchers.exchange import Laid, Stands
from target_economic.vouchers.found import Entry
from target_economic.vouchers.lookup import Lookup

# Banks have weeks to send a debit or refund back; an accounting year may end between the two.
_EARLIER = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Undoing:
    """Looks up what movements take back.

    Attributes:
        lookup: of entries by source id.
        lay: gives the entries with which a document of the same batch is posted.
    """

    lookup: Lookup
    lay: Callable[[Json], Iterable[Laid]]

    def of(self, document: Json, batch: Mapping[str, Json]) -> dict[str, Stands]:
        """Return what the movements that a document takes back stand at, by source id, where it matters.

        Args:
            document: without error or skip.
            batch: the documents of its batch that are not in the ledger, by source id.

        Raises:
            RecordError: e-conomic refuses the look-up.
        """
        clearing = document["clearing"]["accountNumber"]
        found: dict[str, Stands] = {}
        for source_id, currency in _undone(document):
            if source_id in batch:
                parts = _laid(self._laid(batch[source_id]), clearing)
            else:
                parts = _posted(self._entries(document, source_id), clearing)
            stands = _sum((amount, base) for code, amount, base in parts if code == currency)
            if stands is not None:
                found[source_id] = stands
        return found

    def _laid(self, document: Json) -> Iterable[Laid]:
        try:
            return self.lay(document)
        except (RecordError, NoAnswer):
            # It is not posted, so that there is nothing to agree with; what became of it says its own outcome.
            return ()

    def _entries(self, document: Json, source_id: str) -> tuple[Entry, ...]:
        body = document["body"]
        earlier = max(day_of(body["date"]), date.min + _EARLIER) - _EARLIER
        asked = {"id": source_id, "body": {"date": earlier.isoformat(), "journal": body["journal"]}}
        return self.lookup.search([asked])[source_id]


def _undone(document: Json) -> Iterator[tuple[str, str]]:
    """Yield the ids of what is taken back in a currency in which somebody owes."""
    for entry in document["body"]["entries"]:
        source_id, foreign = entry.get("undoes"), entry.get("foreign")
        if foreign and source_id not in {None, document["id"]}:
            yield source_id, foreign["currency"]


_Part = tuple[str, Decimal, Decimal]


def _laid(entries: Iterable[Laid], clearing: int) -> Iterator[_Part]:
    """Yield currency, amount and base amount of what is posted against the clearing account."""
    for one in entries:
        if one.base is not None and one.body["contraAccount"]["accountNumber"] == clearing:
            yield one.body["currency"]["code"], Decimal(one.body["amount"]), one.base


def _posted(entries: Iterable[Entry], clearing: int) -> Iterator[_Part]:
    """Yield the same of what stands: a booked voucher has a line for the clearing account, with the other sign."""
    for one in entries:
        sides = (one.contra == clearing) - (one.account == clearing)
        if sides:
            yield one.currency, sides * one.amount, sides * one.base


def _sum(parts: Iterable[tuple[Decimal, Decimal]]) -> Stands | None:
    amounts = list(parts)
    total = sum((amount for amount, _ in amounts), Decimal(0))
    return Stands(total, sum((base for _, base in amounts), Decimal(0))) if total else None
