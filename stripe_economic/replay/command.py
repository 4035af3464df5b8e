"""The command `replay`."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from stripe_economic.companies.connected import connect
from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.options import company_option, environment_option
from stripe_economic.outcomes.outcome import Outcome
from stripe_economic.outcomes.words import became, would
from stripe_economic.replay import plan as planning
from stripe_economic.replay.plan import Plan
from stripe_economic.replay.running import Ended, carry_out
from stripe_economic.terminal.commands import JSON, TEXT, format_option, option
from stripe_economic.terminal.commands import command as declare
from stripe_economic.terminal.language import N_, _, plural
from stripe_economic.terminal.screen import note, print_json

_FAILED = 3
_FEW = 50


@declare("replay")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@option("--failed", is_flag=True, help=N_("Everything that waits on the retry list."))
@option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help=N_("Everything created since this day (UTC), such as 2026-11-01."),
)
@option("--yes", is_flag=True, help=N_("Do not ask."))
@option("--dry-run", is_flag=True, help=N_("Say what would be done, and do nothing."))
@company_option
@environment_option
@format_option
@click.pass_context
def command(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    *,
    ids: tuple[str, ...],
    failed: bool,
    since: datetime | None,
    yes: bool,
    dry_run: bool,
    company: str | None,
    environment: str | None,
    form: str,
) -> None:
    """Try again what was not posted, through the same pipeline.

    After what kept it from being posted was mended. It says first what would become of each document, and asks. What
    is posted already is left as it is. The normal bookmark stays where it is: what a replay posts leaves the retry
    list with the next normal run.

    Given:
      ID  a Stripe id or a number, as `stripe-economic explain` takes it; or --failed, or --since, in its place

    Exit status:
      0  all is well
      3  something failed, or would
      1  it could not be done, or was not confirmed

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment, and where Meltano keeps its STATE
      .env, environment  the keys of both sides
      mappings/          the mapping files

    Examples:
      stripe-economic replay in_1QAbCdEfGhIjKlMn
      stripe-economic replay --failed --yes
      stripe-economic replay --since 2026-11-01 --dry-run
    """
    if sum((bool(ids), failed, since is not None)) != 1:
        raise click.UsageError(_("Say what: IDs, or --failed, or --since."))
    if not (yes or dry_run or sys.stdin.isatty()):
        raise OperatorError(
            "not_confirmed",
            _("There is no terminal to ask on, and nothing was posted."),
            _("Give --yes, or look first with --dry-run."),
        )
    read = connect(Path(), company, environment).connections
    if since is not None:
        plan = planning.of_days(read, since.date())
    else:
        plan = planning.of_failed(read) if failed else planning.of_words(read, ids)
    if form == TEXT:
        _show_plan(plan)
    if dry_run or not plan.to_post:
        if form == JSON:
            print_json(_as_json(plan, []))
        elif not plan.to_post:
            click.echo(_("Nothing would be posted."))
        context.exit(0 if plan.is_good else _FAILED)
    if not yes:
        _ask(read, plan)
    outcomes = _carried_out(read, plan, form)
    if form == JSON:
        print_json(_as_json(plan, outcomes))
    else:
        _show(outcomes)
    is_good = all(one.is_good for one in outcomes) and not plan.unread
    context.exit(0 if is_good else _FAILED)


def _ask(read: Connections, plan: Plan) -> None:
    count = len(plan.to_post)
    question = plural(
        "Post {count} document, environment {name}?", "Post {count} documents, environment {name}?", count
    )
    if not click.confirm(question.format(count=count, name=read.environment), err=True):
        raise OperatorError("not_confirmed", _("Nothing was posted."), "")


def _carried_out(read: Connections, plan: Plan, form: str) -> list[Outcome]:
    try:
        return carry_out(read, plan)
    except Ended as error:
        if form == TEXT:
            _show(error.outcomes)
        raise


def _show_plan(plan: Plan) -> None:
    if not plan.outcomes and not plan.unread:
        click.echo(_("Nothing waits to be tried again.") if plan.day is None else _("Nothing was created since."))
    # Of a whole time most is there already; the rest is told one by one.
    told = plan.outcomes if plan.day is None else [one for one in plan.outcomes if one.action != "unchanged"]
    for one in told:
        click.echo(f"{one.id}  {would(one)}")
    for waiting, place in plan.unread:
        said = _("is left where it is: the pipeline does not read {place}").format(place=place)
        click.echo(f"{waiting.id}  {said}")
    if plan.day is not None:
        _count(plan.outcomes)


def _show(outcomes: Sequence[Outcome]) -> None:
    for one in outcomes:
        if one.action != "unchanged" or len(outcomes) <= _FEW:
            click.echo(f"{one.id}  {became(one)}")
    _count(outcomes)
    if any(one.dry_run for one in outcomes):
        note(_("The setting dry_run is on: nothing was written."))


def _count(outcomes: Sequence[Outcome]) -> None:
    counts = Counter((one.document, one.action) for one in outcomes)
    said = [f"{document} {action}: {count}" for (document, action), count in sorted(counts.items())]
    if said:
        click.echo(", ".join(said))


def _as_json(plan: Plan, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "planned": [one.as_json() for one in plan.outcomes],
        "not_read": [one.as_json() for one, _place in plan.unread],
        "outcomes": [one.as_json() for one in outcomes],
    }
