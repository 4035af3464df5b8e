"""Finds documents that are already in e-conomic, by the source id in `references.other`.

The ledger is the only memory of what was posted. A look-up that fails is an error, never "not found".

Documents move on while they are looked up: a draft order is sent, an order becomes a draft invoice, a draft is
booked. The places are read in that order, so that what moves is seen twice rather than not at all.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence

from target_economic.agreement.lists import Once
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json
from target_economic.sales.found import INVOICES, ORDERS, PATHS, Found, Place, number_in, read, reference
from target_economic.sales.prepared import Living, Prepared
from target_economic.sales.standing import Standing, settle

logger = logging.getLogger(__name__)

_FIELD = "references.other"
_ON_THE_WAY: tuple[Place, ...] = ("draft order", "sent order", "draft", "booked", "archived order")
_FROM_THE_END: tuple[Place, ...] = ("booked", *_ON_THE_WAY[:3], "archived order", "booked")


class Lookup:
    """Look-ups of invoices and orders by source id, a batch at a time.

    Args:
        client: the door.
        clock: the time of day in seconds.
    """

    def __init__(self, client: Client, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._living = Living(clock)
        self._orders_posted = False
        self._orders_there = Once(lambda: any(self._any(place) for place in ORDERS))

    def prepare(self, source_ids: Iterable[str], *, orders: bool) -> Prepared:
        """Look a batch of ids up with few requests.

        Args:
            source_ids: of the batch.
            orders: whether orders are to be posted, so that from now on there may be some.
        """
        prepared = self._living.begin()
        ids = list(dict.fromkeys(source_ids))
        if orders:
            self._orders_posted = True
        try:
            prepared.fill(self._search(ids))
        except RecordError as error:
            # One odd id must not fail its whole batch: each is then looked up alone.
            logger.warning("%s The %d documents of this batch are looked up one by one.", error.message, len(ids))
        return prepared

    def extend(self, prepared: Prepared, source_ids: Iterable[str]) -> None:
        """Look more ids up for a batch."""
        prepared.fill(self._search(list(dict.fromkeys(source_ids))))

    def arrived(self, source_ids: Iterable[str]) -> dict[str, tuple[Found, ...]]:
        """Look up how far documents have got: what is booked, and only of the others what is on its way.

        Who wants a document's number or customer asks this, with the fewest requests; whether there are too many
        documents of one id is not seen by it. What is booked while this looks is found among the booked at the end.
        """
        found: dict[str, tuple[Found, ...]] = dict.fromkeys(source_ids, ())
        for place in _FROM_THE_END:
            missing = [source_id for source_id, there in found.items() if not there]
            if missing and (place in INVOICES or self._with_orders()):
                found |= {one: tuple(there) for one, there in self._members(place, missing).items() if there}
        return found

    def standing(self, source_id: str, prepared: Prepared) -> Standing:
        """Return how an id stands, as its batch found it or, where that has gone stale, as it is now.

        Raises:
            RecordError: several documents have the id.
        """
        found = prepared.seen(source_id)
        return self.again(source_id) if found is None else settle(source_id, found)

    def again(self, source_id: str) -> Standing:
        """Look an id up anew.

        Raises:
            RecordError: several documents have the id.
        """
        return settle(source_id, self._search([source_id])[source_id])

    def forget(self, source_id: str) -> None:
        """Take note that this id's documents may have changed."""
        self._living.forget(source_id)

    def invoice(self, source_id: str) -> Found | None:
        """Look up anew, and return the invoice, drafted or booked."""
        current = self.again(source_id).current
        return current if current is not None and current.place in INVOICES else None

    def order(self, source_id: str) -> Found | None:
        """Look up anew, and return the document, whatever has become of the order."""
        return self.again(source_id).current

    def booked(self, source_id: str, draft: Found) -> Found | None:
        """Look up anew, and return the booked invoice that a draft has become."""
        members = self._members("booked", [source_id])[source_id]
        # The sign tells an invoice from its credit note, whose drafts may have had one number after the other.
        named = [one for one in members if one.origin == draft.number and one.owed == draft.owed]
        # That a booked invoice says which draft it was is in no schema. Where it does not, the amount tells.
        silent = [one for one in members if one.origin is None and one.gross == draft.gross]
        return next(iter(named or silent), None)

    def reread(self, place: Place, answer: Json, source_id: str) -> Found | None:
        """Read the document that an earlier answer names; None when it is gone, or its number is another's by now."""
        return self._read(place, number_in(place, answer), source_id)

    def now(self, found: Found, source_id: str) -> Found | None:
        """Read a document once more, whole; None when it is gone, or its number is another's by now."""
        return self._read(found.place, found.number, source_id)

    def _read(self, place: Place, number: int, source_id: str) -> Found | None:
        try:
            body = self._client.get(f"{PATHS[place]}/{number}", f"read {place} {number}")
        except Rejected as error:
            if not error.not_found:
                raise
            return None
        return read(place, body) if reference(body) == source_id else None

    def _search(self, ids: Sequence[str]) -> dict[str, tuple[Found, ...]]:
        found: dict[str, tuple[Found, ...]] = dict.fromkeys(ids, ())
        if ids:
            for place in _ON_THE_WAY if self._with_orders() else INVOICES:
                for source_id, members in self._members(place, ids).items():
                    found[source_id] += tuple(members)
        return found

    def _members(self, place: Place, ids: Sequence[str]) -> dict[str, list[Found]]:
        members: dict[str, list[Found]] = {one: [] for one in ids}
        for condition in filters.any_of(filters.equals(_FIELD, one) for one in ids):
            for body in self._client.collection(PATHS[place], f"look up {place}s", condition):
                # The filter compares without regard to case; source ids differ by case.
                other = reference(body)
                if other in members:
                    members[other].append(read(place, body))
        return members

    def _with_orders(self) -> bool:
        """Whether the agreement has any order; asked once, so that one without pays nothing for them."""
        return self._orders_posted or self._orders_there()

    def _any(self, place: Place) -> bool:
        page = self._client.get(PATHS[place], f"look whether there are {place}s", {"pagesize": 1})
        return bool(page.get("collection"))
