"""Runs a command of `stripe-economic` inside this process, which has loaded everything already."""

import io
import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from stripe_economic.__main__ import main
from tests.support import ROOT, Ended, clean_environment


def command(folder: Path, *arguments: str, **env: str) -> Ended:
    """Run a command in a folder to its end, as `run("stripe_economic", …)` does, without the start of a process."""
    stdout, stderr = _Output(), _Output()
    environment = clean_environment(PYTHONPATH=str(ROOT), **env)
    mask = os.umask(0o077)
    try:
        with (
            chdir(folder),
            redirect_stdout(stdout),
            redirect_stderr(stderr),
            mock.patch.dict(os.environ, environment, clear=True),
        ):
            main(arguments)
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os.umask(mask)
    return Ended(status, stdout.text.splitlines(), stderr.text)


class _Output(io.TextIOWrapper):
    """Takes text and bytes, as a process's own output does."""

    def __init__(self) -> None:
        self._kept = io.BytesIO()
        super().__init__(self._kept, encoding="utf-8")

    @property
    def text(self) -> str:
        self.flush()
        return self._kept.getvalue().decode()
