"""Finds movements that are already in e-conomic, by the source id that ends the text of their entries.

The ledger is the only memory of what was posted. A look-up that fails is an error, never "not found".

Entries move on while they are looked up: into another journal, and into the books. Their own journal is read first,
then all others, then the books, so that what is moved or booked is seen twice rather than not at all. What is moved
the other way, into a journal that was read a moment ago, is met in neither; within the hour of its posting the key
still tells, and after that a person would have to do it in the very second in which an old movement is read again.

A batch's ids have a beginning in common. Where few entries have that, they are all read in one request; else they are
asked for by the ends of the ids, many to a request.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from target_economic.agreement.agreement import Agreement
from target_economic.agreement.lists import Once
from target_economic.agreement.years import day_of
from target_economic.errors import RecordError
from target_economic.http import filters
from target_economic.http.client import Client, Json
from target_economic.posting.prepared import Living, Prepared
from target_economic.vouchers.found import Entry, id_in, in_books, in_journal

__all__ = ["Found", "Lookup"]

logger = logging.getLogger(__name__)

Found = dict[str, tuple[Entry, ...]]

_FIELD = "text"
_TAIL = 12  # characters of an id that a filter asks for; what comes back is compared whole
_SHORTEST_BEGINNING = 3
_FEW = 1000  # a page
# The mapping may have come to give another date, of when the money became available, say.
_EARLIER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    name: str
    key: str
    read: Callable[[Json], Entry]


class Lookup:
    """Look-ups of movements by source id, a batch at a time.

    Args:
        client: the door.
        agreement: knows the accounting years.
        clock: the time of day in seconds.
    """

    def __init__(self, client: Client, agreement: Agreement, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._agreement = agreement
        self._living = Living[Entry](clock)
        self._journals = Once(self._read_journals)
        self._full: set[str] = set()

    def prepare(self, documents: Sequence[Json]) -> Prepared[Entry]:
        """Look a batch of documents up with few requests."""
        prepared = self._living.begin()
        try:
            prepared.fill(self.search(documents))
        except RecordError as error:
            # One odd id must not fail its whole batch: each is then looked up alone.
            logger.warning(
                "%s The %d vouchers of this batch are looked up one by one.", error.message, len(documents)
            )
        return prepared

    def forget(self, source_id: str) -> None:
        """Take note that this id's entries may have changed."""
        self._living.forget(source_id)

    def search(self, documents: Sequence[Json]) -> Found:
        """Look documents up anew, everywhere.

        Raises:
            RecordError: e-conomic refuses the look-up, or one of the documents is of no day.
            RunError: it cannot be made.
        """
        found: Found = dict.fromkeys((document["id"] for document in documents), ())
        if documents:
            first = min(day_of(document["body"]["date"]) for document in documents)
            since = max(first, date.min + _EARLIER) - _EARLIER
            own = dict.fromkeys(document["body"]["journal"]["journalNumber"] for document in documents)
            journals = [*own, *(number for number in self._journals() if number not in own)]
            places = [_journal(number) for number in journals]
            places += [_year(name) for name in self._agreement.years_since(since.isoformat())]
            for place in places:
                self._into(found, place)
        return found

    def unbooked(self, source_ids: Iterable[str], journal: int) -> Found:
        """Look up which entries stand in one journal."""
        found: Found = dict.fromkeys(source_ids, ())
        self._into(found, _journal(journal))
        return found

    def booked(self, source_ids: Iterable[str], year: str) -> Found:
        """Look up which entries are booked in one year."""
        found: Found = dict.fromkeys(source_ids, ())
        self._into(found, _year(year))
        return found

    def _into(self, found: Found, place: _Place) -> None:
        met: set[int] = set()
        for body in self._bodies(place, list(found)):
            # The filter compares without regard to case, and only a part; two may bring the same entry.
            source_id, number = id_in(body), body[place.key]
            if source_id in found and number not in met:
                met.add(number)
                found[source_id] += (place.read(body),)

    def _bodies(self, place: _Place, ids: Sequence[str]) -> Iterable[Json]:
        tails = dict.fromkeys(one[-_TAIL:] for one in ids)
        conditions = list(filters.any_of(filters.holds(_FIELD, tail) for tail in tails))
        if len(conditions) > 1 and (few := self._few(place, ids)) is not None:
            return few
        return [body for condition in conditions for body in self._collection(place, condition)]

    def _few(self, place: _Place, ids: Sequence[str]) -> list[Json] | None:
        """Return all entries whose text has what the ids begin with; None where there are many."""
        beginning = _beginning(ids)
        if place.path in self._full or len(beginning) < _SHORTEST_BEGINNING:
            return None
        params: dict[str, str | int] = {"pagesize": _FEW, "filter": filters.holds(_FIELD, beginning)}
        page = self._client.get(place.path, f"look entries up in {place.name}", params)
        bodies, results = page.get("collection"), (page.get("pagination") or {}).get("results")
        if not isinstance(bodies, list) or results != len(bodies):
            self._full.add(place.path)
            return None
        return bodies

    def _collection(self, place: _Place, condition: str) -> Iterable[Json]:
        return self._client.collection(place.path, f"look entries up in {place.name}", condition)

    def _read_journals(self) -> tuple[int, ...]:
        return tuple(one["journalNumber"] for one in self._client.collection("/journals", "read the journals"))


def _beginning(ids: Sequence[str]) -> str:
    """Return what all ids begin with: what the first and the last in order have in common."""
    first, last = min(ids), max(ids)
    same = (position for position, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1])
    return first[: next(same, min(len(first), len(last)))]


def _journal(number: int) -> _Place:
    return _Place(f"/journals/{number}/entries", f"journal {number}", "journalEntryNumber", in_journal)


def _year(name: str) -> _Place:
    path = f"/accounting-years/{filters.in_url(name)}/entries"
    return _Place(path, f"the accounting year {name}", "entryNumber", lambda body: in_books(body, name))
