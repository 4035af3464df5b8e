"""Carries documents through several workers and lets them out in the order in which they came.

Documents are gathered into batches, which are looked up together. Up to four batches are under way, so that the
look-ups of one run while the documents of another are posted. Behind them one more fills up: it starts as soon as
there is room and a STATE waits in it, or when it is full. Look-ups go before posting, as posting can only stall for
want of them.

What leaves, leaves in order and from one thread at a time: each document's result, and each STATE once everything
before it has left. It leaves while the caller waits for more input, too.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from target_economic.http.jsontext import Json
from target_economic.run.batch import Batch, Item
from target_economic.run.schedule import Schedule
from target_economic.stopping import Stopping

logger = logging.getLogger(__name__)

# What leaves may be slow, too; more than this does not pile up behind it.
_LONGEST_LINE = 1000
_GLANCE = 0.1  # seconds; how often the main thread looks up from waiting, because a signal wakes nobody


class Work(Protocol):
    """How documents are carried out; called by several threads."""

    def prepare(self, group: str, documents: list[Json]) -> Any:  # noqa: ANN401 - whatever the look-ups give
        """Look up what the documents of one batch need."""

    def carry_out(self, stream: str, document: Json, prepared: Any) -> Any:  # noqa: ANN401 - as prepare gave it
        """Carry out one document and say what became of it; never None."""


class Exit(Protocol):
    """Where results and STATE go; called by one thread at a time, in order."""

    def result(self, item: Item) -> None:
        """Take a document that has been carried out."""

    def state(self, value: Json) -> None:
        """Take a STATE; everything before it has been taken."""


class Conveyor:
    """The threads of one run.

    Args:
        work: carries documents out.
        way_out: takes what is done.
        stopping: asked by a signal; nothing is begun after that.
        workers: how many documents are posted at once.
        wake: called when something went wrong, from the thread it went wrong in; the caller may be waiting for input.
    """

    def __init__(
        self, work: Work, way_out: Exit, stopping: Stopping, workers: int, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._work = work
        self._exit = way_out
        self._stopping = stopping
        self._wake = wake
        self._workers = workers
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._tasks = threading.Condition(self._lock)
        self._changed = threading.Condition(self._lock)
        self._schedule = Schedule()
        self._line: deque[Item | Json] = deque()  # a plain dictionary is a STATE
        self._busy = 0
        self._leaving = False
        self._closing = False
        self._blocked = False
        self._error: BaseException | None = None

    def take(self, stream: str, document: Json) -> None:
        """Take a document in; waits while there is no room for it.

        Raises:
            Stopped: the run was asked to stop.
            TargetError: the run cannot go on, for a reason that a worker met.
        """
        self._start()
        item = Item(stream, document)
        with self._lock:
            self._wait(lambda: len(self._line) < _LONGEST_LINE and self._schedule.fits(item))
            self._line.append(item)
            self._hand_out(self._schedule.add(item))

    def state(self, value: Json) -> None:
        """Take a STATE in; it leaves when everything before it has left."""
        with self._lock:
            self.check()
            self._line.append(value)
            self._hand_out(self._schedule.complete())
        self._let_out()

    def check(self) -> None:
        """Go on unless the run was asked to stop or cannot go on.

        Raises:
            Stopped: it was asked.
            TargetError: it cannot go on; whatever a worker met.
        """
        self._stopping.check()  # who was asked to stop has no other trouble to report
        if self._error is not None:
            raise self._error

    def finish(self) -> None:
        """Wait until everything that was taken in has left, and end the threads."""
        with self._lock:
            self._hand_out(self._schedule.last())
            self._wait(lambda: not self._line and not self._leaving)
        self._end()
        self.check()

    def abort(self, patience: float) -> None:
        """Begin nothing new, wait for what is in flight, and let out what was finished, but no STATE behind a gap.

        Args:
            patience: seconds that those in flight are given once the run was asked to stop.
        """
        until: float | None = None
        with self._lock:
            self._closing = True
            self._tasks.notify_all()
            while (self._busy or self._leaving) and (until is None or time.monotonic() < until):
                if until is None and self._stopping.asked is not None:
                    until = time.monotonic() + patience
                self._changed.wait(_GLANCE)
            ready = [] if self._blocked or self._leaving else list(self._line)
            self._blocked = True
        for one in ready:
            if isinstance(one, Item) and one.result is not None:
                self._exit.result(one)

    def _wait(self, done: Callable[[], bool]) -> None:
        while not done():
            self.check()
            self._changed.wait(_GLANCE)
        self.check()

    def _start(self) -> None:
        for number in range(len(self._threads), self._workers):
            thread = threading.Thread(target=self._labour, name=f"worker-{number + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _end(self) -> None:
        with self._lock:
            self._closing = True
            self._tasks.notify_all()
        for thread in self._threads:
            thread.join()

    def _hand_out(self, tasks: int) -> None:
        if tasks:
            self._tasks.notify(tasks)

    def _labour(self) -> None:
        try:
            self._carry_out_all()
        except BaseException as error:  # noqa: BLE001 - the main thread raises it; it would wait for this one for ever
            self._fail(error)

    def _carry_out_all(self) -> None:
        while (task := self._next()) is not None:
            batch, item = task
            try:
                if item is None:
                    batch.prepared = self._work.prepare(batch.group, [one.document for one in batch.items])
                else:
                    item.began = time.time()
                    result = self._work.carry_out(item.stream, item.document, batch.prepared)
                    # The result last: with it the document may leave.
                    item.ended, item.result = time.time(), result
            except BaseException as error:  # noqa: BLE001 - the main thread raises it
                self._done(self._schedule.broken_off, batch)
                self._fail(error)
            else:
                self._done(self._schedule.looked_up if item is None else self._schedule.done, batch)
                self._let_out()

    def _next(self) -> tuple[Batch, Item | None] | None:
        with self._lock:
            while True:
                if self._closing or self._error is not None or self._stopping.asked is not None:
                    return None
                if (task := self._schedule.next()) is not None:
                    self._busy += 1
                    return task
                self._tasks.wait()

    def _done(self, note: Callable[[Batch], int], batch: Batch) -> None:
        with self._lock:
            self._busy -= 1
            tasks = note(batch)
            self._hand_out(tasks)
            if tasks or self._closing:
                self._changed.notify_all()

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._error = self._error or error
            self._tasks.notify_all()
            self._changed.notify_all()
        self._wake()

    def _let_out(self) -> None:
        with self._lock:
            if self._leaving:
                return  # whoever is at it looks again before going
            self._leaving = True
        while ready := self._ready():
            try:
                for one in ready:
                    if isinstance(one, Item):
                        self._exit.result(one)
                    else:
                        self._exit.state(one)
            except BaseException as error:  # noqa: BLE001 - the main thread raises it
                self._blocked = True
                self._fail(error)

    def _ready(self) -> list[Item | Json]:
        """Take what may leave out of the line; a document that was broken off holds back what is behind it."""
        with self._lock:
            ready: list[Item | Json] = []
            while self._line and not self._blocked:
                first = self._line[0]
                if isinstance(first, Item) and first.result is None:
                    break
                ready.append(self._line.popleft())
            if not ready:
                self._leaving = False
                if not self._line or self._closing:
                    self._changed.notify_all()
            return ready
