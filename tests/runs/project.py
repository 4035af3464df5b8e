"""A project of two companies beside one sandbox each, and the command `run` in it."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox import Sandbox
from tests.support import ROOT, Ended, addresses, clean_environment, run, start

NAMES = ("nordlys", "solskin")
COMPANIES = """companies:
  - name: nordlys
    environment: sandbox
    secrets: secrets/nordlys.env
    mappings: mappings
  - name: solskin
    environment: sandbox
    secrets: secrets/solskin.env
    mappings: mappings
"""


@dataclass(frozen=True)
class Firm:
    """The project's folder, and the sandbox of each company."""

    folder: Path
    sandboxes: dict[str, Sandbox]

    def __post_init__(self) -> None:
        shutil.copy(ROOT / "meltano.yml", self.folder)
        shutil.copytree(ROOT / "mappings", self.folder / "mappings")
        (self.folder / "secrets").mkdir()
        for name, sandbox in self.sandboxes.items():
            self.keys(name, **urls(sandbox))
        (self.folder / "companies.yml").write_text(COMPANIES, encoding="utf-8")

    def keys(self, name: str, **variables: str) -> None:
        """Write a company's file of keys."""
        text = "".join(f"{key}={value}\n" for key, value in {**KEYS, **variables}.items())
        (self.folder / "secrets" / f"{name}.env").write_text(text, encoding="utf-8")

    def run(self, *arguments: str, **env: str) -> Ended:
        """Run `stripe-economic run` to its end."""
        return run("stripe_economic", "run", *arguments, cwd=self.folder, env=clean_environment(**env))

    def result(self, *arguments: str) -> dict[str, Any]:
        """What it says as JSON; with its exit status."""
        ended = self.run("--format", "json", "--quiet", *arguments)
        assert ended.stdout, ended.stderr
        told: dict[str, Any] = json.loads("\n".join(ended.stdout))
        assert told.get("status", ended.status) == ended.status
        return told

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it."""
        return start("stripe_economic", "run", "--quiet", *arguments, cwd=self.folder)

    def references(self, name: str) -> list[str]:
        """What the drafts of a company refer to, each as often as it is there."""
        drafts = self.sandboxes[name].economic.store.drafts
        return sorted(drafts[number]["references"]["other"] for number in drafts)


KEYS = {
    "TAP_STRIPE_INVOICES_API_KEY": "sk_test_sandbox",
    "TARGET_ECONOMIC_APP_SECRET_TOKEN": "sandbox-app-secret",
    "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": "sandbox-agreement-grant",
    "TARGET_ECONOMIC_STRIPE_API_KEY": "sk_test_sandbox",
}


def urls(sandbox: Sandbox) -> dict[str, str]:
    """Where a sandbox is, as variables."""
    return addresses(sandbox.stripe.url, sandbox.economic.url)
