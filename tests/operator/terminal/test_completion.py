"""Completion in the shell."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operator.command import command
from tests.support import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder."""
    shutil.copy(ROOT / "meltano.yml", tmp_path)
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("stripe-economic rec", ["reconcile"]),
        ("stripe-economic mappings l", ["lint"]),
        ("stripe-economic mappings show pay", ["payments"]),
        ("stripe-economic preview danish\\ bu", ["danish business"]),
        ("stripe-economic reconcile --environment pro", ["production"]),
        ("stripe-economic connect stripe --environment pro", ["production"]),
        ("stripe-economic preview --format j", ["json"]),
        ("stripe-economic reconcile --cle", ["--clearing"]),
    ],
)
def test_a_shell_completes_what_there_is(folder: Path, typed: str, offered: list[str]) -> None:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.replace("\\ ", "_").split()) - 1)}
    ended = command(folder, _STRIPE_ECONOMIC_COMPLETE="bash_complete", **words)
    assert ended.status == 0
    assert [line.partition(",")[2] for line in ended.stdout] == offered


def test_without_a_project_nothing_is_offered_and_nothing_breaks(tmp_path: Path) -> None:
    words = {"COMP_WORDS": "stripe-economic reconcile --environment ", "COMP_CWORD": "3"}
    ended = command(tmp_path, _STRIPE_ECONOMIC_COMPLETE="bash_complete", **words)
    assert ("".join(ended.stdout), ended.stderr) == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_calls_the_program_back(tmp_path: Path, shell: str) -> None:
    script = "\n".join(command(tmp_path, "completion", shell).stdout)
    assert f"_STRIPE_ECONOMIC_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, encoding="utf-8", check=True)
