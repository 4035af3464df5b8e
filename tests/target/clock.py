"""A clock that moves only when somebody waits."""

import threading

from target_economic.stopping import Stopping


class Clock(Stopping):
    """Notes each wait and lets no time pass.

    Attributes:
        now: seconds; moved on by each wait.
        waits: each wait, in order.
    """

    def __init__(self, now: float = 0.0) -> None:
        super().__init__()
        self.now = now
        self.waits: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.check()
        with self._lock:
            self.now += seconds
            self.waits.append(seconds)
        self.check()
