"""The whole pipeline is killed half-way; the next run leaves one draft per invoice."""

import os
import signal
import time

import pytest

from tests.scenarios.conftest import TASKS, Project, kill_group

PATIENCE = 120.0


def wait_for_drafts(project: Project, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(project.sandbox.economic.store.drafts) < number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("whole_machine", [True, False], ids=["everything dies", "only Meltano dies"])
def test_killed_half_way_and_run_again(project: Project, *, whole_machine: bool) -> None:
    project.sandbox.economic.latency_ms = 60
    with project.start("run", *TASKS) as process:
        wait_for_drafts(project, 8)
        if whole_machine:
            kill_group(process)
        else:
            # The target lives on and posts what is in its pipe, beside the run that is started now.
            os.kill(process.pid, signal.SIGKILL)
        posted = len(project.sandbox.economic.store.drafts)
        assert posted < 37
        # Meltano refuses a second run for five minutes unless it is told that the first is dead.
        again = project.sync("--force")
        assert again.status == 0, again.stderr
    invoices = [one for one in project.sandbox.stripe.store.all("invoice") if one["status"] == "paid"]
    failed = {one["id"] for one in again.outcomes if one["action"] == "failed"}
    assert project.drafts.keys() == {invoice["id"] for invoice in invoices} - failed
