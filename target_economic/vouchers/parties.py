"""Whose movement of money it is, and which booked invoice it settles.

A movement names sales documents by their source ids, the most telling first. Whose customer the first of them that
e-conomic has is, is the customer. Where it has none of them, the movement's own customer is looked up by the match
fields. Where that finds nobody either, the document says whether the customer is created: the invoice of a payment
may be still to come. Where it is not, or could not be found again afterwards, nobody can tell.

A movement is posted once, with what is known of it by then. So what this very run has made or booked is waited for,
if e-conomic does not show it yet.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from target_economic.customers.customers import Customer, Customers
from target_economic.errors import RecordError
from target_economic.http.client import Client, Json
from target_economic.posting.hour import deadline
from target_economic.posting.posting import Poster
from target_economic.sales.found import Found, Place
from target_economic.sales.lookup import Lookup
from target_economic.sales.prepared import Prepared
from target_economic.sales.recent import Recent
from target_economic.sales.standing import settle

__all__ = ["Parties", "Party", "Prepared", "Settled"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """A booked invoice or credit note that an entry may settle; amounts as e-conomic has them.

    Attributes:
        number: its number among the booked invoices.
        customer_number: whose it is.
        currency: three letters.
        gross: in its currency; negative for a credit note.
        exchange_rate: what 100 of its currency cost in base currency; None where e-conomic does not say.
        gross_in_base: in base currency; None where e-conomic does not say.
    """

    number: int
    customer_number: int
    currency: str
    gross: Decimal
    exchange_rate: Decimal | None = None
    gross_in_base: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Whose movement it is.

    Attributes:
        customer_number: the ledger's; None where nobody can tell.
        booked: the booked ones of the sales documents that the movement names, by source id.
    """

    customer_number: int | None = None
    booked: Mapping[str, Settled] = field(default_factory=lambda: MappingProxyType({}))


class Parties:
    """The parties of one agreement's vouchers; used by all threads of a run.

    Args:
        client: the door.
        customers: the agreement's.
        poster: waits for what may not be shown yet.
        recent: what this run has written of sales documents.
        clock: the time of day in seconds.
    """

    def __init__(
        self,
        client: Client,
        customers: Customers,
        poster: Poster,
        recent: Recent,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._customers = customers
        self._poster = poster
        self._recent = recent
        self._lookup = Lookup(client)
        self._clock = clock

    def prefetch(self, documents: Iterable[Json]) -> Prepared:
        """Look a batch up with few requests.

        Args:
            documents: voucher documents without error or skip, of which none is in the ledger yet.

        Returns:
            What was found, for `of`; what could not be looked up together is looked up there.
        """
        batch, found = list(documents), dict[str, tuple[Found, ...]]()
        try:
            self._look_up(batch, found)
            unknown = [one for one in batch if one.get("customer") and not any(found.get(id_) for id_ in _ids(one))]
            self._customers.prefetch(one["customer"] for one in unknown)
        except RecordError as error:
            # One odd id must not fail its whole batch.
            logger.warning("%s The parties of this batch are looked up one by one.", error.message)
        prepared = Prepared(deadline(self._clock))
        prepared.fill(found)
        return prepared

    def of(self, document: Json, prepared: Prepared | None = None) -> Party:
        """Return whose movement a document is.

        Args:
            document: without error or skip.
            prepared: what its batch's look-ups found.

        Raises:
            RecordError: several documents have one of the ids, several customers match, the one found is barred, or
                e-conomic refuses to create it.
            NoAnswer: its creation got no definite answer.
        """
        seen = {id_: prepared.seen(id_) if prepared else None for id_ in _ids(document)}
        found = {id_: members for id_, members in seen.items() if members is not None}
        self._look_up([document], found)
        there = {id_: settle(id_, members).current for id_, members in found.items() if members}
        booked = {id_: _settled(one) for id_, one in there.items() if one is not None and one.place == "booked"}
        named = (there.get(id_) for id_ in _ids(document))
        first = next((one for one in named if one is not None), None)
        if first is not None:
            return Party(_customer_number(first), booked)
        customer = self._customer(document)
        if customer is None and self._poster.dry_run and any(map(self._recent.place, _ids(document))):
            return Party(_OF_DRY_RUN, booked)
        return Party(None if customer is None else customer.number, booked)

    def _customer(self, document: Json) -> Customer | None:
        """Return the movement's own customer, created where the document says so; None where nobody can tell."""
        own = document.get("customer")
        if not own:
            return None
        if document.get("create_customer") and self._customers.recognises(own):
            return self._customers.find_or_create(own)
        return self._customers.find(own)

    def _look_up(self, documents: list[Json], found: dict[str, tuple[Found, ...]]) -> None:
        """Look up what `found` lacks: all that are to be settled; of the others no more than tell the customer."""
        waiting = {id_ for document in documents for id_ in _settles(document)}
        while True:
            waiting |= {id_ for document in documents if (id_ := _next(document, found)) is not None}
            asked = [id_ for id_ in waiting if id_ not in found]
            if not asked:
                return
            found |= self._arrived(sorted(asked))

    def _arrived(self, ids: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        found: dict[str, tuple[Found, ...]] = {}

        def all_of_them() -> bool | None:
            late = [id_ for id_ in ids if id_ not in found or self._is_late(id_, found[id_])]
            found.update(self._lookup.arrived(late))
            return not any(self._is_late(id_, found[id_]) for id_ in late) or None

        self._poster.patiently(all_of_them)
        return found

    def _is_late(self, id_: str, found: tuple[Found, ...]) -> bool:
        """Whether this run has put a document where it is not seen."""
        place = None if self._poster.dry_run else self._recent.place(id_)
        return place is not None and all(_AS_FAR.index(one.place) < _AS_FAR.index(place) for one in found)


_OF_DRY_RUN = 0  # a customer whom this run would have posted an invoice to; nothing is sent
# An order is archived when its invoice is made.
_AS_FAR: tuple[Place, ...] = ("draft order", "sent order", "archived order", "draft", "booked")


def _next(document: Json, found: Mapping[str, tuple[Found, ...]]) -> str | None:
    """Return the first id of a document that is to be looked up; None where one before it tells the customer."""
    for id_ in _named(document):
        if id_ not in found:
            return id_
        if found[id_]:
            return None
    return None


def _named(document: Json) -> list[str]:
    return [one["id"] for one in document.get("documents") or ()]


def _settles(document: Json) -> Iterator[str]:
    return (entry["settles"] for entry in document["body"]["entries"] if "settles" in entry)


def _ids(document: Json) -> dict[str, None]:
    return dict.fromkeys([*_named(document), *_settles(document)])


def _customer_number(found: Found) -> int:
    number: int = found.body["customer"]["customerNumber"]
    return number


def _settled(found: Found) -> Settled:
    rate, in_base = found.body.get("exchangeRate"), found.body.get("grossAmountInBaseCurrency")
    return Settled(
        number=found.number,
        customer_number=_customer_number(found),
        currency=found.currency,
        gross=found.gross,
        exchange_rate=None if rate is None else Decimal(rate),
        gross_in_base=None if in_base is None else Decimal(in_base),
    )
