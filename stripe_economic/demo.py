"""The demonstration: a sandbox, three runs of the pipeline, and both sides reconciled."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import requests
from rich.console import Console

from stripe_economic import background, connections, web
from stripe_economic.background import Background
from stripe_economic.errors import OperatorError
from stripe_economic.pipeline import TASKS, Pipeline
from stripe_economic.reconcile import days
from stripe_economic.reconcile.findings import Result
from stripe_economic.reconcile.page import as_html
from stripe_economic.reconcile.reconciling import reconcile
from stripe_economic.reconcile.tables import COLUMNS, as_table

FOLDER = Path(".sandbox")
ENVIRONMENT = "sandbox"
PORTS = (8420, 8421)
_KEY = "sk_test_sandbox"
_TOKENS = ("sandbox-app-secret", "sandbox-agreement-grant")
_PAGE = "reconciliation.html"

Outcomes = dict[str, dict[str, Any]]


def run(project: Path, invoices: int, ports: tuple[int, int] = PORTS) -> None:
    """Run the pipeline three times against a sandbox, and show whether the books close.

    Args:
        project: folder of meltano.yml.
        invoices: paid invoices in a newly started sandbox.
        ports: wished for the sandbox's Stripe and e-conomic; free ones replace those that are taken.

    Raises:
        OperatorError: a run failed, a later run posted something again, or the books do not close.
    """
    if not (project / "meltano.yml").exists():
        raise OperatorError(
            "no_project", f"There is no meltano.yml in {project}.", "Run the command in the project's folder."
        )
    FOLDER.mkdir(exist_ok=True)
    log = FOLDER / "meltano.log"
    log.unlink(missing_ok=True)
    sandbox = background.find(FOLDER)
    if sandbox is None:
        sandbox = _new_sandbox(project, invoices, ports, log)
    click.echo(f"Sandbox: Stripe at {sandbox.stripe}, e-conomic at {sandbox.economic}")
    click.echo(f"\n$ meltano run {' '.join(TASKS)}")
    first = _run_once(project, sandbox, log)
    _say_what_became(first)
    there = {source_id for source_id, outcome in first.items() if outcome["number"]}
    click.echo("\n$ meltano run ...   (again)")
    _expect_nothing_twice(_run_once(project, sandbox, log), there)
    click.echo("\n$ meltano state clear ... && meltano run ...   (everything is read anew)")
    Pipeline(project, ENVIRONMENT).clear_state(log)
    _expect_nothing_twice(_run_once(project, sandbox, log), there)
    _show(_reconciled(project, sandbox))
    _what_next(sandbox)


def stop() -> None:
    """Stop the sandbox that an earlier demonstration left running."""
    sandbox = background.find(FOLDER)
    if sandbox is None:
        click.echo("No sandbox is running.")
        return
    sandbox.stop()
    click.echo("Stopped the sandbox.")


def _new_sandbox(project: Path, invoices: int, ports: tuple[int, int], log: Path) -> Background:
    click.echo(f"Starting a sandbox with {invoices} paid invoices ...")
    sandbox = background.start(FOLDER, invoices=invoices, ports=ports)
    try:
        # A new sandbox is a new world: how far a run came in an old one means nothing in it.
        Pipeline(project, ENVIRONMENT).clear_state(log)
        sandbox.remember(FOLDER)
    except BaseException:
        sandbox.stop()
        raise
    return sandbox


def _run_once(project: Path, sandbox: Background, log: Path) -> Outcomes:
    """Run the pipeline and return the target's outcome per source id."""
    file = (FOLDER / "outcomes.jsonl").resolve()
    file.unlink(missing_ok=True)
    settings = {
        "TAP_STRIPE_INVOICES_API_URL": sandbox.stripe,
        "TAP_STRIPE_INVOICES_API_KEY": _KEY,
        "TARGET_ECONOMIC_API_URL": sandbox.economic,
        "TARGET_ECONOMIC_SERVICES_URL": sandbox.economic,
        "TARGET_ECONOMIC_APP_SECRET_TOKEN": _TOKENS[0],
        "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": _TOKENS[1],
        # A reason that is written to Stripe is found there by the reconciliation.
        "TARGET_ECONOMIC_STRIPE_API_URL": sandbox.stripe,
        "TARGET_ECONOMIC_STRIPE_API_KEY": _KEY,
        "TARGET_ECONOMIC_OUTCOMES_FILE": str(file),
    }
    status = Pipeline(project, ENVIRONMENT, variables=settings).run(log)
    if status:
        raise OperatorError("run_failed", f"Meltano ended with status {status}.", f"See the end of {log}.")
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {outcome["id"]: outcome for outcome in map(json.loads, lines)}


def _say_what_became(outcomes: Outcomes) -> None:
    counts = Counter((outcome["document"], outcome["action"]) for outcome in outcomes.values())
    for document in sorted({document for document, _ in counts}):
        said = [f"{count} {action}" for (of, action), count in sorted(counts.items()) if of == document]
        click.echo(f"  {document}: {', '.join(said)}")
    if not counts:
        click.echo("  nothing to do")


def _expect_nothing_twice(outcomes: Outcomes, there: set[str]) -> None:
    created = {source_id for source_id, outcome in outcomes.items() if outcome["action"] == "created"}
    if created & there:
        again = ", ".join(sorted(created & there))
        raise OperatorError(
            "posted_twice", f"A repeated run posted {again} again.", "This is a fault of the program."
        )
    click.echo(f"  posted: {len(created)}")


def _reconciled(project: Path, sandbox: Background) -> Result:
    """Read both sides and compare them, from the pipeline's first day to the sandbox's today."""
    read = connections.read(project, ENVIRONMENT)
    here = replace(
        read,
        stripe=replace(read.stripe, api_url=sandbox.stripe, api_key=_KEY),
        economic=replace(
            read.economic,
            api_url=sandbox.economic,
            services_url=sandbox.economic,
            app_secret_token=_TOKENS[0],
            agreement_grant_token=_TOKENS[1],
        ),
    )
    first, last = (days.day_of(moment, days.COPENHAGEN) for moment in (here.stripe.start, _now(sandbox)))
    click.echo(f"\n$ stripe-economic reconcile --from {first} --to {last}\n")
    return reconcile(here, days.window(first, last))


def _now(sandbox: Background) -> int:
    """Return what time it is in the sandbox, in epoch seconds: its company's data end before the machine's today."""
    try:
        return int(datetime.fromisoformat(web.get(f"{sandbox.stripe}/_sandbox/clock").json()["now"]).timestamp())
    except (requests.RequestException, ValueError, KeyError, TypeError):
        raise OperatorError(
            "no_sandbox", f"The sandbox at {sandbox.stripe} does not answer.", "Start afresh: make demo-stop demo."
        ) from None


def _show(result: Result) -> None:
    console = Console(width=COLUMNS, highlight=False)
    for drawn in as_table(result):
        console.print(drawn)
    page = FOLDER / _PAGE
    page.write_text(as_html(result), encoding="utf-8")
    click.echo(f"The same as a page: {page}")
    if not result.closes:
        raise OperatorError(
            "books_do_not_close",
            f"{len(result.reasons)} things are neither right nor explained.",
            "If an earlier demonstration was interrupted, start afresh: make demo-stop demo.",
        )


def _what_next(sandbox: Background) -> None:
    click.echo("\nThe sandbox stays up. Go on by hand:")
    click.echo("  source .venv/bin/activate")
    if (sandbox.stripe, sandbox.economic) != tuple(f"http://127.0.0.1:{port}" for port in PORTS):
        for name, url in (
            ("TAP_STRIPE_INVOICES_API_URL", sandbox.stripe),
            ("TARGET_ECONOMIC_API_URL", sandbox.economic),
            ("TARGET_ECONOMIC_SERVICES_URL", sandbox.economic),
            ("TARGET_ECONOMIC_STRIPE_API_URL", sandbox.stripe),
        ):
            click.echo(f"  export {name}={url}")
    click.echo(f"  meltano run {' '.join(TASKS)}")
    click.echo("Stop it: make demo-stop")
