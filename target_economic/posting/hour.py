"""How long e-conomic's memory of an Idempotency-Key may be relied on."""

import time
from collections.abc import Callable

# e-conomic forgets a key after an hour; whatever relies on one has to arrive well before that.
_LONGEST = 50 * 60.0


def deadline(clock: Callable[[], float], longest: float = _LONGEST) -> Callable[[], bool]:
    """Return what tells whether the hour that begins now may be over, by either clock.

    Either may stand still or jump: a machine that sleeps, a clock that is set.

    Args:
        clock: the time of day in seconds.
        longest: how much of the hour is relied on, in seconds.
    """
    started, began = clock(), time.monotonic()
    return lambda: max(abs(clock() - started), time.monotonic() - began) > longest
