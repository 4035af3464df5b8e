"""The command `doctor`."""

from pathlib import Path

import click

from stripe_economic import plugin_logs
from stripe_economic.doctor.examination import examine
from stripe_economic.doctor.findings import Group
from stripe_economic.doctor.printing import as_json, as_text, has_errors
from stripe_economic.terminal.commands import command, option
from stripe_economic.terminal.language import N_

_TEXT, _JSON = "text", "json"
_ERRORS = 3


@command("doctor")
@option("--environment", help=N_("Meltano's environment; that of meltano.yml where it is left out."))
@option(
    "--only",
    multiple=True,
    type=click.Choice([one.value for one in Group]),
    help=N_("Look at this group alone. May be repeated."),
)
@option(
    "--format",
    "form",
    default=_TEXT,
    show_default=True,
    type=click.Choice([_TEXT, _JSON]),
    help=N_("json is for programs."),
)
@click.pass_context
def doctor(context: click.Context, *, environment: str | None, only: tuple[str, ...], form: str) -> None:
    """Look at everything that a sync needs, and say what to do.

    Both connections, what the Stripe key and the e-conomic app may reach, every number that the mappings use, open
    accounting periods, customers that could be mistaken for one another, and Meltano's state. Each line says ok,
    warning or error. Nothing is written to Stripe or to e-conomic.

    Exit status 0 says that there is no error (there may be warnings), 3 that there is one, 1 that nothing could be
    looked at.

    Example: stripe-economic doctor --environment production

    Example: stripe-economic doctor --only numbers --format json
    """
    plugin_logs.hush()
    checks = examine(Path.cwd(), environment, [Group(one) for one in only])
    if form == _JSON:
        click.echo(as_json(checks))
    else:
        for line in as_text(checks):
            click.echo(line)
    context.exit(_ERRORS if has_errors(checks) else 0)
