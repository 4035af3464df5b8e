"""Writes outcomes to Stripe behind the posting, in a small pool of its own.

What concerns one object is written by one thread, in order. Nobody's document fails by what happens here.
"""

import logging
import queue
import threading
import zlib
from collections import Counter
from collections.abc import Mapping

from target_economic.errors import RunError, Stopped
from target_economic.stopping import Stopping
from target_economic.write_back.notes import CUSTOMER_NUMBER, Note, Result, Write, writes
from target_economic.write_back.stripe import Stripe

logger = logging.getLogger(__name__)

WORKERS = 4
_LONGEST_QUEUE = 50  # for each worker; who posts faster than Stripe takes notes waits then
_GLANCE = 0.1


class WriteBack:
    """The threads that write to Stripe.

    Args:
        stripe: takes the writes.
        stopping: asked by a signal; what is not written by then is left to the next run.
    """

    def __init__(self, stripe: Stripe, stopping: Stopping) -> None:
        self._stripe = stripe
        self._stopping = stopping
        self._queues: list[queue.Queue[Note | None]] = [queue.Queue(_LONGEST_QUEUE) for _ in range(WORKERS)]
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._unsettled: set[Note] = set()
        self._counts: Counter[Result] = Counter()
        self._numbered: dict[str, str] = {}

    @property
    def counts(self) -> Mapping[str, int]:
        """How many outcomes were written, and how many were not."""
        with self._lock:
            return {result.name.lower(): self._counts[result] for result in Result}

    def take(self, note: Note) -> None:
        """Take an outcome to be written; waits where too many wait already."""
        with self._lock:
            self._unsettled.add(note)
            for number in range(len(self._threads), WORKERS):
                name = f"write-back-{number + 1}"
                thread = threading.Thread(target=self._labour, args=[self._queues[number]], name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
        mine = self._queues[zlib.crc32(note.outcome.id.encode()) % WORKERS]
        while self._stopping.asked is None:
            try:
                return mine.put(note, timeout=_GLANCE)
            except queue.Full:
                continue
        return self._settle(note, Result.FAILED)

    def close(self, patience: float) -> None:
        """Finish what was taken, and end.

        Args:
            patience: seconds left for it once the run was asked to stop; what is not written by then failed.
        """
        left = patience
        waiting = list(zip(self._queues, self._threads, strict=False))
        while waiting and left > 0:
            for mine, thread in waiting:
                if mine.empty() and thread.is_alive():
                    mine.put(None)
                thread.join(_GLANCE / WORKERS)
            waiting = [(mine, thread) for mine, thread in waiting if thread.is_alive()]
            left -= _GLANCE if self._stopping.asked is not None else 0
        with self._lock:
            rest = list(self._unsettled)
        for note in rest:
            self._settle(note, Result.FAILED)
        self._stripe.close()

    def _labour(self, mine: "queue.Queue[Note | None]") -> None:
        while (note := mine.get()) is not None:
            try:
                result = self._written(note)
            except Stopped:
                result = Result.FAILED
            except Exception as error:  # noqa: BLE001 - whatever it is, no document fails by it and no thread may end
                kind = type(error).__name__
                logger.warning("The outcome of %s could not be written to Stripe: %s.", note.outcome.id, kind)
                result = Result.FAILED
            self._settle(note, result)

    def _written(self, note: Note) -> Result:
        results = [self._once(one) for one in writes(note)]
        return next((one for one in (Result.FAILED, Result.GONE) if one in results), Result.WRITTEN)

    def _once(self, one: Write) -> Result:
        number = one.metadata.get(CUSTOMER_NUMBER)
        if len(one.metadata) > 1 or number is None:
            return self._stripe.write(one)
        # Most customers buy more than once; their number is the same each time.
        if self._numbered.get(one.path) == number:
            return Result.WRITTEN
        result = self._stripe.write(one)
        if result is Result.WRITTEN:
            self._numbered[one.path] = number
        return result

    def _settle(self, note: Note, result: Result) -> None:
        with self._lock:
            if note not in self._unsettled:
                return
            self._unsettled.discard(note)
            self._counts[result] += 1
        note.result = result
        try:
            note.settled(note)
        except RunError:
            logger.debug("STATE could not be written; the next one, or the end of the run, will tell.")
