"""What long work tells of how far it is."""

import os
import pty
import subprocess
import sys
from contextvars import copy_context
from dataclasses import dataclass

import pytest

from stripe_economic.terminal.pace import Pace, Words
from stripe_economic.terminal.progress import Plain, progress
from stripe_economic.terminal.quiet import hush
from tests.support import ROOT, clean_environment


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_says_how_many_how_fast_how_long_still_and_what_it_is_at(clock: Clock) -> None:
    pace = Pace(Words.in_use(), clock)
    assert pace.at(0, 3000) == "0 of 3,000"
    clock.now += 10
    assert pace.at(1000, 3000, "in_1") == "1,000 of 3,000, 100 a second, about 20 s left, in_1"
    assert pace.at(1000, None, "in_1") == "1,000, 100 a second, in_1"
    clock.now += 590
    assert pace.at(1200, 12000) == "1,200 of 12,000, 2 a second, about 2 h left".replace("2 h", "1.5 h")
    assert pace.at(60, 90) == "60 of 90, 6 a minute, about 5 min left"
    assert pace.at(91, 90) == "91, 9 a minute"
    assert pace.ended() == "91 in 10 min"


def test_plain_lines_come_first_last_and_now_and_then(clock: Clock) -> None:
    said: list[str] = []
    shown = Plain("Reading", said.append, clock)
    for number in range(1, 13):
        shown.at(number, 12, f"in_{number}")
        clock.now += 1
    shown.end()
    assert [line.split(",")[0] for line in said] == [
        "Reading: 1 of 12",
        "Reading: 6 of 12",
        "Reading: 11 of 12",
        "Reading: 12 of 12 in 12 s",
    ]


def test_while_nothing_gets_done_few_lines_say_so(clock: Clock) -> None:
    said: list[str] = []
    shown = Plain("Reading", said.append, clock)
    for _ in range(36):
        shown.at(0)
        clock.now += 1
    assert said[0] == "Reading: 0"
    assert len(said) == 2


def test_what_was_not_counted_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Reading"):
        pass
    assert capsys.readouterr().err == ""


def test_where_the_work_fails_the_last_line_is_the_errors(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        with progress("Reading") as shown:
            shown.at(1, 2)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work()
    assert capsys.readouterr().err.splitlines() == ["Reading: 1 of 2"]


def test_quiet_and_work_inside_other_work_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def quiet() -> None:
        hush()
        with progress("Reading") as shown:
            shown.at(1, 2)

    copy_context().run(quiet)
    with progress("Outer") as outer, progress("Inner") as inner:
        outer.at(1)
        inner.at(7)
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["Outer", "Outer"]


WORK = """
from stripe_economic.terminal.progress import progress
import sys, time
with progress("Reading") as shown:
    for number in range(4):
        shown.at(number, 4, f"in_{number}")
        time.sleep(0.2)
print("result")
"""


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_on_a_terminal_a_line_changes_and_is_gone_in_the_end(term: str) -> None:
    ours, theirs = pty.openpty()
    environment = clean_environment(TERM=term, PYTHONPATH=str(ROOT), COLUMNS="100")
    with subprocess.Popen(
        [sys.executable, "-c", WORK], stderr=theirs, stdout=subprocess.PIPE, encoding="utf-8", env=environment
    ) as process:
        os.close(theirs)
        result = process.stdout.read() if process.stdout else ""
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
    os.close(ours)
    assert result == "result\n"
    assert "0 of 4" in shown
    if term == "dumb":
        assert "\x1b" not in shown
        assert "Reading: 3 of 4 in" in shown
    else:
        assert "in_3" in shown
        assert shown.rstrip().endswith("\x1b[2K")  # the line is wiped


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other end is closed
        return b""
