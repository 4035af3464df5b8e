"""A project that is in order, and doctor's word on it before and after something was broken."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox import Sandbox
from tests.operator.command import command
from tests.support import ROOT, Ended, addresses

Json = dict[str, Any]


@dataclass(frozen=True)
class Patient:
    """The project, and its sandbox."""

    folder: Path
    sandbox: Sandbox

    def run(self, *options: str, **env: str) -> Ended:
        where = addresses(self.sandbox.stripe.url, self.sandbox.economic.url)
        return command(self.folder, "doctor", *options, **(where | env))

    def checks(self, *groups: str, **env: str) -> dict[str, Json]:
        """What doctor finds in some groups, by name."""
        only = [f"--only={group}" for group in groups]
        ended = self.run(*only, "--format", "json", **env)
        told = json.loads("\n".join(ended.stdout))
        found = {one["name"]: one for one in told["checks"]}
        assert len(found) == len(told["checks"])
        assert told["version"] == 1
        assert told["ok"] is (ended.status == 0) is all(one["status"] != "error" for one in told["checks"])
        assert ended.status in {0, 3}
        assert "Traceback" not in ended.stderr
        return found

    def wrong(self, *groups: str, **env: str) -> dict[str, Json]:
        """What is not ok; in a project in order all is, which `test_whole` sees."""
        return {name: one for name, one in self.checks(*groups, **env).items() if one["status"] != "ok"}

    def changed(self, group: str, breaking: Callable[[], object], **env: str) -> dict[str, Json]:
        """What is not ok once something is broken; everything was ok before, and is looked at still."""
        before = self.checks(group)
        assert {name for name, one in before.items() if one["status"] != "ok"} == set()
        breaking()
        after = self.checks(group, **env)
        wrong = {name: one for name, one in after.items() if one["status"] != "ok"}
        assert {one for one in before if one not in after} <= {"periods"}
        return wrong

    def do(self, side: str, action: str, **given: object) -> None:
        """Let something happen on a side."""
        url = {"stripe": self.sandbox.stripe.url, "economic": self.sandbox.economic.url}[side]
        requests.post(f"{url}/_sandbox/actions/{action}", json=given, timeout=30).raise_for_status()

    def edit(self, file: str, old: str, new: str) -> int:
        """Write something else into a file; the line that it stands in."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, file
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def patient(tmp_path: Path, empty_sandbox: Sandbox) -> Patient:
    for name in ("meltano.yml", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    for file in (tmp_path / "mappings").glob("*.yml"):
        # Without their tests, which are half of them, they are read in half the time.
        file.write_text(file.read_text("utf-8").partition("\ntests:\n")[0] + "\n", encoding="utf-8")
    empty_sandbox.stripe.store.set_clock(datetime.now(UTC))
    return Patient(tmp_path, empty_sandbox)
