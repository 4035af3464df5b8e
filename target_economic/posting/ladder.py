"""The generations of a key under whose name several things are made one after the other, such as a day's vouchers.

Each of them takes a generation of its own. Those that this very run has taken, or met, need no asking for a while;
all others are tried in order, as somebody else may have taken them.
"""

import threading
import time
from collections.abc import Callable, Iterator

from target_economic.posting.hour import deadline

MOST = 100
"""Generations that are tried at a time: of one name many things may be made within the hour."""
_MET = 300.0  # when it will be forgotten is not known


class Ladder:
    """What one run knows of one name.

    Args:
        clock: the time of day in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._over: dict[int, Callable[[], bool]] = {}
        self._met_at = float("-inf")
        self._lock = threading.Lock()

    def open(self) -> Iterator[int]:
        """Yield the generations that may be free, lowest first."""
        generation = 0
        for _ in range(MOST):
            while self._taken(generation):
                generation += 1
            yield generation
            generation += 1

    def take(self, generation: int) -> None:
        """Note that this run made something under a generation just now."""
        with self._lock:
            self._over[generation] = deadline(self._clock)

    def meet(self, generation: int) -> None:
        """Note that somebody else has taken a generation, and that it was looked up just now what became of that."""
        with self._lock:
            self._over[generation] = deadline(self._clock, _MET)
            self._met_at = time.monotonic()

    def trusts(self, looked_at: float) -> bool:
        """Whether what was looked up then knows what was made under the generations that are skipped as met.

        Args:
            looked_at: by the monotonic clock.
        """
        with self._lock:
            return looked_at > self._met_at

    def _taken(self, generation: int) -> bool:
        with self._lock:
            over = self._over.get(generation)
            if over is None:
                return False
            if over():
                del self._over[generation]
                return False
            return True
