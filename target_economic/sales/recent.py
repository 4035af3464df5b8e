"""What this run has made or booked of late: e-conomic may not show it at once, and after a dry run never."""

import threading
from collections import OrderedDict

from target_economic.sales.found import Place

_MOST = 10_000


class Recent:
    """The sales documents that a run wrote last; used by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: OrderedDict[str, Place] = OrderedDict()

    def note(self, source_id: str, place: Place) -> None:
        """Note where a document has just been put."""
        with self._lock:
            self._places[source_id] = place
            self._places.move_to_end(source_id)
            if len(self._places) > _MOST:
                self._places.popitem(last=False)

    def forget(self, source_id: str) -> None:
        """Note that a document is not there any more."""
        with self._lock:
            self._places.pop(source_id, None)

    def place(self, source_id: str) -> Place | None:
        """Return where a document was put; None where this run did nothing to it, or long ago."""
        with self._lock:
            return self._places.get(source_id)
