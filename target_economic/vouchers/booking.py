"""Books entries of a journal: the one step that nobody can take back.

Only the entries of the movements are booked, by their numbers; what people have in the journal, or in the same
voucher, stays. The numbers are those of entries that this very call posted, or read a moment ago with the source ids
in their texts; before the request is sent a second time they are read once more. A booking whose answer was lost is
found among the booked entries of the year.
"""

from collections.abc import Iterable, Sequence

from target_economic.errors import NoAnswer, Rejected
from target_economic.posting.posting import Creation, Poster
from target_economic.vouchers.found import Entry
from target_economic.vouchers.lookup import Lookup

# The newer services are versioned in the address; this one is checked by the conformance tests.
_PATH = "/journalsapi/v15.0.0/journals/{}/bookdraftentries"


class Booking:
    """Books entries of one agreement.

    Args:
        lookup: reads entries by source id.
        booker: writes to the newer services, where booking is.
    """

    def __init__(self, lookup: Lookup, booker: Poster) -> None:
        self._lookup = lookup
        self._booker = booker

    def book(self, named: str, wanted: dict[str, Sequence[Entry]]) -> None:
        """Book entries; afterwards none of them is left in a journal.

        Args:
            named: what the step is named after: a source id, or a group.
            wanted: by source id, the entries that stand in a journal; posted or read just now.

        Raises:
            Rejected: e-conomic refuses it; the entries stay as they are.
            NoAnswer: it is not known whether they were booked.
        """
        every = [entry for entries in wanted.values() for entry in entries]
        for journal, year in dict.fromkeys((entry.journal, entry.year) for entry in every):
            if journal is not None:
                numbers = {
                    source_id: _numbers(entry for entry in entries if (entry.journal, entry.year) == (journal, year))
                    for source_id, entries in wanted.items()
                }
                self._book(named, {one: found for one, found in numbers.items() if found}, journal, year)

    def _book(self, named: str, wanted: dict[str, frozenset[int]], journal: int, year: str) -> None:
        numbers = sorted(number for found in wanted.values() for number in found)
        what = f"book the entries {', '.join(map(str, numbers))} of journal {journal} ({named})"

        def there() -> set[int]:
            found = self._lookup.unbooked(wanted, journal)
            return {number for one, entries in found.items() for number in wanted[one] & _numbers(entries)}

        def look_up() -> bool | None:
            return (not there() and all(self._lookup.booked(wanted, year).values())) or None

        def unless_there() -> bool | None:
            if there() == set(numbers):
                return None
            if self._booker.patiently(look_up) is None:
                raise NoAnswer(what, "they are not in the journal any more, and not booked")
            return True

        try:
            self._booker.create(
                Creation(
                    path=_PATH.format(journal),
                    what=what,
                    source_id=named,
                    operation=f"book entries {numbers[0]} to {numbers[-1]} of {len(numbers)}",
                    body={"entryNumbers": numbers},
                    look_up=look_up,
                    read=lambda _: True,
                    reread=lambda _: None,
                    recheck=unless_there,
                )
            )
        except Rejected:
            if look_up() is None:
                raise  # else somebody was faster


def _numbers(entries: Iterable[Entry]) -> frozenset[int]:
    return frozenset(entry.number for entry in entries if entry.number is not None)
