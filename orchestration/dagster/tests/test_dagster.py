"""The definitions, run by Dagster against sandboxes of two companies."""

import importlib.util
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "common"))

from firm import ROOT, Firm, listening

DEFINITIONS = ROOT / "orchestration" / "dagster" / "definitions.py"
NIGHT = datetime(2026, 12, 1, 2, 15, tzinfo=UTC)
DAGSTER = str(Path(sys.executable).parent / "dagster")


@pytest.fixture(scope="session")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    found = Firm.start(tmp_path_factory.mktemp("firm"), invoices=12)
    home = found.folder / "dagster-home"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    os.environ.update(found.environment, DAGSTER_HOME=str(home))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def loaded(firm: Firm) -> ModuleType:
    """The module of definitions, which reads companies.yml when it is loaded."""
    assert firm.folder.exists()
    spec = importlib.util.spec_from_file_location("definitions", DEFINITIONS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def execute(loaded: ModuleType, company: str, **config: object) -> dg.ExecuteInProcessResult:
    """Run the job of a company in this process."""
    job = loaded.definitions.resolve_job_def("sync")
    # The sandbox's company has made-up invoices all the year long.
    ops = {"ops": {"pipeline": {"config": config}, "vouchers_books_close": {"config": {"days": 366}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        ended = job.execute_in_process(partition_key=company, run_config=ops, instance=instance, raise_on_error=False)
        if not ended.success:
            (event,) = [one for one in ended.all_events if one.event_type == dg.DagsterEventType.RUN_FAILURE]
            # As Dagster's daemon does when it sees a failed run.
            loaded.failures(
                dg.build_run_status_sensor_context(
                    "failures", dagster_event=event, dagster_instance=instance, dagster_run=ended.dagster_run
                ).for_run_failure()
            )
    return ended


def start(company: str) -> subprocess.Popen[str]:
    """Start the job of a company from the command line."""
    tags = f'{{"dagster/partition": "{company}"}}'
    return subprocess.Popen(
        [DAGSTER, "job", "execute", "-f", str(DEFINITIONS), "-j", "sync", "--tags", tags],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def facts(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    """What was noted of an asset in a run."""
    (event,) = [one for one in result.get_asset_materialization_events() if one.asset_key == dg.AssetKey(asset)]
    return {name: entry.value for name, entry in event.materialization.metadata.items()}


def checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    """What was checked in a run, by name."""
    return {one.check_name: one for one in result.get_asset_check_evaluations()}


def failure(result: dg.ExecuteInProcessResult, step: str = "pipeline") -> str:
    """Why a step failed."""
    (event,) = [one for one in result.all_events if one.is_step_failure and one.step_key == step]
    return str(event.event_specific_data.error)


def test_what_a_host_loads_is_valid(loaded: ModuleType) -> None:
    dg.Definitions.validate_loadable(loaded.definitions)
    assert loaded.PARTITIONS.get_partition_keys() == ["nordlys", "solskin"]


def test_the_nightly_schedule_starts_each_company_under_its_agreement(loaded: ModuleType) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        repository = loaded.definitions.get_repository_def()
        context = dg.build_schedule_context(instance, scheduled_execution_time=NIGHT, repository_def=repository)
        asked = loaded.nightly.evaluate_tick(context).run_requests
    assert [(one.partition_key, one.tags["stripe_economic/agreement"]) for one in asked] == [
        ("nordlys", "nordlys"),
        ("solskin", "solskin"),
    ]


def test_a_job_stopped_from_outside_stops_its_run_and_is_made_good_by_the_next(firm: Firm) -> None:
    firm.slow("nordlys", 0.5)
    with start("nordlys") as process:
        firm.wait_for_drafts("nordlys", 2)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=120)
    assert process.returncode != 0, output
    assert firm.meltano() == []
    posted = len(firm.drafts("nordlys"))
    firm.slow("nordlys", 0)
    with start("nordlys") as process:
        output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    assert "Asset check 'books_close' on 'vouchers' passed" in output
    assert len(firm.drafts("nordlys")) > posted


def test_a_run_killed_without_a_word_is_retried_and_posts_nothing_twice(firm: Firm, loaded: ModuleType) -> None:
    firm.slow("solskin", 0.5)
    ended: list[dg.ExecuteInProcessResult] = []
    thread = threading.Thread(target=lambda: ended.append(execute(loaded, "solskin")))
    thread.start()
    firm.wait_for_drafts("solskin", 2)
    (meltano,) = firm.meltano()
    os.killpg(meltano, signal.SIGKILL)
    firm.slow("solskin", 0)
    thread.join(timeout=300)
    (result,) = ended
    assert result.success
    assert [one.step_key for one in result.all_events if one.event_type_value == "STEP_RESTARTED"] == ["pipeline"]
    noted = facts(result, "invoices")
    assert noted["created"] < len(firm.drafts("solskin"))
    assert noted["failed"] == len([one for one in noted["failed_ids"] if one["document"] == "invoices"])


def test_a_company_that_fails_does_not_stop_the_others(firm: Firm, loaded: ModuleType) -> None:
    firm.break_keys("solskin")
    with listening() as told:
        broken = execute(loaded, "solskin")
    firm.mend_keys("solskin")
    (message,) = told
    assert message.startswith("stripe-economic: solskin: run ")
    assert " failed: solskin: economic_tokens_rejected, exit status 1, see " in message
    assert "economic_tokens_rejected" in Path(message.rpartition(", see ")[2]).read_text("utf-8")
    assert not broken.success
    assert "economic_tokens_rejected" in failure(broken)
    # A key that was refused is not tried again.
    assert [one for one in broken.all_events if one.event_type_value == "STEP_RESTARTED"] == []
    assert execute(loaded, "nordlys").success


def test_replay_and_reset_are_settings_of_a_run_and_post_nothing_twice(firm: Firm, loaded: ModuleType) -> None:
    there = firm.drafts("nordlys")
    one = next(source for source in there if source.startswith("in_"))
    replayed = execute(loaded, "nordlys", ids=one)
    assert replayed.success
    assert facts(replayed, "invoices")["unchanged"] == 1
    assert facts(replayed, "invoices")["state_id"].endswith(":nordlys-replay")
    reset = execute(loaded, "nordlys", full_refresh=True)
    assert reset.success
    assert facts(reset, "invoices")["unchanged"] == len(there)
    assert "created" not in facts(reset, "invoices")
    assert firm.drafts("nordlys") == there


def test_documents_that_failed_fail_the_run_and_the_books_are_reconciled_all_the_same(
    firm: Firm, loaded: ModuleType
) -> None:
    firm.change("nordlys", TARGET_ECONOMIC_FAIL_ON="any")
    with listening() as told:
        result = execute(loaded, "nordlys", full_refresh=True)
    firm.change("nordlys", TARGET_ECONOMIC_FAIL_ON="never")
    assert not result.success
    found = checks(result)
    assert (found["documents_posted"].passed, found["books_close"].passed) == (False, True)
    assert found["documents_posted"].metadata["failures"].value == facts(result, "invoices")["failures"] > 0
    (message,) = told
    assert " documents failed" in message


def test_a_run_from_the_launchpad_is_limited_by_its_agreement_too(loaded: ModuleType) -> None:
    job = loaded.definitions.resolve_job_def("sync")
    assert job.get_tags_for_partition_key("solskin", None)["stripe_economic/agreement"] == "solskin"


def test_the_books_of_a_document_that_somebody_edited_do_not_close(firm: Firm, loaded: ModuleType) -> None:
    source = firm.edit_a_draft("solskin")
    result = execute(loaded, "solskin")
    assert not result.success
    check = checks(result)["books_close"]
    assert not check.passed
    assert source in [one["stripe_id"] for one in check.metadata["findings"].value]
    page = Path(check.metadata["report"].value)
    assert source in page.read_text("utf-8")
