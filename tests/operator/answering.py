"""A command at a terminal: what it asks is read there, and answered as a person does."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support import ROOT, Ended, clean_environment

_SECONDS = 60


class Terminal:
    """One running command; `shown` is all that its terminal has shown."""

    def __init__(self, process: subprocess.Popen[str], screen: int) -> None:
        self.process = process
        self.shown = ""
        self._screen = screen

    def until(self, text: str) -> str:
        """Read the screen until it shows a text; the screen."""
        while text not in self.shown:
            if not self._more():
                raise AssertionError(f"{text!r} was never shown, but: {self.shown}")
        return self.shown

    def type(self, prompt: str, answer: str) -> None:
        """Wait for a prompt, and answer it."""
        self.until(prompt)
        self.shown = self.shown.replace(prompt, "", 1)
        os.write(self._screen, f"{answer}\n".encode())

    def end(self) -> Ended:
        """Wait for the end; what the terminal showed is in `stderr`."""
        assert self.process.stdout
        said = self.process.stdout.read()
        status = self.process.wait(timeout=_SECONDS)
        while self._more():
            pass
        return Ended(status, said.splitlines(), self.shown.replace("\r\n", "\n"))

    def _more(self) -> bool:
        ready, _, _ = select.select([self._screen], [], [], _SECONDS)
        try:
            found = os.read(self._screen, 4096) if ready else b""
        except OSError:  # nobody has the other end open any more
            found = b""
        self.shown += found.decode()
        return bool(found)


@contextmanager
def terminal(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """Run a command of `stripe-economic` at a terminal; its results go to a pipe."""
    screen, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "stripe_economic", *arguments],
            cwd=folder,
            env=clean_environment(PYTHONPATH=str(ROOT), **(env or {})),
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            encoding="utf-8",
            start_new_session=True,
        ) as process:
            os.close(theirs)
            try:
                yield Terminal(process, screen)
            finally:
                process.kill()
    finally:
        os.close(screen)
