"""Whether the run was asked to stop; one for all threads of a run."""

import time

from target_economic.errors import Stopped

_STEP = 0.05


class Stopping:
    """Set by a signal, looked at by everybody who waits or is about to begin something.

    A plain attribute and short naps, because a lock taken in a signal handler may be the one that the interrupted
    thread holds.
    """

    def __init__(self) -> None:
        self._signum: int | None = None

    @property
    def asked(self) -> int | None:
        """The signal that asked, or None."""
        return self._signum

    def ask(self, signum: int) -> None:
        """Ask the run to stop; safe inside a signal handler."""
        self._signum = signum

    def check(self) -> None:
        """Go on unless the run was asked to stop.

        Raises:
            Stopped: it was.
        """
        if self._signum is not None:
            raise Stopped(self._signum)

    def wait(self, seconds: float) -> None:
        """Wait, waking when the run is asked to stop.

        Raises:
            Stopped: it was, before or meanwhile.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, _STEP))
        self.check()
