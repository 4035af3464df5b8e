"""The commands of `stripe-economic`, and what each is for."""

from importlib.metadata import version

import click

from stripe_economic.terminal.commands import Option, group
from stripe_economic.terminal.language import N_
from stripe_economic.terminal.loading import Commands

_PLACES = {
    "companies": "stripe_economic.companies.command:companies",
    "completion": "stripe_economic.completion:completion",
    "connect": "stripe_economic.connect.commands:connect",
    "demo": "stripe_economic.demo.command:demo",
    "diff": "stripe_economic.diff.command:command",
    "doctor": "stripe_economic.doctor.command:doctor",
    "explain": "stripe_economic.explain.command:command",
    "init": "stripe_economic.init.command:init",
    "mappings": "stripe_economic.mappings.commands:mappings",
    "preview": "stripe_economic.preview.command:preview",
    "reconcile": "stripe_economic.reconcile.command:command",
    "replay": "stripe_economic.replay.command:command",
    "run": "stripe_economic.running.command:run",
    "sandbox": "stripe_economic.sandboxes.commands:sandbox",
    "status": "stripe_economic.status.command:command",
}

# In the order in which a new user meets them.
PURPOSES = {
    N_("To begin with"): ("init", "connect", "doctor", "demo"),
    N_("What goes where"): ("preview", "mappings"),
    N_("Day by day"): ("run", "status", "explain", "replay", "diff", "reconcile", "companies"),
    N_("To try things out"): ("sandbox",),
    N_("This program itself"): ("completion",),
}


@group(
    "stripe-economic",
    purposes=PURPOSES,
    commands=Commands(_PLACES),
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
