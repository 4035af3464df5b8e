"""Starts target processes quickly: a parent that has imported everything forks one for each run.

A run is a real process with pipes and a process id of its own, and is really killed. What is saved is the second that
Python needs to import the target, which matters where it is started thousands of times.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from tests.support import ROOT, Ended, clean_environment

_SERVER = "tests.crash.parent"
_MOST_BYTES = 1 << 16
_REAP = b"."


@dataclass(eq=False)
class Running:
    """A target at work.

    Attributes:
        pid: of the process.
        stdout: what it writes there, a file.
        stderr: the same for its log.
    """

    pid: int
    stdout: IO[bytes]
    stderr: IO[bytes]
    _server: socket.socket
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: bool = False

    def kill(self) -> None:
        """End it at once, as when the machine goes down."""
        with self._lock:
            if not self._over:
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> Ended:
        """Wait for its end; the status of one that was killed is negative."""
        status = int(_receive(self._server)["status"])
        with self._lock:
            self._over = True
        self._server.sendall(_REAP)
        stdout, stderr = _text(self.stdout), _text(self.stderr)
        # What was not written to its end was never saved by anyone.
        return Ended(status, stdout[: stdout.rfind("\n") + 1].splitlines(), stderr)


class Forks:
    """The parent of targets; one run at a time. Use it in a `with`."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _SERVER, str(theirs.fileno())],
                cwd=ROOT,
                env=clean_environment(),
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._process.wait()

    def start(self, *arguments: str, given: str) -> Running:
        """Start the target with arguments and all of its input."""
        reading, writing = os.pipe()
        # Files, because nobody needs to read them while the target runs.
        stdout = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its end has been waited for
        stderr = tempfile.TemporaryFile()  # noqa: SIM115 - as above
        request = json.dumps({"argv": ["target-economic", *arguments]}).encode()
        socket.send_fds(self._socket, [request], [reading, stdout.fileno(), stderr.fileno()])
        os.close(reading)
        pid = int(_receive(self._socket)["pid"])
        threading.Thread(target=_write, args=(writing, given.encode()), daemon=True).start()
        return Running(pid, stdout, stderr, self._socket)

    def run(self, *arguments: str, given: str) -> Ended:
        """Run the target to its end."""
        return self.start(*arguments, given=given).wait()


def config(folder: Path, name: str, settings: dict[str, object]) -> str:
    """Write settings to a file of a name of its own."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return str(path)


def _write(pipe: int, content: bytes) -> None:
    try:
        with os.fdopen(pipe, "wb") as writing:
            writing.write(content)
    except BrokenPipeError:
        return  # it was killed before it had read everything


def _text(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode("utf-8")


def _receive(of: socket.socket) -> dict[str, Any]:
    said = b""
    while not said.endswith(b"\n"):
        part = of.recv(_MOST_BYTES)
        if not part:
            raise RuntimeError("the parent of the targets is gone")
        said += part
    message: dict[str, Any] = json.loads(said)
    return message
