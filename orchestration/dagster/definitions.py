"""Dagster definitions: one partition per company, its documents as assets, its books as a check.

What runs is `stripe-economic run --company ...`, the same as on the command line. docs/scheduling.md says how to
start it, and what a replay and a reset are.
"""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

sys.path.append(str(Path(__file__).resolve().parents[1] / "common"))

from failure_webhook import WebhookError, tell
from stripe_economic_entry import DOCUMENTS_FAILED, Entry, EntryError, Stopped, books, facts

AGREEMENT_TAG = "stripe_economic/agreement"
GROUP = "stripe_economic"
# Of a run that was killed, Meltano may still be at work for a while; 20, 40 and 80 seconds later it is not.
RETRIES, FIRST_WAIT = 3, 20
_MONTH = 31

ENTRY = Entry.here()
LISTED = ENTRY.companies()
COMPANIES = {one["name"]: one for one in LISTED.companies}
for _problem in LISTED.problems:
    logging.getLogger("dagster.stripe_economic").error("Left out: %s", _problem)
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
        days: how many, up to and with yesterday.
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
    can_subset=False,
)
def pipeline(context: dg.AssetExecutionContext, config: Run) -> Iterator[dg.MaterializeResult]:
    """Carry what is due from Stripe into e-conomic, for one company, exactly once however often it is retried."""
    company = context.partition_key
    try:
        told = facts(ENTRY.run(company, context.log.info, full_refresh=config.full_refresh, ids=config.ids))
    except EntryError as error:
        raise _not_done(context, company, error) from None
    metadata = _metadata(told)
    if told["status"] not in {0, DOCUMENTS_FAILED}:
        text = f"{company}: {told['ended']}, exit status {told['status']}, see {told['log']}"
        failure = dg.Failure(text, metadata=metadata)
        # A key that was refused is refused again.
        raise _again(context, failure) if told["worth_retrying"] else failure
    for spec in _specs():
        (name,) = spec.key.path
        counts = told["documents"].get(name, {})
        posted = {action: dg.MetadataValue.int(count) for action, count in counts.items()}
        yield dg.MaterializeResult(asset_key=spec.key, metadata={**posted, **metadata})


@dg.asset_check(
    asset="invoices",
    name="documents_posted",
    partitions_def=PARTITIONS,
    # A run with documents that failed has failed, so that somebody is told; the next one tries them again.
    blocking=True,
)
def documents_posted(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Whether every document that was due was posted; the books are reconciled either way."""
    event = dg.DagsterEventType.ASSET_MATERIALIZATION
    records = context.instance.get_records_for_run(context.run.run_id, of_type=event).records
    noted = [one.asset_materialization.metadata for one in records if one.asset_materialization]
    last = noted[-1]
    failed = last["exit_status"].value == DOCUMENTS_FAILED
    return dg.AssetCheckResult(
        passed=not failed,
        description=f"{context.partition_key}: {last['failures'].value} documents failed" if failed else None,
        metadata={name: last[name] for name in ("failures", "codes", "failed_ids")},
    )


@dg.asset_check(
    asset="vouchers",
    name="books_close",
    partitions_def=PARTITIONS,
    # A run whose books do not close has failed, so that somebody is told.
    blocking=True,
)
def books_close(context: dg.AssetCheckExecutionContext, config: Days) -> dg.AssetCheckResult:
    """Lay Stripe beside e-conomic, and fail where something is neither right nor explained."""
    company = context.partition_key
    page = ENTRY.page(company, context.run.run_id)
    try:
        found = books(ENTRY.reconcile(company, config.days, page, context.log.info))
    except EntryError as error:
        raise _not_done(context, company, error) from None
    link = ENTRY.link(page)
    return dg.AssetCheckResult(
        passed=found["closes"],
        description=None if found["closes"] else f"{company}: {found['unexplained']} things are unexplained",
        metadata={
            "unexplained": found["unexplained"],
            "findings": dg.MetadataValue.json(found["findings"]),
            "clearing": dg.MetadataValue.json(found["clearing"]),
            "report": dg.MetadataValue.url(link) if link else dg.MetadataValue.path(page),
        },
    )


def _not_done(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, company: str, error: EntryError
) -> Exception:
    """Return what to raise where there is no result: a person's stop is none to be retried."""
    failure = dg.Failure(f"{company}: {error}", metadata={"company": company})
    return _again(context, failure) if error.worth_retrying and not isinstance(error, Stopped) else failure


def _again(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, failure: dg.Failure) -> Exception:
    """Return what asks for another try; a RetryPolicy would also start again what a person has terminated."""
    asked = dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=FIRST_WAIT * 2**context.retry_number)
    asked.__cause__ = failure
    return asked


def _metadata(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "ended": told["ended"],
        "exit_status": told["status"],
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
    config=dg.PartitionedConfig(
        PARTITIONS, run_config_for_partition_key_fn=lambda _company: {}, tags_for_partition_key_fn=_tags
    ),
    # A step only waits for a process of its own; another one around that costs seconds and a hundred megabytes.
    executor_def=dg.in_process_executor,
)


@dg.schedule(job=sync, cron_schedule="15 3 * * *", execution_timezone="Europe/Copenhagen")
def nightly(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Start a run for each company."""
    night = context.scheduled_execution_time.date().isoformat()
    for company in PARTITIONS.get_partition_keys():
        yield dg.RunRequest(run_key=f"{night}-{company}", partition_key=company)
    for problem in LISTED.problems:
        context.log.error("Left out: %s", problem)
        try:
            tell(f"stripe-economic: left out of the nightly runs: {problem}")
        except WebhookError as error:  # it is to keep no company from its run
            context.log.warning("%s", error)


# All of this code location's jobs: a run that is started at an asset's own page is not one of `sync`.
@dg.run_failure_sensor(default_status=dg.DefaultSensorStatus.RUNNING)
def failures(context: dg.RunFailureSensorContext) -> None:
    """Tell people of a run that failed: in the log, and where STRIPE_ECONOMIC_FAILURE_WEBHOOK is set, there."""
    company = context.dagster_run.tags.get("dagster/partition", "")
    steps = [_reason(event) for event in context.get_step_failure_events()]
    reasons = [*filter(None, steps), *_failed_checks(context)] or [context.failure_event.message]
    text = f"stripe-economic: {company}: run {context.dagster_run.run_id} failed: {'; '.join(reasons)}"
    context.log.error(text)
    tell(text)


def _reason(event: dg.DagsterEvent) -> str:
    """Return why a step failed, the message of the event says only that it did; nothing for a check that failed."""
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return str(data.user_failure_data.description)
    if data.error and data.error.cls_name == "DagsterAssetCheckFailedError":
        return ""
    return " ".join(data.error.message.split()) if data.error else str(event.message)


def _failed_checks(context: dg.RunFailureSensorContext) -> Iterator[str]:
    """Give what the checks of a run found."""
    event = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    for record in context.instance.get_records_for_run(context.dagster_run.run_id, of_type=event).records:
        found = record.event_log_entry.dagster_event.asset_check_evaluation_data
        if not found.passed:
            yield found.description or found.check_name


definitions = dg.Definitions(
    assets=[pipeline],
    asset_checks=[documents_posted, books_close],
    jobs=[sync],
    schedules=[nightly],
    sensors=[failures],
)
