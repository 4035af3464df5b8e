"""How every command begins and ends."""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import Sandbox
from stripe_economic.cli import cli
from tests.operator.command import command
from tests.support import ROOT, clean_environment, start


def test_ctrl_c_ends_with_one_line_and_130(tmp_path: Path) -> None:
    (tmp_path / "meltano.yml").write_bytes((ROOT / "meltano.yml").read_bytes())
    (tmp_path / "mappings").symlink_to(ROOT / "mappings")
    with Sandbox(invoices=1, latency_ms=5000) as sandbox:
        environment = clean_environment(
            PYTHONPATH=str(ROOT),
            TAP_STRIPE_INVOICES_API_URL=sandbox.stripe.url,
            TARGET_ECONOMIC_API_URL=sandbox.economic.url,
        )
        days = ("--from", "2026-11-01", "--to", "2026-11-30")
        with start("stripe_economic", "reconcile", *days, cwd=tmp_path, env=environment) as process:
            while not sandbox.economic.requests:
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.splitlines()[-1] == "stripe-economic: interrupted: Stopped before the end."
    assert "Traceback" not in stderr


def test_language_and_quiet_are_those_of_one_command_alone(tmp_path: Path) -> None:
    assert command(tmp_path, "init", "books", "--quiet").stderr == ""
    (tmp_path / "books" / "meltano.yml").unlink()
    assert "chmod 600" in command(tmp_path, "init", "books").stderr


def test_no_colour_where_no_terminal_is_or_none_is_wanted() -> None:
    said = [sys.executable, "-c", "from stripe_economic.terminal.screen import red; print(repr(red('x')))"]
    for variables, shown in (({}, "'\\x1b[31mx\\x1b[0m'"), ({"NO_COLOR": "1"}, "'x'")):
        environment = clean_environment(PYTHONPATH=str(ROOT)) | variables
        ended = subprocess.run(said, env=environment, capture_output=True, encoding="utf-8", check=True)
        assert ended.stdout.strip() == shown


def test_a_pipe_that_is_closed_early_is_no_trouble(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "stripe_economic", "mappings", "show", "--samples"],
        cwd=tmp_path,
        env=clean_environment(PYTHONPATH=str(ROOT)),
        stdout=writer,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    os.close(writer)
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["run", "companies"])
def test_what_a_scheduler_calls_starts_without_what_other_commands_need(name: str) -> None:
    code = (
        "import sys; from stripe_economic.terminal.running import run; from stripe_economic.cli import cli; "
        f"run(cli, ['{name}', '--help']); print({{one.partition('.')[0] for one in sys.modules}})"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    loaded = ast.literal_eval(ended.stdout.splitlines()[-1])
    assert loaded >= {"stripe_economic", "click"}
    assert not loaded & {"sandbox", "uvicorn", "jinja2"}


def test_every_command_is_where_the_program_looks_for_it() -> None:
    for name in cli.commands:
        assert cli.commands[name].name == name
