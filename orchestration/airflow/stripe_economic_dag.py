"""An Airflow DAG: each company of companies.yml in a run of its own, and its books reconciled after it.

What runs is `stripe-economic run --company ...`, the same as on the command line. docs/scheduling.md says how to set
it up, and what a replay and a reset are. Needs the pool `stripe_economic`, whose slots say how many companies are
worked on at once.
"""

import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowException, AirflowFailException

sys.path.append(str(Path(__file__).resolve().parents[1] / "common"))

from failure_webhook import tell
from stripe_economic_entry import DOCUMENTS_FAILED, Entry, EntryError, Listed, books, facts

POOL = "stripe_economic"
_THREE_MONTHS = 93
# What a company's run may take; a first load goes on where it was in the next one.
_LONGEST, _LONGEST_RECONCILIATION, _LONGEST_NIGHT = timedelta(hours=6), timedelta(hours=1), timedelta(hours=20)
_RETRIES: dict[str, Any] = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}

logger = logging.getLogger(__name__)


def failed(context: Any) -> None:  # noqa: ANN401 - Airflow's context
    """Tell people of a task that failed: in the log, and where STRIPE_ECONOMIC_FAILURE_WEBHOOK is set, there."""
    instance = context["ti"]
    # Of a task that was killed there is neither: no exception, and no company but in the name of the mapped task.
    which = getattr(instance, "rendered_map_index", None) or instance.map_index
    why = context.get("exception") or "it was killed or its machine is gone"
    text = f"stripe-economic: {instance.task_id} [{which}] failed: {why}"
    logger.error(text)
    tell(text)


@task(**_RETRIES)
def companies() -> list[str]:
    """Return the names of the companies to run: those with whose entries in companies.yml nothing is wrong."""
    asked = _params()
    listed = _listed()
    names = [one["name"] for one in listed.companies]
    if asked["ids"] and not asked["company"]:
        raise AirflowFailException("ids are ids of one company: name it in company.")
    if asked["ids"] and asked["full_refresh"]:
        raise AirflowFailException("ids leaves the bookmarks alone, full_refresh begins them anew: choose one.")
    if asked["company"] and asked["company"] not in names:
        # An entry with a slip in it is not among them, and may be the one that is meant.
        left_out = f" Left out: {'; '.join(listed.problems)}." if listed.problems else ""
        text = f"There is no company {asked['company']}; there are: {', '.join(names)}.{left_out}"
        raise AirflowFailException(text)
    return [asked["company"]] if asked["company"] else names


@task
def list_is_right() -> None:
    """Fail where an entry of companies.yml is wrong, so that somebody is told whose company is left out."""
    problems = _listed().problems
    if problems:
        raise AirflowFailException(f"Left out: {'; '.join(problems)}")


@task(**_RETRIES, execution_timeout=_LONGEST, map_index_template="{{ company }}")
def sync(company: str) -> dict[str, Any]:
    """Run the pipeline of a company; what it came to, without personal data, is kept."""
    asked = _name(company)
    try:
        told = facts(Entry.here().run(company, logger.info, full_refresh=asked["full_refresh"], ids=asked["ids"]))
    except EntryError as error:
        raise _failure(company, error) from None
    if told["status"] in {0, DOCUMENTS_FAILED}:
        return told
    text = f"{company}: {told['ended']}, exit status {told['status']}, see {told['log']}"
    get_current_context()["ti"].xcom_push("failed_result", told)
    # A key that was refused is refused again.
    raise AirflowException(text) if told["worth_retrying"] else AirflowFailException(text)


@task(map_index_template="{{ company }}")
def documents_posted(company: str, told: dict[str, Any]) -> None:
    """Fail where documents failed, so that somebody is told; the next run tries them again."""
    _name(company)
    if told["failures"] and told["status"]:
        codes = ", ".join(f"{code}: {count}" for code, count in told["codes"].items())
        raise AirflowFailException(f"{company}: {told['failures']} documents failed ({codes})")


@task(**_RETRIES, execution_timeout=_LONGEST_RECONCILIATION, map_index_template="{{ company }}")
def reconcile(company: str) -> dict[str, Any]:
    """Lay Stripe beside e-conomic, and fail where something is neither right nor explained."""
    asked = _name(company)
    entry = Entry.here()
    page = entry.page(company, str(get_current_context()["run_id"]))
    try:
        found = books(entry.reconcile(company, asked["days"], page, logger.info))
    except EntryError as error:
        raise _failure(company, error) from None
    found["report"] = entry.link(page) or str(page)
    if not found["closes"]:
        get_current_context()["ti"].xcom_push("books", found)
        raise AirflowFailException(f"{company}: the books do not close: {found['unexplained']} things, see {page}")
    return found


@task_group
def company_books(company: str) -> None:
    """One company: its books are reconciled also where documents failed, and most of all then."""
    told = sync(company)
    documents_posted(company, told)
    told >> reconcile(company)


@dag(
    dag_id="stripe_economic",
    description="Carries what is due from Stripe into e-conomic, for each company, and reconciles its books.",
    schedule=CronTriggerTimetable("15 3 * * *", timezone="Europe/Copenhagen"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    # A replay of one company need not wait for the night of all; the same company is worked on once at a time anyway.
    max_active_runs=4,
    dagrun_timeout=_LONGEST_NIGHT,
    default_args={"on_failure_callback": failed, "pool": POOL},
    params={
        "company": Param("", type="string", description="This company alone; all of them where it is empty."),
        "ids": Param("", type="string", description="A replay: these Stripe ids of that company and nothing else."),
        "full_refresh": Param(default=False, type="boolean", description="A reset: read everything anew."),
        "days": Param(_THREE_MONTHS, type="integer", minimum=1, description="Days to reconcile, up to yesterday."),
    },
    tags=["stripe", "e-conomic"],
)
def stripe_economic() -> None:
    """Map one company after the other; what fails in one leaves the others alone."""
    list_is_right()
    company_books.expand(company=companies())


def _listed() -> Listed:
    try:
        return Entry.here().companies()
    except EntryError as error:
        raise _failure("companies.yml", error) from None


def _failure(what: str, error: EntryError) -> AirflowException:
    """Return what fails a task, for good or until it is tried again."""
    text = f"{what}: {error}"
    return AirflowException(text) if error.worth_retrying else AirflowFailException(text)


def _name(company: str) -> dict[str, Any]:
    """Let Airflow's page call this task by its company; returns the parameters of the run."""
    context = get_current_context()
    context["company"] = company
    return dict(context["params"])


def _params() -> dict[str, Any]:
    return dict(get_current_context()["params"])


stripe_economic()
