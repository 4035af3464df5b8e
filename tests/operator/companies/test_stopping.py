"""What a signal comes to when Meltano, or what it started, does not end by itself."""

import io
import signal
import subprocess
import sys
import threading
import time

from stripe_economic.running.process import Stopper, to_the_end
from tests.support import ROOT

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(120)"
# As the first process of a container that takes no notice of orphans: one of them ends, and nobody waits for it.
CARELESS = """
import ctypes, io, subprocess, sys
from stripe_economic.running.process import Stopper, to_the_end
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
leaves_one = "import os, time; os.fork() or time.sleep(0.5)"
process = subprocess.Popen(
    [sys.executable, "-c", leaves_one], stdout=subprocess.PIPE, text=True, start_new_session=True
)
print(to_the_end(process, io.StringIO(), print, Stopper()))
"""


def started(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )


def test_what_does_not_hear_a_signal_is_killed_when_its_time_is_over() -> None:
    stopper, said = Stopper(patience=0.5), []

    def hear(line: str) -> None:
        said.append(line)
        stopper(signal.SIGTERM, None)

    with started(DEAF) as process:
        began = time.monotonic()
        status = to_the_end(process, io.StringIO(), hear, stopper)
    assert (status, said) == (-signal.SIGKILL, ["up"])
    assert time.monotonic() - began < 60
    assert stopper.signal == signal.SIGTERM


def test_what_ends_in_time_is_not_killed_afterwards() -> None:
    stopper = Stopper(patience=90)
    with started("import time; print('up', flush=True); time.sleep(120)") as process:
        status = to_the_end(process, io.StringIO(), lambda _line: stopper(signal.SIGTERM, None), stopper)
    assert status == -signal.SIGTERM
    deadline = time.monotonic() + 60
    while any(isinstance(one, threading.Timer) for one in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_orphan_that_has_ended_is_not_waited_for() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CARELESS], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert ended.stdout.split() == ["0"]


def test_a_run_goes_on_to_its_end_where_nobody_hears_it_any_more() -> None:
    def gone(_line: str) -> None:
        raise BrokenPipeError

    log = io.StringIO()
    with started("print('one'); print('two')") as process:
        assert to_the_end(process, log, gone, Stopper()) == 0
    assert log.getvalue() == "one\ntwo\n"
