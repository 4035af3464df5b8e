"""Movements that share a voucher: those of one batch and one group that are not in the ledger yet.

Which they are differs between runs: what was posted is not among them any more, batches end elsewhere, what waited on
the retry list comes first. Exactly-once does not rest on it (see the package `posting`).
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

from target_economic.errors import NoAnswer, RecordError
from target_economic.http.client import Json
from target_economic.vouchers.posted import Posted

MOST_ENTRIES = 500
"""In one voucher; what is more begins another. How many e-conomic takes is not documented."""

Result = Posted | RecordError | NoAnswer


class Gathering:
    """Documents that are posted together, by the first worker that meets one of them.

    Args:
        documents: of one group, or one alone.
    """

    def __init__(self, documents: Sequence[Json]) -> None:
        self.documents = tuple(documents)
        self._lock = threading.Lock()
        self._results: dict[str, Result] = {}

    def result(self, source_id: str, carry_out: Callable[["Gathering"], Mapping[str, Result]]) -> Posted:
        """Return what became of a member; who comes first carries all of them out, the others wait.

        Raises:
            RecordError: this member failed.
            NoAnswer: it is not known whether it was posted.
            RunError: the run cannot go on.
        """
        with self._lock:
            if source_id not in self._results:
                self._results.update(carry_out(self))
            result = self._results[source_id]
        if isinstance(result, Posted):
            return result
        raise result


def gathered(documents: Iterable[Json]) -> dict[str, Gathering]:
    """Return the gathering of each document by its id; one without a group is alone."""
    groups: dict[str, list[list[Json]]] = {}
    alone: list[list[Json]] = []
    for document in documents:
        group = document.get("group")
        if group is None:
            alone.append([document])
            continue
        parts = groups.setdefault(group, [[]])
        if sum(_size(one) for one in parts[-1]) + _size(document) > MOST_ENTRIES:
            parts.append([])
        parts[-1].append(document)
    every = [*alone, *(part for parts in groups.values() for part in parts)]
    return {one["id"]: whole for part in every for whole in [Gathering(part)] for one in part}


def _size(document: Json) -> int:
    return len(document["body"]["entries"])
