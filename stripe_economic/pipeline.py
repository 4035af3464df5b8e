"""Runs the pipeline as its users do: Meltano as a process of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from dotenv import dotenv_values

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

TASKS = ("tap-stripe-invoices", "stripe-to-economic", "target-economic")

_DATABASE = "MELTANO_DATABASE_URI"
_NO_RUNS = "No job runs found."
_RUNS = 100  # among them those of other pipelines in the same system database
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

    def run(
        self, log: Path | IO[str], options: Sequence[str] = (), meanwhile: Callable[[], None] = lambda: None
    ) -> int:
        """Run once and return Meltano's exit status.

        Args:
            log: where what Meltano prints goes; a file is added to.
            options: further options of `meltano run`, such as `--full-refresh`.
            meanwhile: called now and then while it runs, and once when it has ended.
        """
        command = self._run(options)
        if isinstance(log, Path):
            with log.open("a", encoding="utf-8") as output:
                return self._meltano(command, output, meanwhile)
        return self._meltano(command, log, meanwhile)

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
        text, trouble = self._asked("state", "get", self.state_id)
        said = _json(text or "{}") if text is not None else None
        if not isinstance(said, dict):
            raise OperatorError(
                "state_unreadable",
                _("Meltano cannot read its state: {said}").format(said=trouble),
                _("See: {command}").format(command="meltano state"),
            )
        found = said.get("singer_state")
        return found if isinstance(found, dict) else {}

    def runs(self) -> list[dict[str, Any]]:
        """Return the last runs that Meltano's system database knows, newest first, with `state` and times.

        Raises:
            OperatorError: Meltano could not say.
        """
        text, trouble = self._asked("logs", "list", "--limit", str(_RUNS), "--format", "json")
        if text == _NO_RUNS:
            return []
        said = _json(text or "")
        found = said.get("runs") if isinstance(said, dict) else None
        if not isinstance(found, list):
            raise OperatorError(
                "runs_unreadable",
                _("Meltano cannot list its runs: {said}").format(said=trouble),
                _("See: {command}").format(command="meltano logs list"),
            )
        return [one for one in found if one.get("job_name") == self.state_id]

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put a STATE in place of the one there is.

        Raises:
            OperatorError: Meltano refused.
        """
        text, trouble = self._asked("state", "set", "--force", self.state_id, json.dumps({"singer_state": state}))
        if text is None:
            raise OperatorError(
                "state_not_written",
                _("Meltano cannot write its state: {said}").format(said=trouble),
                _("See: {command}").format(command="meltano state"),
            )

    def clear_state(self) -> None:
        """Forget how far earlier runs came.

        Raises:
            OperatorError: Meltano refused.
        """
        text, trouble = self._asked("state", "clear", "--force", self.state_id)
        if text is None:
            raise OperatorError(
                "state_not_cleared",
                _("Meltano cannot clear its state: {said}").format(said=trouble),
                _("See: {command}").format(command="meltano state"),
            )

    def _asked(self, *arguments: str) -> tuple[str | None, str]:
        """Return what Meltano answers, None where it fails; and its last words."""
        ended = subprocess.run(  # noqa: S603 - Meltano, found there
            [_executable(), f"--environment={self.environment}", *arguments],
            cwd=self.project,
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        ending = _("It ended with status {status}.").format(status=ended.returncode)
        last = (ended.stderr.strip().splitlines() or [ending])[-1]
        return (None if ended.returncode else ended.stdout.strip()), last

    def _run(self, options: Sequence[str]) -> list[str]:
        suffix = [f"--state-id-suffix={self.suffix}"] if self.suffix else []
        return [f"--environment={self.environment}", "run", *suffix, *options, *TASKS]

    def _variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in self.withheld}
        # One id for Meltano and its plugins, to which Meltano tells the one that it makes up itself by no other way.
        own = {"MELTANO_RUN_ID": str(uuid4()), **kept, **self._own_folder(kept), **self.variables}
        return {**own, "PATH": _path()}

    def _own_folder(self, kept: Mapping[str, str]) -> dict[str, str]:
        """Return what gives a pipeline with a suffix a folder of its own for what Meltano writes while it runs.

        All runs of a tap in one folder share the file of its catalog, and one would read what another is writing.
        """
        if not self.suffix or "MELTANO_SYS_DIR_ROOT" in kept:
            return {}
        common = (self.project / ".meltano").resolve()
        folder = common / "pipelines" / f"{self.environment}-{self.suffix}"
        _share_environments(common, folder)
        own = {"MELTANO_SYS_DIR_ROOT": str(folder)}
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


def _share_environments(common: Path, folder: Path) -> None:
    """Have a pipeline's own folder hold the plugins that Meltano installs for the project, where it installs any.

    Otherwise it would install them once for each company. Where nothing can be written, Meltano says so itself.
    """
    for kind in ("extractors", "mappers", "loaders"):
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            (common / kind).mkdir(exist_ok=True)
            (folder / kind).symlink_to(common / kind, target_is_directory=True)


def _wait(process: subprocess.Popen[bytes], meanwhile: Callable[[], None]) -> int:
    while True:
        try:
            return process.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            meanwhile()


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


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
