"""Where a run leaves its log, its outcomes and its result: `.runs/COMPANY/MOMENT-PID/`, the newest ones kept."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

ROOT = ".runs"
KEPT = 50
# No company's name begins so.
_PROJECT = "_project"


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The files of one run; all are the owner's alone."""

    path: Path

    @property
    def log(self) -> Path:
        """What Meltano and the plugins said."""
        return self.path / "meltano.log"

    @property
    def outcomes(self) -> Path:
        """The target's outcomes, one JSON line each."""
        return self.path / "outcomes.jsonl"

    @property
    def summary(self) -> Path:
        """The target's summary."""
        return self.path / "summary.json"

    @property
    def result(self) -> Path:
        """What this run came to, as `stripe-economic run --format json` prints it."""
        return self.path / "result.json"


def home(project: Path, company: str) -> Path:
    """Return the folder of a company's runs, made if it is missing.

    Raises:
        OperatorError: it cannot be made.
    """
    path = project / ROOT / (company or _PROJECT)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(path, error) from None
    return path


def fresh(parent: Path) -> RunFolder:
    """Make the folder of a run that begins now, and drop all but the newest of those before it.

    Raises:
        OperatorError: it cannot be made.
    """
    path = parent / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}-{os.getpid()}"
    try:
        path.mkdir()
    except OSError as error:
        raise _not_writable(path, error) from None
    for old in sorted(one for one in parent.iterdir() if one.is_dir())[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return RunFolder(path)


def _not_writable(path: Path, error: OSError) -> OperatorError:
    return OperatorError(
        "not_writable",
        _("{path} cannot be written: {why}.").format(path=path, why=error.strerror or error),
        _("Run it as a user who may write to the project's folder."),
    )
