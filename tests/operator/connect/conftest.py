"""A project of one's own beside a sandbox, not connected yet."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from dotenv import dotenv_values

from sandbox import Sandbox
from tests.operator.command import command
from tests.support import ROOT, Ended, addresses


@dataclass(frozen=True)
class Project:
    """The folder, and the sandbox that its environment `sandbox` is pointed at."""

    folder: Path
    sandbox: Sandbox

    @property
    def env(self) -> dict[str, str]:
        """Where the two sides are; production's keys come from `.env` alone."""
        return {
            **addresses(self.sandbox.stripe.url, self.sandbox.economic.url),
            "TAP_STRIPE_INVOICES_MODE": "test",
            "MELTANO_ENVIRONMENT": "production",
        }

    @property
    def kept(self) -> dict[str, str | None]:
        """What `.env` holds."""
        return dict(dotenv_values(self.folder / ".env"))

    @property
    def mode(self) -> str:
        """Who may do what with `.env`."""
        return oct((self.folder / ".env").stat().st_mode & 0o777)

    def run(self, *arguments: str, **env: str) -> Ended:
        """Run a command without a terminal."""
        return command(self.folder, *arguments, **(self.env | env))


@pytest.fixture
def project(tmp_path: Path, empty_sandbox: Sandbox) -> Project:
    for name in ("meltano.yml", ".env.example"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    return Project(tmp_path, empty_sandbox)
