"""The DAG, run by Airflow against sandboxes of two companies."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "common"))

from firm import ROOT, Firm, listening

AIRFLOW = str(Path(sys.executable).parent / "airflow")


@pytest.fixture(scope="session")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    found = Firm.start(tmp_path_factory.mktemp("firm"), invoices=12)
    os.environ.update(
        found.environment,
        AIRFLOW_HOME=str(found.folder / "airflow"),
        AIRFLOW__CORE__DAGS_FOLDER=str(ROOT / "orchestration" / "airflow"),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
    )
    try:
        for command in (("db", "migrate"), ("pools", "set", "stripe_economic", "2", "Companies at once")):
            subprocess.run([AIRFLOW, *command], check=True, capture_output=True)
        yield found
    finally:
        found.stop()


def start(**params: object) -> subprocess.Popen[str]:
    """Start one run of the DAG."""
    return subprocess.Popen(
        [AIRFLOW, "dags", "test", "stripe_economic", "--conf", json.dumps(params)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def execute(**params: object) -> tuple[bool, str]:
    """Run the DAG once; whether it succeeded, and what was said."""
    with start(**params) as process:
        output, _ = process.communicate(timeout=600)
    return process.returncode == 0, output


def results(firm: Firm, company: str) -> list[dict[str, Any]]:
    """What the runs of a company came to, the oldest first."""
    files = sorted((firm.folder / ".runs" / company).glob("*/result.json"))
    return [json.loads(path.read_text("utf-8")) for path in files]


def kept(firm: Firm) -> list[tuple[str, str]]:
    """Everything that the tasks left in XCom: its key, and its value as text."""
    with sqlite3.connect(firm.folder / "airflow" / "airflow.db") as database:
        return [(key, str(value)) for key, value in database.execute("select key, value from xcom")]


def test_a_run_killed_without_a_word_is_retried_and_posts_nothing_twice_in_either_company(firm: Firm) -> None:
    firm.slow("nordlys", 0.5)
    with start() as process:
        firm.wait_for_drafts("nordlys", 2)
        meltano = [one for one in firm.meltano() if firm.works_on(one, "nordlys")]
        assert len(meltano) == 1
        os.killpg(meltano[0], signal.SIGKILL)
        firm.slow("nordlys", 0)
        output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output[-3000:]
    assert [one["ended"] for one in results(firm, "nordlys")] == ["stopped", "complete"]
    assert [one["ended"] for one in results(firm, "solskin")] == ["complete"]
    assert len(firm.drafts("nordlys")) > 2
    assert len(firm.drafts("solskin")) > 2

    # What Airflow keeps tells numbers and ids, and nobody's name or address.
    found = kept(firm)
    assert any("documents" in value for _key, value in found)
    customers = firm.ask("nordlys", "/customers?pagesize=1000")["collection"]
    personal = [one[field] for one in customers for field in ("name", "email", "address") if one.get(field)]
    assert personal
    assert [(key, value) for key, value in found for one in personal if one in value] == []
    assert [key for key, value in found if "sk_test" in value or "sandbox-agreement" in value] == []


def test_replay_and_reset_of_one_company_post_nothing_twice(firm: Firm) -> None:
    there, before = firm.drafts("solskin"), len(results(firm, "nordlys"))
    one = next(source for source in there if source.startswith("in_"))
    succeeded, output = execute(company="solskin", ids=one)
    assert succeeded, output[-3000:]
    replayed = results(firm, "solskin")[-1]
    assert (replayed["documents"], replayed["state_id"][-6:]) == ({"invoices": {"unchanged": 1}}, "replay")
    succeeded, output = execute(company="solskin", full_refresh=True)
    assert succeeded, output[-3000:]
    reset = results(firm, "solskin")[-1]
    assert (reset["documents"]["invoices"]["unchanged"], reset["documents_created"]) == (len(there), 0)
    assert firm.drafts("solskin") == there
    assert len(results(firm, "nordlys")) == before


def test_a_company_that_fails_does_not_stop_the_others_and_edited_books_do_not_close(firm: Firm) -> None:
    source = firm.edit_a_draft("nordlys")
    firm.change("nordlys", TARGET_ECONOMIC_FAIL_ON="any")
    firm.break_keys("solskin")
    with listening() as told:
        succeeded, output = execute(days=366)
    firm.mend_keys("solskin")
    assert not succeeded
    assert [one for one in told if "solskin: economic_tokens_rejected" in one]
    assert [one for one in told if "nordlys: the books do not close" in one]
    assert [one for one in told if "nordlys: " in one and " documents failed (" in one]
    assert len(told) == 3
    assert results(firm, "solskin")[-1]["ended"] == "economic_tokens_rejected"
    # A key that was refused is not tried again.
    assert [one["ended"] for one in results(firm, "solskin")].count("economic_tokens_rejected") == 1
    # Documents that failed are told of, and the books are reconciled all the same.
    assert (results(firm, "nordlys")[-1]["ended"], results(firm, "nordlys")[-1]["status"]) == ("complete", 3)
    assert "nordlys: the books do not close" in output
    (found,) = [value for key, value in kept(firm) if key == "books"]
    assert source in found


def test_a_company_that_is_not_there_is_named(firm: Firm) -> None:
    assert firm.folder.exists()
    succeeded, output = execute(company="nordly")
    assert not succeeded
    assert "There is no company nordly; there are: nordlys, solskin." in output


def test_a_company_with_a_slip_in_its_entry_is_named_with_the_slip(firm: Firm) -> None:
    file = firm.folder / "companies.yml"
    text = file.read_text("utf-8")
    file.write_text(f"{text}  - name: havblik\n    mapings: mappings\n", encoding="utf-8")
    succeeded, output = execute(company="havblik")
    file.write_text(text, encoding="utf-8")
    assert not succeeded
    assert "there are: nordlys, solskin. Left out: companies.yml:11: unknown key `mapings`." in output
