"""Starts the project's own programs as its users do, and reads what they say."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

Json = dict[str, Any]

ECONOMIC_TOKENS = {
    "app_secret_token": "sandbox-app-secret",
    "agreement_grant_token": "sandbox-agreement-grant",
}


@dataclass(frozen=True)
class Ended:
    """A process that has ended: what it printed, line by line."""

    status: int
    stdout: list[str]
    stderr: str

    @property
    def messages(self) -> list[Json]:
        """What it wrote to standard output, each line as JSON: Singer messages, or a target's STATE."""
        return [json.loads(line) for line in self.stdout]

    @property
    def last_words(self) -> str:
        """The last line on standard error."""
        return self.stderr.rstrip().splitlines()[-1] if self.stderr.strip() else ""

    @property
    def outcomes(self) -> list[Json]:
        """The target's outcome lines."""
        marker = " outcome {"
        lines = (line for line in self.stderr.splitlines() if marker in line)
        return [json.loads(line[line.index(marker) + len(marker) - 1 :]) for line in lines]

    def outcome(self, source_id: str) -> Json:
        """The only outcome of one document."""
        (found,) = [one for one in self.outcomes if one["id"] == source_id]
        return found


def clean_environment(**more: str) -> dict[str, str]:
    """This environment without settings that a developer may have exported."""
    prefixes = ("TAP_", "TARGET_", "MAPPER_", "MELTANO_", "STRIPE_", "ECONOMIC_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    return {**kept, "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])), **more}


def addresses(stripe: str, economic: str) -> dict[str, str]:
    """Where a sandbox is, as variables for Meltano and the plugins."""
    return {
        "TAP_STRIPE_INVOICES_API_URL": stripe,
        "TARGET_ECONOMIC_API_URL": economic,
        "TARGET_ECONOMIC_SERVICES_URL": economic,
        "TARGET_ECONOMIC_STRIPE_API_URL": stripe,
    }


def start(
    module: str, *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a program of the project with pipes to all three of its ends."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=cwd,
        env=dict(env) if env is not None else clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def run(
    module: str, *arguments: str, given: str = "", cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> Ended:
    """Run a program of the project to its end."""
    with start(module, *arguments, cwd=cwd, env=env) as process:
        stdout, stderr = process.communicate(given, timeout=300)
    return Ended(process.returncode, stdout.splitlines(), stderr)


def config_file(folder: Path, **settings: object) -> str:
    """Write settings to a file for `--config`."""
    path = folder / "config.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return str(path)


def lines(messages: Iterable[Json]) -> str:
    """Write Singer messages as a program reads them."""
    return "".join(f"{json.dumps(message)}\n" for message in messages)
