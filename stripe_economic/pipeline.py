"""Runs the pipeline as its users do: Meltano as a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from stripe_economic.errors import OperatorError

TASKS = ("tap-stripe-invoices", "stripe-to-economic", "target-economic")
STATE_ID = "{environment}:tap-stripe-invoices-to-target-economic"


def run(project: Path, environment: str, settings: Mapping[str, str], log: Path) -> int:
    """Run the pipeline once and return Meltano's exit status; what it prints goes to the log.

    Args:
        project: folder of meltano.yml.
        environment: Meltano's environment.
        settings: environment variables for the plugins.
        log: file for the output.
    """
    return _meltano(project, [f"--environment={environment}", "run", *TASKS], settings, log)


def clear_state(project: Path, environment: str, log: Path) -> None:
    """Forget how far earlier runs came.

    Raises:
        OperatorError: Meltano refused.
    """
    state_id = STATE_ID.format(environment=environment)
    if _meltano(project, [f"--environment={environment}", "state", "clear", "--force", state_id], {}, log):
        raise OperatorError("state_not_cleared", "Meltano could not clear its state.", f"See {log}.")


def _meltano(project: Path, arguments: list[str], settings: Mapping[str, str], log: Path) -> int:
    # Beside this interpreter first: the environment need not be activated.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    meltano = shutil.which("meltano", path=path)
    if meltano is None:
        raise OperatorError(
            "meltano_missing", "Meltano is not installed.", "Install it: pip install 'stripe-economic[meltano]'."
        )
    with log.open("a", encoding="utf-8") as output:
        return subprocess.run(  # noqa: S603 - Meltano, found above
            [meltano, *arguments],
            cwd=project,
            env={**os.environ, **settings, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
