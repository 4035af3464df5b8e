"""Dagster definitions: one partition per company, its documents as assets, its books as a check.

What runs is `stripe-economic run --company ...`, the same as on the command line. docs/scheduling.md says how to
start it, and what a replay and a reset are.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

sys.path.append(str(Path(__file__).resolve().parents[1] / "common"))

from failure_webhook import tell
from stripe_economic_entry import DOCUMENTS_FAILED, Entry, EntryError, books, facts

AGREEMENT_TAG = "stripe_economic/agreement"
GROUP = "stripe_economic"
# Of a run that was killed, Meltano may still be at work for a while; 20, 40 and 80 seconds later it is not.
RETRIES, FIRST_WAIT = 3, 20
_MONTH = 31

ENTRY = Entry.here()
COMPANIES = {one["name"]: one for one in ENTRY.companies()}
PARTITIONS = dg.StaticPartitionsDefinition(list(COMPANIES))


class Run(dg.Config):  # type: ignore[misc]  # Dagster is not installed where types are checked
    """What a run reads; change it in the launchpad.

    Attributes:
        ids: a replay: these Stripe ids and nothing else, separated by commas or spaces; bookmarks are left alone.
        full_refresh: a reset: forget how far earlier runs came and read everything; nothing is posted twice.
    """

    ids: str = ""
    full_refresh: bool = False


class Days(dg.Config):  # type: ignore[misc]  # as above
    """Which days are reconciled.

    Attributes:
        days: how many, up to and with today.
    """

    days: int = 3 * _MONTH


def _specs() -> list[dg.AssetSpec]:
    about = {
        "customers": ("e-conomic customers, found or created", []),
        "products": ("e-conomic products, found or created", []),
        "invoices": (
            "Paid Stripe invoices, credit notes and payments as e-conomic invoices",
            ["customers", "products"],
        ),
        "vouchers": ("Movements of the Stripe balance as journal vouchers", ["invoices"]),
    }
    return [
        dg.AssetSpec(name, description=text, deps=deps, group_name=GROUP, kinds={"stripe"})
        for name, (text, deps) in about.items()
    ]


@dg.multi_asset(
    name="pipeline",
    specs=_specs(),
    partitions_def=PARTITIONS,
    pool="stripe_economic",
    can_subset=False,
)
def pipeline(context: dg.AssetExecutionContext, config: Run) -> Iterator[dg.MaterializeResult]:
    """Carry what is due from Stripe into e-conomic, for one company, exactly once however often it is retried."""
    company = context.partition_key
    try:
        told = facts(ENTRY.run(company, context.log.info, full_refresh=config.full_refresh, ids=config.ids))
    except EntryError as error:
        raise dg.Failure(str(error), metadata={"company": company}) from None
    metadata = _metadata(told)
    if told["status"] in {0, DOCUMENTS_FAILED}:
        for spec in _specs():
            (name,) = spec.key.path
            counts = told["documents"].get(name, {})
            posted = {action: dg.MetadataValue.int(count) for action, count in counts.items()}
            yield dg.MaterializeResult(asset_key=spec.key, metadata={**posted, **metadata})
    if told["status"]:
        text = f"{company}: {told['ended']}, exit status {told['status']}, {told['failures']} documents failed"
        failure = dg.Failure(text, metadata=metadata)
        if not told["worth_retrying"]:
            # A key that was refused is refused again, and documents that failed are tried again by the next run.
            raise failure
        # Asked for here and not by a RetryPolicy, which would also start again what a person has terminated.
        wait = FIRST_WAIT * 2**context.retry_number
        raise dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=wait) from failure


@dg.asset_check(
    asset="vouchers",
    name="books_close",
    partitions_def=PARTITIONS,
    # A run whose books do not close has failed, so that somebody is told.
    blocking=True,
    pool="stripe_economic",
)
def books_close(context: dg.AssetCheckExecutionContext, config: Days) -> dg.AssetCheckResult:
    """Lay Stripe beside e-conomic, and fail where something is neither right nor explained."""
    company = context.partition_key
    page = ENTRY.project / ".runs" / company / "reconciliation.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = books(ENTRY.reconcile(company, config.days, page, context.log.info))
    except EntryError as error:
        raise dg.Failure(str(error), metadata={"company": company}) from None
    return dg.AssetCheckResult(
        passed=found["closes"],
        metadata={
            "unexplained": found["unexplained"],
            "findings": dg.MetadataValue.json(found["findings"]),
            "clearing": dg.MetadataValue.json(found["clearing"]),
            "report": dg.MetadataValue.url(page.as_uri()),
        },
    )


def _metadata(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "ended": told["ended"],
        "amounts": dg.MetadataValue.json(told["amounts"]),
        "codes": dg.MetadataValue.json(told["codes"]),
        "failures": told["failures"],
        "state_id": told["state_id"],
        "log": dg.MetadataValue.path(told["log"] or ""),
        "failed_ids": dg.MetadataValue.json(told["failed"]),
    }


def _tags(company: str) -> dict[str, str]:
    """Return the tags of a company's runs; dagster.yaml lets one run at a time have the same agreement."""
    return {AGREEMENT_TAG: COMPANIES[company]["agreement"]}


sync = dg.define_asset_job(
    "sync",
    selection=dg.AssetSelection.groups(GROUP),
    description="One company: what is due is posted, then the books are reconciled.",
    # A step only waits for a process of its own; another one around that costs seconds and a hundred megabytes.
    executor_def=dg.in_process_executor,
)


@dg.schedule(job=sync, cron_schedule="15 3 * * *", execution_timezone="Europe/Copenhagen")
def nightly(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Start a run for each company."""
    night = context.scheduled_execution_time.date().isoformat()
    for company in PARTITIONS.get_partition_keys():
        yield dg.RunRequest(run_key=f"{night}-{company}", partition_key=company, tags=_tags(company))


@dg.run_failure_sensor(monitored_jobs=[sync], default_status=dg.DefaultSensorStatus.RUNNING)
def failures(context: dg.RunFailureSensorContext) -> None:
    """Tell people of a run that failed: in the log, and where STRIPE_ECONOMIC_FAILURE_WEBHOOK is set, there."""
    company = context.dagster_run.tags.get("dagster/partition", "")
    reasons = [event.message for event in context.get_step_failure_events()] or [context.failure_event.message]
    text = f"stripe-economic: {company}: run {context.dagster_run.run_id} failed: {reasons[0]}"
    context.log.error(text)
    tell(text)


definitions = dg.Definitions(
    assets=[pipeline], asset_checks=[books_close], jobs=[sync], schedules=[nightly], sensors=[failures]
)
