"""One of the pipeline's programs as a process: its settings in a file of its owner's, its last words as an error."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

_TAIL = 8192
# A plugin's last line on standard error names the cause: `target-economic: agreement_locked: Another run ...`.
_NAMED = re.compile(
    r"\b(?:tap-stripe-invoices|mapper-jmespath|target-economic): ([a-z][a-z0-9_]+): (.+?)(?: Hint: (.+))?\s*$",
    re.MULTILINE,
)


class Plugin:
    """A program that has been started; its standard error is kept for its last words.

    Args:
        module: such as `tap_stripe_invoices`.
        folder: a private one; for the settings, and for what the program complains about.
        settings: what `--config` is given.
        arguments: further ones.
        project: where it works.
        stdin: where it reads from.
        stdout: where it writes to.
    """

    def __init__(  # noqa: PLR0913 - the parts of one process
        self,
        module: str,
        *,
        folder: Path,
        settings: Mapping[str, Any],
        project: Path,
        arguments: tuple[str, ...] = (),
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        stdout: int | IO[bytes] = subprocess.PIPE,
    ) -> None:
        self._module = module
        self._complaints = folder / f"{module}.log"
        config = folder / f"{module}.json"
        config.write_text(json.dumps(settings), encoding="utf-8")
        with self._complaints.open("wb") as stderr:
            self.process = subprocess.Popen(  # noqa: S603 - the project's own programs
                [sys.executable, "-m", module, "--config", str(config), *arguments],
                cwd=project,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
            )

    @property
    def output(self) -> IO[bytes]:
        """What it writes, where that is a pipe."""
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def input(self) -> IO[bytes]:
        """What it reads, where that is a pipe."""
        assert self.process.stdin is not None
        return self.process.stdin

    def trouble(self) -> OperatorError | None:
        """Wait for its end, and return what it died of; None where it ended well."""
        status = self.process.wait()
        if not status:
            return None
        text = self._complaints.read_bytes()[-_TAIL:].decode("utf-8", "replace")
        return last_words(text) or OperatorError(
            "plugin_failed",
            _("{program} ended with status {status}.").format(program=self._module, status=status),
            _("Run the pipeline with meltano, and see what it says."),
        )

    def end(self) -> None:
        """End it, if it has not ended."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def named_in(text: str) -> Iterator[OperatorError]:
    """Yield the errors that plugins named in a log, or in a line of one."""
    return (OperatorError(one[1], one[2], one[3] or "") for one in _NAMED.finditer(text))


def last_words(text: str) -> OperatorError | None:
    """Return the error that a plugin named last in a log; None where none did.

    A tap or mapper whose reader has gone says only that, so what the reader itself said goes before.
    """
    found = list(named_in(text))
    named = [one for one in found if one.code != "output_closed"] or found
    return named[-1] if named else None
