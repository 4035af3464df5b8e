"""Runs Meltano to its end, passing on what it says and the signals that this process gets."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO

# The target ends less than 10 seconds after a signal, Meltano after it.
_PATIENCE = 30.0
_GLANCE = 0.1
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopper:
    """Which signal asked this process to stop, if any did; passes it on to a process group."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._group: int | None = None

    def watch(self, group: int | None) -> None:
        """Pass signals on to a process group from here on, None for nobody; one that came before is passed on now."""
        self._group = group
        if self.signal is not None:
            self._pass_on(self.signal)

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        self.signal = number
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if self._group is not None:
            _signal_group(self._group, number)


@contextmanager
def stopping() -> Iterator[Stopper]:
    """Take the signals that ask a process to stop, for as long as the block lasts."""
    stopper = Stopper()
    before = {number: signal.signal(number, stopper) for number in _STOPS}
    try:
        yield stopper
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def to_the_end(process: subprocess.Popen[str], log: IO[str], say: Callable[[str], None], stopper: Stopper) -> int:
    """Copy what a process says, wait until it and its whole group have ended, and return its exit status.

    Args:
        process: started in a process group of its own.
        log: gets every line.
        say: the same, without the line end.
        stopper: gets the signals meanwhile.
    """
    stopper.watch(process.pid)
    try:
        for line in process.stdout or ():
            log.write(line)
            log.flush()
            say(line.rstrip("\n"))
        status = process.wait()
        # Meltano may have ended before its plugins: the target goes on with what is in its pipe, or is being stopped.
        _await_group(process.pid, stopper)
    finally:
        stopper.watch(None)
        if process.stdout is not None:
            process.stdout.close()
    return status


def _await_group(group: int, stopper: Stopper) -> None:
    deadline = time.monotonic() + _PATIENCE
    while _signal_group(group, 0):
        if time.monotonic() > deadline and stopper.signal is not None:
            _signal_group(group, signal.SIGKILL)
            return
        time.sleep(_GLANCE)


def _signal_group(group: int, number: int) -> bool:
    """Send a signal to a group; False where none of it is left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True
