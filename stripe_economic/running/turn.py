"""Sees to it that one machine runs one STATE's pipeline once at a time, and knows when an earlier run was killed.

The lock is held by this process and, through an inherited descriptor, by Meltano: it is free only when both have
ended, however they ended. Meltano itself refuses a run for five minutes after one that was killed, because it cannot
know; here it is known, and Meltano is told so (`--force`). On two machines that share Meltano's database its own
check stands between them; where nothing stands between them, the target still posts each document once.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

# Meltano takes a run for dead when it has not heard of it for five minutes.
_MELTANO_WAITS = 330.0


class Turn:
    """The right to run, for as long as it is held.

    Args:
        descriptor: of the lock, for Meltano to keep open.
        killed_until: until when Meltano may still count a killed run of this machine, in epoch seconds.
    """

    def __init__(self, descriptor: int, killed_until: float) -> None:
        self.descriptor = descriptor
        self._killed_until = killed_until

    @property
    def after_a_kill(self) -> bool:
        """Whether a run of this machine ended lately without a word, so that what Meltano remembers of it is void."""
        return self._killed_until > time.time()

    def killed(self) -> None:
        """Note that Meltano was killed in this turn."""
        self._killed_until = time.time() + _MELTANO_WAITS

    def note(self, *, running: bool) -> None:
        """Leave word for the next turn."""
        left = {"running": running, "machine": socket.gethostname(), "killed_until": self._killed_until}
        _write(self.descriptor, left)


@contextmanager
def take(folder: Path, state_id: str) -> Iterator[Turn]:
    """Hold the turn of a STATE's pipeline.

    Args:
        folder: of the company's runs.
        state_id: the name of the STATE.

    Raises:
        OperatorError: another run holds it (`already_running`), or the file cannot be written.
    """
    path = folder / f"{state_id.replace(':', '--')}.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OperatorError(
            "not_writable",
            _("{path} cannot be written: {why}.").format(path=path, why=error.strerror or error),
            _("Run it as a user who may write to the project's folder."),
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OperatorError(
                "already_running",
                _("Another run of {state_id} is at work on this machine.").format(state_id=state_id),
                _("Wait for it to end; nothing was begun."),
            ) from None
        turn = Turn(descriptor, _killed_until(_read(descriptor)))
        turn.note(running=True)
        try:
            yield turn
        finally:
            turn.note(running=False)
    finally:
        os.close(descriptor)


def _killed_until(left: dict[str, Any]) -> float:
    """Return until when Meltano may still count a killed run of this machine, in epoch seconds."""
    if left.get("machine") != socket.gethostname():
        return 0.0
    if left.get("running"):
        return time.time() + _MELTANO_WAITS
    until = left.get("killed_until")
    return float(until) if isinstance(until, int | float) else 0.0


def _read(descriptor: int) -> dict[str, Any]:
    try:
        found = json.loads(os.pread(descriptor, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _write(descriptor: int, what: dict[str, Any]) -> None:
    data = json.dumps(what).encode()
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, data, 0)
