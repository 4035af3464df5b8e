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

from airflow.sdk import Param, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowException, AirflowFailException

sys.path.append(str(Path(__file__).resolve().parents[1] / "common"))

from failure_webhook import tell
from stripe_economic_entry import Entry, EntryError, books, facts

POOL = "stripe_economic"
_THREE_MONTHS = 93

logger = logging.getLogger(__name__)


def failed(context: Any) -> None:  # noqa: ANN401 - Airflow's context
    """Tell people of a task that failed: in the log, and where STRIPE_ECONOMIC_FAILURE_WEBHOOK is set, there."""
    instance = context["ti"]
    text = f"stripe-economic: {instance.task_id} [{instance.map_index}] failed: {context.get('exception')}"
    logger.error(text)
    tell(text)


@task
def companies() -> list[str]:
    """Return the names of the companies to run."""
    asked = _params()
    names = [one["name"] for one in Entry.here().companies()]
    if asked["ids"] and not asked["company"]:
        raise AirflowFailException("ids are ids of one company: name it in company.")
    if asked["company"] and asked["company"] not in names:
        raise AirflowFailException(f"There is no company {asked['company']}; there are: {', '.join(names)}.")
    return [asked["company"]] if asked["company"] else names


@task(
    retries=3,
    retry_delay=timedelta(seconds=20),
    retry_exponential_backoff=True,
    map_index_template="{{ company }}",
)
def sync(company: str) -> dict[str, Any]:
    """Run the pipeline of a company; what it came to, without personal data, is kept."""
    asked = _name(company)
    try:
        told = facts(Entry.here().run(company, logger.info, full_refresh=asked["full_refresh"], ids=asked["ids"]))
    except EntryError as error:
        raise AirflowException(str(error)) from None
    if not told["status"]:
        return told
    text = f"{company}: {told['ended']}, exit status {told['status']}, {told['failures']} documents failed"
    get_current_context()["ti"].xcom_push("failed_result", told)
    # A key that was refused is refused again, and documents that failed are tried again by the next run.
    raise AirflowException(text) if told["worth_retrying"] else AirflowFailException(text)


@task(map_index_template="{{ company }}")
def reconcile(company: str) -> dict[str, Any]:
    """Lay Stripe beside e-conomic, and fail where something is neither right nor explained."""
    asked = _name(company)
    entry = Entry.here()
    page = entry.project / ".runs" / company / "reconciliation.html"
    try:
        found = books(entry.reconcile(company, asked["days"], page, logger.info))
    except EntryError as error:
        raise AirflowException(str(error)) from None
    found["report"] = page.as_uri()
    if not found["closes"]:
        get_current_context()["ti"].xcom_push("books", found)
        raise AirflowFailException(f"{company}: the books do not close: {found['unexplained']} things, see {page}")
    return found


@task_group
def company_books(company: str) -> None:
    """One company."""
    sync(company) >> reconcile(company)


@dag(
    dag_id="stripe_economic",
    description="Carries what is due from Stripe into e-conomic, for each company, and reconciles its books.",
    schedule="15 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    # Two runs of one company at once would only wait for each other.
    max_active_runs=1,
    default_args={"on_failure_callback": failed, "pool": POOL},
    params={
        "company": Param("", type="string", description="This company alone; all of them where it is empty."),
        "ids": Param("", type="string", description="A replay: these Stripe ids of that company and nothing else."),
        "full_refresh": Param(default=False, type="boolean", description="A reset: read everything anew."),
        "days": Param(_THREE_MONTHS, type="integer", minimum=1, description="Days to reconcile, up to today."),
    },
    tags=["stripe", "e-conomic"],
)
def stripe_economic() -> None:
    """Map one company after the other; what fails in one leaves the others alone."""
    company_books.expand(company=companies())


def _name(company: str) -> dict[str, Any]:
    """Let Airflow's page call this task by its company; returns the parameters of the run."""
    context = get_current_context()
    context["company"] = company
    return dict(context["params"])


def _params() -> dict[str, Any]:
    return dict(get_current_context()["params"])


stripe_economic()
