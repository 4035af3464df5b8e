"""The commands of `stripe-economic`."""

from importlib.metadata import version
from pathlib import Path

import click

from stripe_economic import demo, project
from stripe_economic.companies.command import command_ as companies
from stripe_economic.mappings.commands import mappings, preview
from stripe_economic.reconcile.command import command as reconcile
from stripe_economic.running.command import command_ as run
from stripe_economic.sandbox_commands import ECONOMIC_PORT, PORT, STRIPE_PORT, sandbox
from stripe_economic.terminal.commands import group, option


@group("stripe-economic", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stripe-economic"))
def cli() -> None:
    """Carry Stripe's paid invoices into Visma e-conomic."""


cli.add_command(companies)
cli.add_command(mappings)
cli.add_command(preview)
cli.add_command(reconcile)
cli.add_command(run)
cli.add_command(sandbox)


@cli.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make FOLDER a project of your own: meltano.yml, the mapping files and .env.example.

    Files that are there already are left as they are.

    Example: stripe-economic init books
    """
    for path in project.copy_to(folder):
        click.echo(f"wrote {path}")


@cli.command("demo")
@option("--stop", is_flag=True, help="Stop the sandbox that an earlier demo left running.")
@option(
    "--invoices",
    default=40,
    show_default=True,
    type=click.IntRange(0),
    help="Paid invoices in a newly started sandbox.",
)
@option("--stripe-port", default=STRIPE_PORT, show_default=True, type=PORT, help="0 takes a free one.")
@option("--economic-port", default=ECONOMIC_PORT, show_default=True, type=PORT, help="0 takes a free one.")
def run_demo(*, stop: bool, invoices: int, stripe_port: int, economic_port: int) -> None:
    """Run the pipeline against a sandbox, three times, and show what arrived.

    The sandbox stays up, so that you can go on with `meltano run` yourself; `--stop` ends it.
    """
    if stop:
        demo.stop()
    else:
        demo.run(Path.cwd(), invoices, (stripe_port, economic_port))
