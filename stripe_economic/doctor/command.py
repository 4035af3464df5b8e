"""The command `doctor`."""

from pathlib import Path

import click

from stripe_economic.doctor.examination import examine
from stripe_economic.doctor.findings import Group
from stripe_economic.doctor.printing import as_json, as_text, has_errors
from stripe_economic.options import company_option, environment_option
from stripe_economic.terminal.commands import JSON, command, format_option, option
from stripe_economic.terminal.language import N_

_ERRORS = 3


@command("doctor")
@company_option
@environment_option
@option(
    "--only",
    multiple=True,
    type=click.Choice([one.value for one in Group]),
    help=N_("Look at this group alone. May be repeated."),
)
@format_option
@click.pass_context
def doctor(
    context: click.Context, *, company: str | None, environment: str | None, only: tuple[str, ...], form: str
) -> None:
    """Look at everything that a sync needs, and say what to do.

    Before the first run, after a change of settings, and when something is wrong: both connections, what the Stripe
    key and the e-conomic app may reach, every number that the mappings use, open accounting periods, customers that
    could be mistaken for one another, and Meltano's state. Each line says ok, warning or error. Nothing is written to
    Stripe or to e-conomic.

    Exit status:
      0  there is no error; there may be warnings
      3  there is one
      1  nothing could be looked at

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment; a STATE of its own is written and removed
      .env, environment  the keys of both sides, and whether others may read them
      mappings/          the mapping files

    Examples:
      stripe-economic doctor
      stripe-economic doctor --environment production
      stripe-economic doctor --only numbers --format json
    """
    checks = examine(Path.cwd(), environment, [Group(one) for one in only], company)
    if form == JSON:
        click.echo(as_json(checks))
    else:
        for line in as_text(checks):
            click.echo(line)
    context.exit(_ERRORS if has_errors(checks) else 0)
