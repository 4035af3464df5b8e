"""The command `demo`."""

from pathlib import Path

import click

from stripe_economic.demo import demonstration
from stripe_economic.sandboxes.ports import port_options
from stripe_economic.terminal.commands import command, option
from stripe_economic.terminal.language import N_


@command("demo")
@option("--stop", is_flag=True, help=N_("Stop the sandbox that an earlier demo left running."))
@option(
    "--invoices",
    default=40,
    show_default=True,
    type=click.IntRange(0),
    help=N_("Paid invoices in a newly started sandbox."),
)
@port_options
def demo(*, stop: bool, invoices: int, stripe_port: int, economic_port: int) -> None:
    """Run the pipeline against a sandbox, three times, and show what arrived.

    To see the whole of it before you connect anything: a Stripe and an e-conomic on this machine, the pipeline run,
    run again, and run with its memory cleared, which posts nothing twice; at the end both sides are reconciled. The
    sandbox stays up, so that you can go on with `meltano run` yourself; --stop ends it.

    Exit status:
      0  all of it went well, and the books close
      1  a run failed, something was posted twice, or the books do not close

    Files:
      meltano.yml, mappings/        read, in this folder; the environment is `sandbox`
      .sandbox/meltano.log          what Meltano said
      .sandbox/reconciliation.html  the reconciliation as a page

    Examples:
      stripe-economic demo
      stripe-economic demo --invoices 200
      stripe-economic demo --stop
    """
    if stop:
        demonstration.stop()
    else:
        demonstration.run(Path.cwd(), invoices, (stripe_port, economic_port))
