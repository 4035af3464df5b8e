"""Singer metrics of requests, which the SDK writes only for streams of its own REST kind.

One line per endpoint and status every minute, and at the end: a line per request would be most of a log.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from singer_sdk import metrics
from singer_sdk.metrics import Metric, Point, Status, Tag

from run_telemetry.facts import Facts, Request

_EVERY_SECONDS = metrics.DEFAULT_LOG_INTERVAL


@dataclass(slots=True)
class _Tally:
    count: int = 0
    seconds: float = 0.0


class Meter:
    """Counts requests and how long they took; used by several threads.

    Args:
        clock: seconds, from whatever moment.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tallies: dict[tuple[str, int], _Tally] = {}
        self._told_at = clock()

    def document(self, facts: Facts) -> None:
        """Do nothing: documents are counted by the SDK, stream by stream."""

    def request(self, one: Request) -> None:
        """Count a request."""
        with self._lock:
            tally = self._tallies.setdefault((f"{one.method} {one.endpoint}", one.status), _Tally())
            tally.count += 1
            tally.seconds += one.seconds
            is_due = self._clock() - self._told_at >= _EVERY_SECONDS
        if is_due:
            self.tell()

    def end(self, code: str) -> None:
        """Write what is left."""
        del code
        self.tell()

    def tell(self) -> None:
        """Write what was counted since the last time: a counter, and a timer with the mean of it."""
        with self._lock:
            tallies, self._tallies = self._tallies, {}
            self._told_at = self._clock()
        log = metrics.get_metrics_logger()
        for (endpoint, status), tally in sorted(tallies.items()):
            tags = {Tag.ENDPOINT.value: endpoint, Tag.HTTP_STATUS_CODE.value: status or None}
            ended = Status.SUCCEEDED if Request("", "", status, 0).good else Status.FAILED
            tags |= {Tag.STATUS.value: ended.value}
            metrics.log(log, Point("counter", Metric.HTTP_REQUEST_COUNT, tally.count, tags))
            mean = round(tally.seconds / tally.count, 6)
            metrics.log(log, Point("timer", Metric.HTTP_REQUEST_DURATION, mean, tags))
