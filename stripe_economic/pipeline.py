"""Runs the pipeline as its users do: Meltano as a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

TASKS = ("tap-stripe-invoices", "stripe-to-economic", "target-economic")

_STATE_ID = "{environment}:tap-stripe-invoices-to-target-economic"
_LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of one project in one of Meltano's environments.

    Attributes:
        project: folder of meltano.yml.
        environment: Meltano's environment, by name: the name of its STATE begins with it.
        suffix: what tells this pipeline's STATE from that of another one in the same environment.
        variables: environment variables for Meltano and the plugins; they win over `.env` and meltano.yml.
    """

    project: Path
    environment: str
    suffix: str = ""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def state_id(self) -> str:
        """The name under which Meltano keeps the STATE; it does not depend on the mapper."""
        name = _STATE_ID.format(environment=self.environment)
        return f"{name}:{self.suffix}" if self.suffix else name

    def run(
        self, log: Path | IO[str], options: Sequence[str] = (), meanwhile: Callable[[], None] = lambda: None
    ) -> int:
        """Run once and return Meltano's exit status.

        Args:
            log: where what Meltano prints goes; a file is added to.
            options: further options of `meltano run`, such as `--full-refresh`.
            meanwhile: called now and then while it runs, and once when it has ended.
        """
        suffix = [f"--state-id-suffix={self.suffix}"] if self.suffix else []
        command = [f"--environment={self.environment}", "run", *suffix, *options, *TASKS]
        if isinstance(log, Path):
            with log.open("a", encoding="utf-8") as output:
                return self._meltano(command, output, meanwhile)
        return self._meltano(command, log, meanwhile)

    def state(self) -> dict[str, Any]:
        """Return the STATE of the last runs as the plugins know it, `{}` where there is none.

        Raises:
            OperatorError: Meltano could not say.
        """
        ended = subprocess.run(  # noqa: S603 - Meltano, found there
            [_executable(), f"--environment={self.environment}", "state", "get", self.state_id],
            cwd=self.project,
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        try:
            said = json.loads(ended.stdout.strip() or "{}") if not ended.returncode else None
        except ValueError:
            said = None
        if not isinstance(said, dict):
            ending = _("It ended with status {status}.").format(status=ended.returncode)
            last = (ended.stderr.strip().splitlines() or [ending])[-1]
            raise OperatorError(
                "state_unreadable",
                _("Meltano cannot read its state: {said}").format(said=last),
                _("See: {command}").format(command="meltano state"),
            )
        found = said.get("singer_state")
        return found if isinstance(found, dict) else {}

    def clear_state(self, log: Path) -> None:
        """Forget how far earlier runs came.

        Raises:
            OperatorError: Meltano refused.
        """
        command = [f"--environment={self.environment}", "state", "clear", "--force", self.state_id]
        with log.open("a", encoding="utf-8") as output:
            status = self._meltano(command, output)
        if status:
            raise OperatorError(
                "state_not_cleared", _("Meltano could not clear its state."), _("See {file}.").format(file=log)
            )

    def _variables(self) -> dict[str, str]:
        # One id for Meltano and its plugins, to which Meltano tells the one that it makes up itself by no other way.
        return {"MELTANO_RUN_ID": str(uuid4()), **os.environ, **self.variables, "PATH": _path()}

    def _meltano(
        self, arguments: Sequence[str], output: IO[str], meanwhile: Callable[[], None] = lambda: None
    ) -> int:
        with subprocess.Popen(  # noqa: S603 - Meltano, found there
            [_executable(), *arguments],
            cwd=self.project,
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                status = _wait(process, meanwhile)
            except KeyboardInterrupt:
                # Ctrl-C reached Meltano and the plugins as well: what is being posted is finished and remembered.
                process.wait()
                raise
        meanwhile()
        return status


def _wait(process: subprocess.Popen[bytes], meanwhile: Callable[[], None]) -> int:
    while True:
        try:
            return process.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            meanwhile()


def _path() -> str:
    """Return where programs are found: beside this interpreter first, so that no environment need be activated."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def _executable() -> str:
    found = shutil.which("meltano", path=_path())
    if found is None:
        raise OperatorError(
            "meltano_missing",
            _("Meltano is not installed."),
            _("Install it: {command}").format(command="pip install 'stripe-economic[meltano]'"),
        )
    return found
