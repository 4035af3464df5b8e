"""The demonstration: a sandbox, three runs of the pipeline, and both sides laid beside each other."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.measure import Measurement

from stripe_economic import background, comparison, pipeline
from stripe_economic.background import Background
from stripe_economic.comparison import Economic, Row, Stripe
from stripe_economic.errors import OperatorError

FOLDER = Path(".sandbox")
ENVIRONMENT = "sandbox"
PORTS = (8420, 8421)
_KEY = "sk_test_sandbox"
_TOKENS = ("sandbox-app-secret", "sandbox-agreement-grant")
_WIDE = 1000


def run(project: Path, invoices: int, ports: tuple[int, int] = PORTS) -> None:
    """Run the pipeline three times against a sandbox and show what arrived.

    Args:
        project: folder of meltano.yml.
        invoices: paid invoices in a newly started sandbox.
        ports: wished for the sandbox's Stripe and e-conomic; free ones replace those that are taken.

    Raises:
        OperatorError: a run failed, a row neither agrees nor has a reason, or a later run posted something.
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
    click.echo(f"$ meltano run {' '.join(pipeline.TASKS)}")
    outcomes = _run_once(project, sandbox, log)
    rows = _show(sandbox, outcomes)
    click.echo("$ meltano run ...   (again)")
    there = {row.stripe_id for row in rows if row.document}
    _expect_nothing_twice(_run_once(project, sandbox, log), there)
    click.echo("$ meltano state clear ... && meltano run ...   (everything is read anew)")
    pipeline.clear_state(project, ENVIRONMENT, log)
    _expect_nothing_twice(_run_once(project, sandbox, log), there)
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
        pipeline.clear_state(project, ENVIRONMENT, log)
        sandbox.remember(FOLDER)
    except BaseException:
        sandbox.stop()
        raise
    return sandbox


def _run_once(project: Path, sandbox: Background, log: Path) -> dict[str, dict[str, Any]]:
    """Run the pipeline and return the target's outcome per source id."""
    file = (FOLDER / "outcomes.jsonl").resolve()
    file.unlink(missing_ok=True)
    settings = {
        "TAP_STRIPE_INVOICES_API_URL": sandbox.stripe,
        "TAP_STRIPE_INVOICES_API_KEY": _KEY,
        "TARGET_ECONOMIC_API_URL": sandbox.economic,
        "TARGET_ECONOMIC_APP_SECRET_TOKEN": _TOKENS[0],
        "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": _TOKENS[1],
        "TARGET_ECONOMIC_OUTCOMES_FILE": str(file),
    }
    status = pipeline.run(project, ENVIRONMENT, settings, log)
    if status:
        raise OperatorError("run_failed", f"Meltano ended with status {status}.", f"See the end of {log}.")
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    outcomes = {outcome["id"]: outcome for outcome in map(json.loads, lines)}
    actions = Counter(outcome["action"] for outcome in outcomes.values())
    said = ", ".join(f"{count} {action}" for action, count in sorted(actions.items())) or "nothing to do"
    click.echo(f"  {said}")
    return outcomes


def _show(sandbox: Background, outcomes: dict[str, dict[str, Any]]) -> list[Row]:
    rows = comparison.compare(Stripe(sandbox.stripe, _KEY), Economic(sandbox.economic, *_TOKENS), outcomes)
    table = comparison.table(rows)
    # As wide as it is, whatever the terminal: a cut-off amount is worse than a wrapped line.
    room = Console(width=_WIDE)
    Console(width=Measurement.get(room, room.options, table).maximum, highlight=False).print(table)
    reasons = [row for row in rows if row.explained and not row.agrees]
    for row in reasons:
        click.echo(f"{row.stripe_id}: {row.outcome['message']}")
    agree = sum(row.agrees for row in rows)
    click.echo(f"{len(rows)} paid invoices: {agree} agree to the øre, {len(reasons)} have a reason not to.")
    unexplained = [row.stripe_id for row in rows if not row.explained]
    if unexplained:
        raise OperatorError(
            "rows_differ",
            f"{len(unexplained)} invoices neither agree nor have a reason: {', '.join(unexplained)}.",
            "If an earlier demonstration was interrupted, start afresh: make demo-stop demo.",
        )
    return rows


def _expect_nothing_twice(outcomes: dict[str, dict[str, Any]], there: set[str]) -> None:
    created = {source_id for source_id, outcome in outcomes.items() if outcome["action"] == "created"}
    if created & there:
        again = ", ".join(sorted(created & there))
        raise OperatorError(
            "posted_twice", f"A repeated run posted {again} again.", "This is a fault of the program."
        )
    click.echo(f"  posted: {len(created)}")


def _what_next(sandbox: Background) -> None:
    click.echo("\nThe sandbox stays up. Go on by hand:")
    click.echo("  source .venv/bin/activate")
    if (sandbox.stripe, sandbox.economic) != tuple(f"http://127.0.0.1:{port}" for port in PORTS):
        click.echo(
            f"  export TAP_STRIPE_INVOICES_API_URL={sandbox.stripe} TARGET_ECONOMIC_API_URL={sandbox.economic}"
        )
    click.echo(f"  meltano run {' '.join(pipeline.TASKS)}")
    click.echo("Stop it: make demo-stop")
