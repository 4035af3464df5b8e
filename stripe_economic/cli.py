"""The commands of `stripe-economic`, and what each is for."""

from importlib.metadata import version

import click

from stripe_economic.companies.command import companies
from stripe_economic.completion import completion
from stripe_economic.connect.commands import connect
from stripe_economic.demo.command import demo
from stripe_economic.diff.command import command as diff
from stripe_economic.doctor.command import doctor
from stripe_economic.explain.command import command as explain
from stripe_economic.init.command import init
from stripe_economic.mappings.commands import mappings, preview
from stripe_economic.reconcile.command import command as reconcile
from stripe_economic.replay.command import command as replay
from stripe_economic.running.command import run
from stripe_economic.sandboxes.commands import sandbox
from stripe_economic.status.command import command as status
from stripe_economic.terminal.commands import Option, group
from stripe_economic.terminal.language import N_

# In the order in which a new user meets them.
PURPOSES = {
    N_("To begin with"): ("init", "connect", "doctor", "demo"),
    N_("What goes where"): ("preview", "mappings"),
    N_("Day by day"): ("run", "status", "explain", "replay", "diff", "reconcile", "companies"),
    N_("To try things out"): ("sandbox",),
    N_("This program itself"): ("completion",),
}


@group("stripe-economic", purposes=PURPOSES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stripe-economic"), cls=Option, help=N_("Show the version and exit."))
def cli() -> None:
    """Carry Stripe's paid invoices, and every movement of money, into Visma e-conomic.

    The pipeline itself is run by Meltano: `meltano run tap-stripe-invoices stripe-to-economic target-economic`. These
    commands are for what comes before and after: setting it up, looking at what it would do and did, and trying it
    out. Each says more with --help.

    Only what a command prints on standard output is its result; progress and notes go to standard error.

    Exit status:
      0    done
      1    it could not be done; the last line on standard error says why: code, message, hint
      2    the command line is not understood
      130  stopped by Ctrl-C

    Environment:
      STRIPE_ECONOMIC_LANG  the language, en or da, where --lang is not given
      NO_COLOR              no colours, where it is set to anything; they only repeat what words say
      TERM                  progress is written as plain lines where it is `dumb`, or standard error is no terminal

    Examples:
      stripe-economic demo
      stripe-economic --lang da mappings lint --help
    """


cli.add_command(init)
cli.add_command(companies)
cli.add_command(connect)
cli.add_command(doctor)
cli.add_command(demo)
cli.add_command(diff)
cli.add_command(explain)
cli.add_command(mappings)
cli.add_command(preview)
cli.add_command(reconcile)
cli.add_command(replay)
cli.add_command(run)
cli.add_command(sandbox)
cli.add_command(status)
cli.add_command(completion)
