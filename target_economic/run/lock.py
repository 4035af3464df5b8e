"""Keeps two runs of one user on one machine from working on the same agreement at once.

Where the other run is on another machine, this does not help, and need not: look-ups and idempotency keys see to it
that each document is posted once all the same. The lock spares both runs the trouble.
"""

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from target_economic.errors import RunError
from target_economic.http.connections import LOOPBACK
from target_economic.stopping import Stopping

logger = logging.getLogger(__name__)

_GLANCE = 0.2


class AgreementLock:
    """Held from `acquire` to `release`, or to the end of the process, however it ends.

    Args:
        api_url: of e-conomic; a sandbox's agreement is another than the real one of the same number.
        agreement: its number.
    """

    def __init__(self, api_url: str, agreement: int) -> None:
        place = hashlib.sha256(_place(api_url).encode()).hexdigest()[:12]
        # Per user: a file that one user left in the common folder cannot be opened by another.
        self._name = f"target-economic-{os.getuid()}-{place}-{agreement}.lock"
        self._agreement = agreement
        self._lock: FileLock | None = None

    def acquire(self, wait: float, stopping: Stopping) -> None:
        """Take the lock.

        Args:
            wait: seconds to wait for another run to end.
            stopping: ends the waiting.

        Raises:
            RunError: another run holds it, or no folder can hold it.
            Stopped: the run was asked to stop.
        """
        left = wait
        while True:
            try:
                if self._lock is None:
                    self._lock = FileLock(Path(tempfile.gettempdir()) / self._name)
                self._lock.acquire(timeout=0)
            except Timeout:
                if left <= 0:
                    raise self._locked(wait) from None
            except OSError as error:
                raise RunError(
                    "lock_unavailable",
                    f"The lock of agreement {self._agreement} cannot be taken: {error.strerror or error}.",
                    "Name a folder that this user may write to in TMPDIR, or make the machine's own such a folder.",
                ) from None
            else:
                return
            if left == wait:
                logger.info("Another run is at work on agreement %d; waiting up to %d s.", self._agreement, wait)
            stopping.wait(min(left, _GLANCE))
            left -= _GLANCE

    def release(self) -> None:
        """Let the next run begin."""
        if self._lock is not None:
            self._lock.release()

    def _locked(self, wait: float) -> RunError:
        return RunError(
            "agreement_locked",
            f"Another run is still at work on agreement {self._agreement} after {wait:.0f} s.",
            "Wait for it to end, or raise lock_wait. After a killed run its target may still be finishing.",
        )


def _place(api_url: str) -> str:
    """Return an address in one spelling."""
    parts = urlsplit(api_url)
    host = "127.0.0.1" if parts.hostname in LOOPBACK else parts.hostname
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
