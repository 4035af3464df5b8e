"""Runs Meltano to its end, passing on what it says and the signals that this process gets."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

# The target ends less than 10 seconds after a signal, Meltano after it.
_PATIENCE = 30.0
_GLANCE = 0.1
_PROC = Path("/proc")
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopper:
    """Which signal asked this process to stop, if any did; passes it on to a process group.

    Args:
        patience: seconds that the group has from the first signal on; then it is killed, whatever holds it up.
    """

    def __init__(self, patience: float = _PATIENCE) -> None:
        self.signal: int | None = None
        self._group: int | None = None
        self._patience = patience
        self._end: threading.Timer | None = None

    def watch(self, group: int | None) -> None:
        """Pass signals on to a process group from here on, None for nobody; one that came before is passed on now."""
        self._group = group
        if group is None and self._end is not None:
            self._end.cancel()
            self._end = None
        if self.signal is not None:
            self._pass_on(self.signal)

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        self.signal = number
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if self._group is None:
            return
        _signal_group(self._group, number)
        if self._end is None:
            self._end = threading.Timer(self._patience, _signal_group, (self._group, signal.SIGKILL))
            self._end.daemon = True
            self._end.start()


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
        say: the same, without the line end; where nobody is there any more to hear it, the log goes on.
        stopper: gets the signals meanwhile.
    """
    stopper.watch(process.pid)
    try:
        for line in process.stdout or ():
            log.write(line)
            log.flush()
            with suppress(BrokenPipeError):
                say(line.rstrip("\n"))
        status = process.wait()
        # Meltano may have ended before its plugins: the target goes on with what is in its pipe, or is being stopped.
        while _is_alive(process.pid):
            time.sleep(_GLANCE)
    finally:
        stopper.watch(None)
        if process.stdout is not None:
            process.stdout.close()
    return status


def _signal_group(group: int, number: int) -> bool:
    """Send a signal to a group; False where none of it is left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _is_alive(group: int) -> bool:
    """Whether any process of a group is still at work; one that nobody waits for, as in some containers, is not."""
    if not _signal_group(group, 0):
        return False
    return not _PROC.is_dir() or any(_is_at_work(one, group) for one in _PROC.iterdir() if one.name.isdigit())


def _is_at_work(process: Path, group: int) -> bool:
    try:
        state, _parent, of_group, *_ = (process / "stat").read_text("utf-8").rpartition(") ")[2].split()
    except (OSError, ValueError):  # it has ended meanwhile
        return False
    return int(of_group) == group and state not in {"Z", "X"}
