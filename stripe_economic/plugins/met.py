"""The records that come by while a program reads: counted for whoever waits, and kept where they are asked for."""

from collections.abc import Collection

from stripe_economic.plugins.reading import Record
from stripe_economic.terminal.screen import Progress


class Met:
    """Counts records, each object once.

    Args:
        told: is told how many there are.
        wanted: the ids of all that will come, where that is known; only then are the records kept.

    Attributes:
        records: those that were kept, by id.
    """

    def __init__(self, told: Progress, wanted: Collection[str] | None = None) -> None:
        self.records: dict[str, Record] = {}
        self._told = told
        self._total = None if wanted is None else len(wanted)
        self._count = 0
        if self._total is not None:
            told.at(0, self._total)

    def __call__(self, record: Record) -> None:
        """Take note of one."""
        if self._total is None:
            self._count += 1
        else:
            self.records[record.id] = record
            self._count = len(self.records)
        self._told.at(self._count, self._total, record.id)
