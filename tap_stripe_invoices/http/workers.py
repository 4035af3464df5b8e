"""A few threads that read ahead.

They are daemons, unlike those of `concurrent.futures`, which Python waits for before it ends: a tap that is told to
stop does not wait for an answer that may take a minute and that nobody will read.
"""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_Job = tuple["Future[object]", "Callable[[], object]"]


class Workers:
    """Runs calls in threads that are started when there is work for them.

    Args:
        count: How many calls may run at once, at least 1.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._lock = threading.Lock()

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Run a call as soon as a thread is free; its result, or what it raised, is in the future."""
        future: Future[T] = Future()
        with self._lock:
            self._busy += 1
            if self._busy > len(self._threads) and len(self._threads) < self.count:
                thread = threading.Thread(target=self._work, name=f"read-ahead-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
        self._jobs.put((future, call))  # type: ignore[arg-type]  # a Future of T is one of object to whoever fills it
        return future

    def close(self) -> None:
        """Let the threads end after what they are doing. Calls that were submitted before are still run."""
        with self._lock:
            for _ in self._threads:
                self._jobs.put(None)
            self._threads.clear()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, call = job
            if future.set_running_or_notify_cancel():
                try:
                    result = call()
                except BaseException as error:  # noqa: BLE001  # whoever asks for the result gets it
                    future.set_exception(error)
                else:
                    future.set_result(result)
            with self._lock:
                self._busy -= 1
            # A result may be large, and the next job may be long in coming.
            del job, future, call
