"""`stripe-economic run`: the entry that cron, Dagster, Airflow and people call."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.runs.project import Firm, urls

PATIENCE = 120.0


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    with Sandbox(seed=1, invoices=40) as first, Sandbox(seed=2, invoices=12) as second:
        yield Firm(tmp_path, {"nordlys": first, "solskin": second})


def wait_for_drafts(firm: Firm, name: str, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(firm.references(name)) < number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_company_that_fails_does_not_stop_the_others_and_each_has_its_own_state(firm: Firm) -> None:
    firm.keys("nordlys", **urls(firm.sandboxes["nordlys"]), TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN="another")
    firm.keys("solskin", **urls(firm.sandboxes["solskin"]), TARGET_ECONOMIC_FAIL_ON="any")
    ended = firm.run("--format", "json", "--quiet", "--all", "--result", "told.json")
    # Cron sends what stands on standard error: which company, and why.
    assert ended.last_words.startswith("stripe-economic: nordlys: economic_tokens_rejected: ")
    told = json.loads("\n".join(ended.stdout))
    assert json.loads((firm.folder / "told.json").read_text("utf-8")) == told
    broken, well = told["companies"]
    assert (broken["company"], broken["ended"], broken["status"]) == ("nordlys", "economic_tokens_rejected", 1)
    # Documents that failed are for the next run; the run itself is complete.
    assert (well["company"], well["ended"], well["status"]) == ("solskin", "complete", 3)
    assert (well["failures"], well["worth_retrying"]) == (well["documents"]["invoices"]["failed"], False)
    assert well["documents"]["invoices"]["created"] == len(firm.references("solskin"))
    assert firm.references("nordlys") == []
    assert {one["state_id"].rpartition(":")[2] for one in told["companies"]} == {"nordlys", "solskin"}
    # What Meltano installs for the project is there for each company, and is not installed again.
    installed = firm.folder / ".meltano" / "extractors"
    folders = [firm.folder / ".meltano" / "pipelines" / f"sandbox-{name}" for name in ("nordlys", "solskin")]
    assert [(one / "extractors").resolve() for one in folders] == [installed.resolve()] * 2

    # The log holds what a person needs, the result nothing that says who a customer is.
    assert Path(well["log"]).is_file()
    customers = firm.sandboxes["solskin"].stripe.store.all("customer")
    text = json.dumps(told)
    assert not [one["id"] for one in customers if one.get("email") and one["email"] in text]
    assert "sk_test_sandbox" not in text


def test_without_a_file_of_companies_the_project_is_the_company(firm: Firm) -> None:
    (firm.folder / "companies.yml").unlink()
    ended = firm.run("--quiet", **urls(firm.sandboxes["solskin"]))
    assert ended.status == 0, ended.stderr
    assert ended.stdout[0] == "the project: complete, exit status 0"
    assert f"{len(firm.references('solskin'))} created" in ended.stdout[1]
    assert " state sandbox:tap-stripe-invoices-to-target-economic, log " in ended.stdout[-1]


def test_two_schedulers_start_the_same_company_at_once(firm: Firm) -> None:
    firm.sandboxes["solskin"].economic.latency_ms = 400
    with firm.start("--company", "solskin") as first:
        wait_for_drafts(firm, "solskin", 1)
        second = firm.run("--company", "solskin", "--quiet")
        firm.sandboxes["solskin"].economic.latency_ms = 0
        first.communicate(timeout=300)
    assert (first.returncode, second.status) == (0, 1)
    assert second.last_words.startswith("stripe-economic: already_running: ")
    assert set(Counter(firm.references("solskin")).values()) == {1}


def test_a_signal_reaches_the_target_and_the_next_run_goes_on(firm: Firm) -> None:
    firm.sandboxes["nordlys"].economic.latency_ms = 60
    with firm.start("--company", "nordlys", "--format", "json") as process:
        wait_for_drafts(firm, "nordlys", 4)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=60)
    told = json.loads(output)
    assert (process.returncode, told["ended"]) == (143, "stopped"), errors
    posted = len(firm.references("nordlys"))
    time.sleep(1)
    assert len(firm.references("nordlys")) == posted < 36
    firm.sandboxes["nordlys"].economic.latency_ms = 0
    again = firm.result("--company", "nordlys")
    assert again["ended"] == "complete"
    assert len(firm.references("nordlys")) > posted
    assert set(Counter(firm.references("nordlys")).values()) == {1}


def test_killed_without_a_word_and_retried_at_once(firm: Firm) -> None:
    firm.sandboxes["nordlys"].economic.latency_ms = 200
    with firm.start("--company", "nordlys") as process:
        wait_for_drafts(firm, "nordlys", 4)
        process.kill()
        process.communicate(timeout=60)
    # Meltano lives on, and holds the turn until it has ended.
    assert "already_running" in firm.run("--company", "nordlys", "--quiet").last_words
    (meltano,) = meltano_in(firm.folder)
    os.killpg(meltano, signal.SIGKILL)

    # Now Meltano is killed and the command lives: what it says is worth another try, which is not refused either.
    requests = firm.sandboxes["nordlys"].economic.requests
    requests.clear()
    with firm.start("--company", "nordlys", "--format", "json") as process:
        deadline = time.monotonic() + PATIENCE
        while len(requests) < 5 or not meltano_in(firm.folder):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        (meltano,) = meltano_in(firm.folder)
        os.killpg(meltano, signal.SIGKILL)
        told = json.loads(process.communicate(timeout=60)[0])
    assert (process.returncode, told["ended"], told["worth_retrying"]) == (137, "stopped", True)
    firm.sandboxes["nordlys"].economic.latency_ms = 0
    again = firm.result("--company", "nordlys")
    assert again["ended"] == "complete"
    assert set(Counter(firm.references("nordlys")).values()) == {1}

    # Some ids alone, with the bookmarks left alone; and everything anew: nothing is posted twice by either.
    (one, *_) = firm.references("nordlys")
    replayed = firm.result("--company", "nordlys", "--ids", one)
    assert replayed["documents"] == {"invoices": {"unchanged": 1}}
    assert replayed["state_id"].endswith(":nordlys-replay")
    anew = firm.result("--company", "nordlys", "--full-refresh")
    assert anew["documents"]["invoices"]["unchanged"] == len(firm.references("nordlys"))
    assert anew["documents_created"] == 0


def meltano_in(folder: Path) -> list[int]:
    """The processes of `meltano run` in a folder that lead a group."""
    numbers = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
    return [pid for pid in numbers if _is_meltano_of(pid, folder)]


def _is_meltano_of(pid: int, folder: Path) -> bool:
    """Whether a process is the `meltano run` that leads its group, in that folder."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text("utf-8")
        return "meltano\0--environment" in command and Path(f"/proc/{pid}/cwd").resolve() == folder.resolve()
    except OSError:
        return False
