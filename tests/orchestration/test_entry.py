"""How orchestrators call the command, and stop it: `orchestration/common/stripe_economic_entry.py`."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from orchestration.common.stripe_economic_entry import Entry, EntryError, window
from tests.support import ROOT

COMMON = ROOT / "orchestration" / "common"

# Stands for `stripe-economic`: takes its time over a signal, has much to say meanwhile, and leaves a note at its end.
SLOW = """#!{python}
import pathlib, signal, sys, time
def stop(*_):
    time.sleep(0.5)
    try:
        for number in range(3000):
            print("x" * 100, flush=True)
    except BrokenPipeError:
        sys.stdout = None
    pathlib.Path("ended").write_text("well")
    sys.exit(143)
signal.signal(signal.SIGTERM, stop)
print("begun", flush=True)
time.sleep(120)
"""
# As Airflow's runner of a task: takes the signal without a word to the task.
TASK = """
import signal, sys
sys.path.append({common!r})
from pathlib import Path
from stripe_economic_entry import Entry, Stopped
signal.signal(signal.SIGTERM, lambda *_: None)
try:
    Entry(Path("."), "./slow").run("nordlys", lambda line: print(line, flush=True))
except Stopped as stopped:
    print(stopped, stopped.worth_retrying, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    command = tmp_path / "slow"
    command.write_text(SLOW.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def task(folder: Path) -> "subprocess.Popen[str]":
    """Start the runner of a task, and wait until what it runs is at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", TASK.format(common=str(COMMON))], cwd=folder, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def ended_well(folder: Path) -> bool:
    deadline = time.monotonic() + 30
    while not (folder / "ended").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return (folder / "ended").exists()


def test_a_stop_that_the_orchestrator_keeps_to_itself_reaches_the_run(folder: Path) -> None:
    with task(folder) as process:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
    assert ended_well(folder)
    assert output.splitlines()[-1] == "Stopped by signal 15. True"


def test_a_run_whose_orchestrator_is_killed_after_the_stop_ends_by_itself(folder: Path) -> None:
    with task(folder) as process:
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        process.kill()
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert ended_well(folder)


@pytest.mark.parametrize(("script", "again"), [("kill -9 $$", True), ("exit 2", False), ("exit 1", False)])
def test_a_command_that_was_killed_may_be_started_again_and_one_that_was_refused_not(
    folder: Path, script: str, *, again: bool
) -> None:
    (folder / "slow").write_text(f"#!/bin/sh\necho why >&2\n{script}\n", encoding="utf-8")
    with pytest.raises(EntryError, match="why") as caught:
        Entry(folder, str(folder / "slow")).run("nordlys", lambda _line: None)
    assert caught.value.worth_retrying is again


def test_a_command_that_is_not_there_is_named_with_where_it_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match="STRIPE_ECONOMIC_COMMAND") as caught:
        Entry(tmp_path, str(tmp_path / "nowhere")).companies()
    assert not caught.value.worth_retrying


def test_what_is_said_of_each_document_stays_in_the_log_of_the_run(folder: Path) -> None:
    lines = ("begun", 'target-economic outcome {"id": "in_1", "message": "anna@example.dk"}', "METRIC x=1", "over")
    said = "".join(f"echo '{line}'\n" for line in lines)
    (folder / "slow").write_text(f"#!/bin/sh\n{said}echo '{{}}' > $5\n", encoding="utf-8")
    heard: list[str] = []
    assert Entry(folder, str(folder / "slow")).run("nordlys", heard.append) == {}
    assert heard == ["begun", "over"]


def test_companies_with_whose_entries_nothing_is_wrong_are_listed_beside_what_is_wrong(folder: Path) -> None:
    (folder / "companies.yml").write_text(
        "companies:\n  - name: nordlys\n  - name: solskin\n    mapings: b\n", "utf-8"
    )
    (folder / "meltano.yml").write_bytes((ROOT / "meltano.yml").read_bytes())
    found = Entry(folder, str(Path(sys.executable).parent / "stripe-economic")).companies()
    assert [one["name"] for one in found.companies] == ["nordlys"]
    assert [one.partition(" (")[0] for one in found.problems] == ["companies.yml:4: unknown key `mapings`"]
    (folder / "companies.yml").write_text("companies:\n  - name: solskin\n    mapings: b\n", "utf-8")
    with pytest.raises(EntryError, match=r"companies\.yml:3: unknown key"):
        Entry(folder, str(Path(sys.executable).parent / "stripe-economic")).companies()


def test_the_days_that_are_reconciled_end_yesterday() -> None:
    assert window(date(2026, 3, 1), 93) == (date(2025, 11, 28), date(2026, 2, 28))
    assert window(date(2026, 3, 1), 1) == (date(2026, 2, 28), date(2026, 2, 28))


def test_a_page_has_a_web_address_where_somebody_serves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry(tmp_path, "stripe-economic")
    page = entry.page("nordlys", "manual__2026-01-01T03:15:00+00:00")
    assert entry.link(page) is None
    monkeypatch.setenv("STRIPE_ECONOMIC_REPORTS_URL", "https://books.example/reports/")
    name = "manual__2026-01-01T03-15-00-00-00.html"
    assert entry.link(page) == f"https://books.example/reports/nordlys/{name}"


def test_the_newest_pages_of_a_company_are_kept(tmp_path: Path) -> None:
    entry = Entry(tmp_path, "stripe-economic")
    for number in range(60):
        page = entry.page("nordlys", f"scheduled__2026-01-{number}T03:15:00+00:00")
        page.write_text(json.dumps(number), encoding="utf-8")
        os.utime(page, (number, number))
    left = sorted(json.loads(one.read_text("utf-8")) for one in page.parent.iterdir())
    assert left == list(range(10, 60))
