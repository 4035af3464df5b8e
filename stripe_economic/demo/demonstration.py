"""The demonstration: a sandbox, three runs of the pipeline, and both sides reconciled."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
import requests
from rich.console import Console

from stripe_economic import connections
from stripe_economic.errors import OperatorError
from stripe_economic.outcomes.outcome import Outcome, OutcomesFile
from stripe_economic.pipeline import TASKS, Pipeline
from stripe_economic.reconcile import days
from stripe_economic.reconcile.findings import Result
from stripe_economic.reconcile.page import as_html
from stripe_economic.reconcile.reconciling import reconcile
from stripe_economic.reconcile.tables import COLUMNS, as_table
from stripe_economic.sandboxes import background, ports, web
from stripe_economic.sandboxes.background import Background
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.screen import progress

FOLDER = Path(".sandbox")
ENVIRONMENT = "sandbox"
PORTS = (ports.STRIPE, ports.ECONOMIC)
_KEY = "sk_test_sandbox"
_TOKENS = ("sandbox-app-secret", "sandbox-agreement-grant")
_PAGE = "reconciliation.html"


def run(project: Path, invoices: int, wished: tuple[int, int] = PORTS) -> None:
    """Run the pipeline three times against a sandbox, and show whether the books close.

    Args:
        project: folder of meltano.yml.
        invoices: paid invoices in a newly started sandbox.
        wished: ports for the sandbox's Stripe and e-conomic; free ones replace those that are taken.

    Raises:
        OperatorError: a run failed, a later run posted something again, or the books do not close.
    """
    if not (project / "meltano.yml").exists():
        raise OperatorError(
            "no_project",
            _("There is no meltano.yml in {folder}.").format(folder=project),
            _("Run the command in the project's folder."),
        )
    FOLDER.mkdir(exist_ok=True)
    log = FOLDER / "meltano.log"
    log.unlink(missing_ok=True)
    sandbox = background.find(FOLDER)
    if sandbox is None:
        sandbox = _new_sandbox(project, invoices, wished)
    where = _("Sandbox: Stripe at {stripe}, e-conomic at {economic}")
    click.echo(where.format(stripe=sandbox.stripe, economic=sandbox.economic))
    click.echo(f"\n$ meltano run {' '.join(TASKS)}")
    first = _run_once(project, sandbox, log)
    _say_what_became(first)
    there = {outcome.id for outcome in first if outcome.number}
    click.echo(f"\n$ meltano run ...   ({_('again')})")
    _expect_nothing_twice(_run_once(project, sandbox, log), there)
    click.echo(f"\n$ meltano state clear ... && meltano run ...   ({_('everything is read anew')})")
    Pipeline(project, ENVIRONMENT).clear_state()
    _expect_nothing_twice(_run_once(project, sandbox, log, len(first)), there)
    _show(_reconciled(project, sandbox))
    _what_next(sandbox)


def stop() -> None:
    """Stop the sandbox that an earlier demonstration left running."""
    sandbox = background.find(FOLDER)
    if sandbox is None:
        click.echo(_("No sandbox is running."))
        return
    sandbox.stop()
    click.echo(_("Stopped the sandbox."))


def _new_sandbox(project: Path, invoices: int, wished: tuple[int, int]) -> Background:
    said = plural(
        "Starting a sandbox with {count} paid invoice ...",
        "Starting a sandbox with {count} paid invoices ...",
        invoices,
    )
    click.echo(said.format(count=invoices))
    sandbox = background.start(FOLDER, invoices=invoices, ports=wished)
    try:
        # A new sandbox is a new world: how far a run came in an old one means nothing in it.
        Pipeline(project, ENVIRONMENT).clear_state()
        sandbox.remember(FOLDER)
    except BaseException:
        sandbox.stop()
        raise
    return sandbox


def _run_once(project: Path, sandbox: Background, log: Path, expected: int | None = None) -> list[Outcome]:
    """Run the pipeline and return the target's outcome for each document; shows how many of those expected it has."""
    path = (FOLDER / "outcomes.jsonl").resolve()
    path.unlink(missing_ok=True)
    settings = {
        **sandbox.addresses,
        "TAP_STRIPE_INVOICES_API_KEY": _KEY,
        "TARGET_ECONOMIC_APP_SECRET_TOKEN": _TOKENS[0],
        "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": _TOKENS[1],
        # A reason that is written to Stripe is found there by the reconciliation.
        "TARGET_ECONOMIC_STRIPE_API_KEY": _KEY,
        "TARGET_ECONOMIC_OUTCOMES_FILE": str(path),
    }
    file = OutcomesFile(path)
    with progress(_("Documents")) as shown:
        status = Pipeline(project, ENVIRONMENT, variables=settings).run(
            log, meanwhile=lambda: shown.at(file.read_on(), expected, file.last)
        )
        if status:
            said = _("Meltano ended with status {status}.").format(status=status)
            raise OperatorError("run_failed", said, _("See the end of {file}.").format(file=log))
    return file.outcomes


def _say_what_became(outcomes: list[Outcome]) -> None:
    counts = Counter((outcome.document, outcome.action) for outcome in outcomes)
    for document in sorted({document for document, _action in counts}):
        said = [f"{count} {action}" for (of, action), count in sorted(counts.items()) if of == document]
        click.echo(f"  {document}: {', '.join(said)}")
    if not counts:
        click.echo(f"  {_('nothing to do')}")


def _expect_nothing_twice(outcomes: list[Outcome], there: set[str]) -> None:
    created = {outcome.id for outcome in outcomes if outcome.action == "created"}
    if created & there:
        again = ", ".join(sorted(created & there))
        raise OperatorError(
            "posted_twice",
            _("A repeated run posted {ids} again.").format(ids=again),
            _("This is a fault of the program."),
        )
    click.echo(_("  posted: {count}").format(count=len(created)))


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
        return int(
            datetime.fromisoformat(web.ask("GET", f"{sandbox.stripe}/_sandbox/clock").json()["now"]).timestamp()
        )
    except (requests.RequestException, ValueError, KeyError, TypeError):
        raise OperatorError(
            "no_sandbox",
            _("The sandbox at {url} does not answer.").format(url=sandbox.stripe),
            _("Start afresh: {command}").format(command="make demo-stop demo"),
        ) from None


def _show(result: Result) -> None:
    console = Console(width=COLUMNS, highlight=False)
    for drawn in as_table(result):
        console.print(drawn)
    page = FOLDER / _PAGE
    page.write_text(as_html(result), encoding="utf-8")
    click.echo(_("The same as a page: {file}").format(file=page))
    if not result.closes:
        raise OperatorError(
            "books_do_not_close",
            plural(
                "{count} thing is neither right nor explained.",
                "{count} things are neither right nor explained.",
                len(result.reasons),
            ).format(count=len(result.reasons)),
            _("If an earlier demonstration was interrupted, start afresh: {command}").format(
                command="make demo-stop demo"
            ),
        )


def _what_next(sandbox: Background) -> None:
    click.echo("\n" + _("The sandbox stays up. Go on by hand:"))
    click.echo("  source .venv/bin/activate")
    if (sandbox.stripe, sandbox.economic) != tuple(f"http://127.0.0.1:{port}" for port in PORTS):
        for name, url in sandbox.addresses.items():
            click.echo(f"  export {name}={url}")
    click.echo(f"  meltano run {' '.join(TASKS)}")
    click.echo(_("Stop it: {command}").format(command="make demo-stop"))
