"""Runs the pipeline as its users do: Meltano as a process of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from dotenv import dotenv_values

from stripe_economic.errors import OperatorError

TASKS = ("tap-stripe-invoices", "stripe-to-economic", "target-economic")

_DATABASE = "MELTANO_DATABASE_URI"
_STATE_ID = "{environment}:tap-stripe-invoices-to-target-economic"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of one project in one of Meltano's environments.

    Attributes:
        project: folder of meltano.yml.
        environment: Meltano's environment, by name: the name of its STATE begins with it.
        suffix: what tells this pipeline's STATE from that of another one in the same environment.
        variables: environment variables for Meltano and the plugins; they win over `.env` and meltano.yml.
        withheld: names of variables that Meltano and the plugins do not get.
    """

    project: Path
    environment: str
    suffix: str = ""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    withheld: Collection[str] = ()

    @property
    def state_id(self) -> str:
        """The name under which Meltano keeps the STATE; it does not depend on the mapper."""
        name = _STATE_ID.format(environment=self.environment)
        return f"{name}:{self.suffix}" if self.suffix else name

    def run(self, log: Path | IO[str], options: Sequence[str] = ()) -> int:
        """Run once and return Meltano's exit status.

        Args:
            log: where what Meltano prints goes; a file is added to.
            options: further options of `meltano run`, such as `--full-refresh`.
        """
        command = self._run(options)
        if isinstance(log, Path):
            with log.open("a", encoding="utf-8") as output:
                return self._meltano(command, output)
        return self._meltano(command, log)

    def start(self, options: Sequence[str] = (), held: Collection[int] = ()) -> subprocess.Popen[str]:
        """Start a run in a process group of its own; what Meltano prints is to be read from its `stdout`.

        Args:
            options: further options of `meltano run`.
            held: file descriptors that Meltano keeps open as long as it lives, such as that of a lock.
        """
        return subprocess.Popen(  # noqa: S603 - Meltano, found there
            [_executable(), *self._run(options)],
            cwd=self.project,
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            pass_fds=tuple(held),
        )

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
            last = (ended.stderr.strip().splitlines() or [f"It ended with status {ended.returncode}."])[-1]
            raise OperatorError("state_unreadable", f"Meltano cannot read its state: {last}", "See: meltano state")
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
            raise OperatorError("state_not_cleared", "Meltano could not clear its state.", f"See {log}.")

    def _run(self, options: Sequence[str]) -> list[str]:
        suffix = [f"--state-id-suffix={self.suffix}"] if self.suffix else []
        return [f"--environment={self.environment}", "run", *suffix, *options, *TASKS]

    def _variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in self.withheld}
        return {**kept, **self._own_folder(kept), **self.variables, "PATH": _path()}

    def _own_folder(self, kept: Mapping[str, str]) -> dict[str, str]:
        """Return what gives a pipeline with a suffix a folder of its own for what Meltano writes while it runs.

        All runs of a tap in one folder share the file of its catalog, and one would read what another is writing.
        """
        if not self.suffix or "MELTANO_SYS_DIR_ROOT" in kept:
            return {}
        common = (self.project / ".meltano").resolve()
        own = {"MELTANO_SYS_DIR_ROOT": str(common / "pipelines" / f"{self.environment}-{self.suffix}")}
        if not self._names_a_database(kept):
            # STATE and the history of runs stay where `meltano state` looks for them.
            own["MELTANO_DATABASE_URI"] = f"sqlite:///{common / 'meltano.db'}"
        return own

    def _names_a_database(self, kept: Mapping[str, str]) -> bool:
        """Whether somebody has chosen where Meltano's database is."""
        if _DATABASE in kept or _DATABASE in self.variables or _DATABASE in dotenv_values(self.project / ".env"):
            return True
        try:
            text = (self.project / "meltano.yml").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return re.search(r"^\s*database_uri\s*:", text, re.MULTILINE) is not None

    def _meltano(self, arguments: Sequence[str], output: IO[str]) -> int:
        return subprocess.run(  # noqa: S603 - Meltano, found there
            [_executable(), *arguments],
            cwd=self.project,
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode


def _path() -> str:
    """Return where programs are found: beside this interpreter first, so that no environment need be activated."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def _executable() -> str:
    found = shutil.which("meltano", path=_path())
    if found is None:
        raise OperatorError(
            "meltano_missing", "Meltano is not installed.", "Install it: pip install 'stripe-economic[meltano]'."
        )
    return found
