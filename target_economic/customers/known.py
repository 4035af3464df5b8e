"""What this run knows of the agreement's customers: which number has which facts. Shared by all threads.

Knowledge ages, because people work in the ledger meanwhile: that nobody has a fact is believed for half a minute,
and who a customer is for ten minutes; then e-conomic is asked anew. The number of a deleted customer may be another
one's by then.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from target_economic.customers import matching
from target_economic.http.client import Json

ABSENT_FOR = 30.0
PRESENT_FOR = 600.0


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer in the ledger.

    Attributes:
        number: its number there; 0 in a dry run for one that would be created.
        url: its address there, or None in a dry run for one that would be created.
        new: this call created it, or in a dry run would have.
        barred: nothing may be posted to it.
    """

    number: int
    url: str | None
    new: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    customer: Customer
    facts: matching.Facts
    read_at: float


class Known:
    """Customers that were read, by number and by fact.

    Args:
        now: a clock in seconds; given by tests that cannot wait.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._entries: dict[int, _Entry] = {}
        self._by_fact: dict[matching.Fact, set[int]] = {}
        self._asked: dict[matching.Fact, dict[str, float]] = {}

    def note(self, body: Json) -> Customer:
        """Take in a customer as e-conomic answers it."""
        number = body["customerNumber"]
        customer = Customer(number, body["self"], barred=bool(body.get("barred")))
        known: dict[matching.Fact, str] = {}
        for name in matching.FIELDS:
            known |= matching.facts(name, body.get(name))
        with self._lock:
            self._drop(number)
            self._entries[number] = _Entry(customer, known, self._now())
            for fact in known:
                self._by_fact.setdefault(fact, set()).add(number)
        return customer

    def forget(self, number: int) -> None:
        """Forget a customer that may be gone, or somebody else by now; its facts are asked about anew."""
        with self._lock:
            entry = self._entries.get(number)
            for fact in entry.facts if entry else ():
                self._asked.pop(fact, None)
            self._drop(number)

    def hits(self, wanted: Sequence[matching.Facts], at: int) -> list[Customer]:
        """Return the customers with one of the facts of the field `at` and none that contradicts a stronger field."""
        with self._lock:
            found = set[int]().union(*(self._by_fact.get(fact, ()) for fact in wanted[at]))
            entries = [self._entries[number] for number in sorted(found)]
        return [one.customer for one in entries if not matching.contradicts(one.facts, wanted[:at])]

    def facts_of(self, number: int) -> matching.Facts:
        """Return the facts of a customer; none when it is not known."""
        with self._lock:
            entry = self._entries.get(number)
        return entry.facts if entry else {}

    def unasked(self, facts: matching.Facts) -> dict[matching.Fact, str]:
        """Return those of the facts that e-conomic has to be asked about."""
        with self._lock:
            return {fact: spelled for fact, spelled in facts.items() if not self._believed(fact, spelled)}

    def asked(self, facts: matching.Facts) -> None:
        """Note that e-conomic has been asked about the facts, in these spellings, and its answer taken in."""
        with self._lock:
            for fact, spelled in facts.items():
                self._asked.setdefault(fact, {})[spelled] = self._now()

    def doubt(self, facts: matching.Facts) -> None:
        """Have the facts asked about again."""
        with self._lock:
            for fact in facts:
                self._asked.pop(fact, None)

    def aged(self, facts: Iterable[matching.Fact]) -> list[int]:
        """Return the customers with any of the facts that were read too long ago to be believed."""
        oldest = self._now() - PRESENT_FOR
        with self._lock:
            found = set[int]().union(*(self._by_fact.get(fact, ()) for fact in facts))
            return sorted(number for number in found if self._entries[number].read_at < oldest)

    def _believed(self, fact: matching.Fact, spelled: str) -> bool:
        at = self._asked.get(fact, {}).get(spelled)
        return at is not None and (bool(self._by_fact.get(fact)) or self._now() - at < ABSENT_FOR)

    def _drop(self, number: int) -> None:
        entry = self._entries.pop(number, None)
        for fact in entry.facts if entry else ():
            self._by_fact[fact].discard(number)
