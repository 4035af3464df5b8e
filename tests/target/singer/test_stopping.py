"""How the target ends: STATE as it goes, signals, and a reader that has gone."""

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from tests.support import ECONOMIC_TOKENS, ROOT, clean_environment, config_file, lines, start
from tests.target.documents import invoice, record, schema_message, state


@contextmanager
def running(sandbox: Sandbox, folder: Path) -> Iterator[Popen[str]]:
    """A target with its three ends open; whatever happens, it is gone afterwards."""
    config = config_file(folder, api_url=sandbox.economic.url, **ECONOMIC_TOKENS)
    with start("target_economic", "--config", config) as process:
        try:
            yield process
        finally:
            process.kill()


def send(process: Popen[str], *messages: dict[str, Any]) -> None:
    assert process.stdin
    process.stdin.write(lines(messages))
    process.stdin.flush()


def next_state(process: Popen[str]) -> dict[str, Any]:
    assert process.stdout
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def test_each_state_comes_back_as_soon_as_what_was_before_it_is_done(empty_sandbox: Sandbox, tmp_path: Path) -> None:
    with running(empty_sandbox, tmp_path) as process:
        for n in range(1, 4):
            at = state(f"2026-01-0{n}T00:00:00Z")
            send(process, *([schema_message()] if n == 1 else []), record(invoice(f"in_{n}")), at)
            assert next_state(process) == at["value"]
            assert len(empty_sandbox.economic.store.drafts) == n


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_waiting_ends_with_128_and_its_number(
    empty_sandbox: Sandbox, tmp_path: Path, signum: signal.Signals
) -> None:
    with running(empty_sandbox, tmp_path) as process:
        send(process, schema_message(), record(invoice()), state("2026-01-01T00:00:00Z"))
        next_state(process)
        process.send_signal(signum)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 128 + signum
        assert stderr.rstrip().splitlines()[-1].startswith("target-economic: stopped: ")
        assert "Traceback" not in stderr


def test_a_signal_during_a_batch_finishes_the_document_in_hand_and_starts_no_other(
    empty_sandbox: Sandbox, tmp_path: Path
) -> None:
    with running(empty_sandbox, tmp_path) as process:
        send(process, schema_message(), record(invoice("in_0")), state("2026-01-01T00:00:00Z"))
        next_state(process)
        empty_sandbox.economic.latency_ms = 100
        send(process, *(record(invoice(f"in_{n}")) for n in range(1, 60)), state("2026-02-01T00:00:00Z"))
        assert process.stderr
        for line in process.stderr:
            if '"id": "in_3"' in line:
                break
        process.send_signal(signal.SIGTERM)
        stdout, _ = process.communicate(timeout=60)
        assert process.returncode == 128 + signal.SIGTERM
        assert stdout == ""  # the batch is not finished, so its STATE is not out
        assert 4 <= len(empty_sandbox.economic.store.drafts) < 60


def test_when_nobody_reads_state_any_more_the_target_says_so_and_stops(
    empty_sandbox: Sandbox, tmp_path: Path
) -> None:
    with running(empty_sandbox, tmp_path) as process:
        assert process.stdout
        process.stdout.close()
        send(process, schema_message(), record(invoice()), state("2026-01-01T00:00:00Z"))
        assert process.stdin
        process.stdin.close()
        assert process.stderr
        stderr = process.stderr.read()
        assert process.wait(timeout=60) == 1
        assert stderr.rstrip().splitlines()[-1].startswith("target-economic: state_not_written: ")
        assert "Traceback" not in stderr
        assert "Summary: invoices created: 1; " in stderr


def test_a_signal_ends_the_run_though_nobody_takes_the_state_that_is_being_written(
    empty_sandbox: Sandbox, tmp_path: Path
) -> None:
    with running(empty_sandbox, tmp_path) as process:
        many = [{"id": f"in_{n}", "code": "rejected", "attempts": 1} for n in range(2000)]  # more than a pipe holds
        send(process, schema_message(), record(invoice()), state("2026-01-01T00:00:00Z", many))
        assert process.stderr
        for line in process.stderr:
            if '"action": "created"' in line:
                break
        process.send_signal(signal.SIGTERM)
        stderr = process.stderr.read()
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
        assert stderr.rstrip().splitlines()[-1].startswith("target-economic: stopped: ")


def test_what_nobody_thought_of_ends_with_its_name_as_the_last_line() -> None:
    broken = "import target_economic.__main__ as m; m.TargetEconomic.cli = lambda **_: {}['vatZone']; m.main()"
    ended = subprocess.run(
        [sys.executable, "-c", broken], cwd=ROOT, input="", capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.rstrip().splitlines()[-1] == "target-economic: internal_error: KeyError: 'vatZone'"


@pytest.mark.parametrize("missing", ["<&-", ">&-", "2>&-"])
def test_without_one_of_its_three_ends_it_says_so_and_does_nothing(
    empty_sandbox: Sandbox, tmp_path: Path, missing: str
) -> None:
    config = config_file(tmp_path, api_url=empty_sandbox.economic.url, **ECONOMIC_TOKENS)
    command = [sys.executable, "-m", "target_economic", "--config", config]
    ended = subprocess.run(
        ["/bin/sh", "-c", f"exec {shlex.join(command)} {missing}"],
        cwd=ROOT,
        env=clean_environment(),
        input=lines([schema_message(), record(invoice())]) if missing != "<&-" else None,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip() in {"", "target-economic: no_pipes: Standard input, output and error must be open."}
    assert (ended.stderr == "") == (missing == "2>&-")
    assert not empty_sandbox.economic.requests


def test_a_signal_while_e_conomic_is_down_ends_the_waiting(empty_sandbox: Sandbox, tmp_path: Path) -> None:
    with running(empty_sandbox, tmp_path) as process:
        send(process, schema_message(), record(invoice("in_0")), state("2026-01-01T00:00:00Z"))
        next_state(process)
        empty_sandbox.economic.faults.add(Fault(method="GET", times=99, action="fail_before_commit", status=503))
        send(process, record(invoice("in_1")), state("2026-02-01T00:00:00Z"))
        assert process.stderr
        for line in process.stderr:
            if "Trying again" in line:
                break
        process.send_signal(signal.SIGTERM)
        stderr = process.stderr.read()
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
        assert stderr.rstrip().splitlines()[-1].startswith("target-economic: stopped: ")
