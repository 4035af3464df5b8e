"""A project folder of one's own, and Meltano run in it as a user runs it."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.support import ROOT, Ended, addresses, clean_environment

TASKS = ("tap-stripe-invoices", "stripe-to-economic", "target-economic")
STATE_ID = "sandbox:tap-stripe-invoices-to-target-economic"


@dataclass(frozen=True)
class Project:
    """A copy of the project's meltano.yml and mappings, pointed at a sandbox."""

    folder: Path
    sandbox: Sandbox

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(**addresses(self.sandbox.stripe.url, self.sandbox.economic.url))

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start Meltano in a process group of its own."""
        return subprocess.Popen(
            ["meltano", *arguments],  # noqa: S607 - the one beside this interpreter, see clean_environment
            cwd=self.folder,
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def meltano(self, *arguments: str, settings: Mapping[str, str] | None = None) -> Ended:
        """Run Meltano to its end; what it prints is in `stderr`."""
        with self.start(*arguments, **(settings or {})) as process:
            output, _ = process.communicate(timeout=300)
        return Ended(process.returncode, [], output)

    def sync(self, *options: str, **settings: str) -> Ended:
        """Run the pipeline once."""
        return self.meltano("run", *options, *TASKS, settings=settings)

    @property
    def drafts(self) -> dict[str, dict[str, Any]]:
        """The ledger's drafts of Stripe invoices by the id they refer to; fails where any id has two."""
        drafts = self.sandbox.economic.store.drafts
        found = {drafts[number]["references"]["other"]: drafts[number] for number in drafts}
        assert len(found) == len(drafts)
        return {source: draft for source, draft in found.items() if source.startswith("in_")}

    @property
    def writes(self) -> int:
        """Requests that would change e-conomic, since the journal was last cleared."""
        return sum(request.method != "GET" for request in self.sandbox.economic.requests)


def kill_group(process: subprocess.Popen[str]) -> None:
    """Kill Meltano and the plugins it started, as when the machine goes down."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project beside a sandbox with its built-in company of 40 paid invoices."""
    with Sandbox(seed=1, invoices=40) as sandbox:
        yield copy_project(tmp_path, sandbox)


def copy_project(folder: Path, sandbox: Sandbox) -> Project:
    """Copy what a user edits into a folder."""
    target = folder / "project"
    target.mkdir()
    shutil.copy(ROOT / "meltano.yml", target)
    shutil.copytree(ROOT / "mappings", target / "mappings")
    return Project(target, sandbox)
