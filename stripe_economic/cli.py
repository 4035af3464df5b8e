"""The commands of `stripe-economic`."""

import json
import signal
from importlib.metadata import version
from pathlib import Path

import click

from sandbox import Sandbox
from stripe_economic import demo

STRIPE_PORT, ECONOMIC_PORT = demo.PORTS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stripe-economic"))
def cli() -> None:
    """Carry Stripe's paid invoices into Visma e-conomic."""


@cli.command("sandbox")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of Stripe objects (JSON) instead of the built-in."
)
@click.option("--fill", is_flag=True, help="With --data: make up customers and products that the folder lacks.")
@click.option("--seed", default=1, show_default=True, help="Seed of the built-in data.")
@click.option("--invoices", default=40, show_default=True, help="Paid invoices in the built-in data.")
@click.option("--stripe-port", default=STRIPE_PORT, show_default=True, help="0 takes a free one.")
@click.option("--economic-port", default=ECONOMIC_PORT, show_default=True, help="0 takes a free one.")
@click.option("--latency", "latency_ms", default=0, show_default=True, help="Milliseconds added to each answer.")
@click.option(
    "--addresses", type=click.Path(path_type=Path), help="Write the addresses as JSON here once both serve."
)
def serve(  # noqa: PLR0913 - one parameter per option
    *,
    data: Path | None,
    fill: bool,
    seed: int,
    invoices: int,
    stripe_port: int,
    economic_port: int,
    latency_ms: int,
    addresses: Path | None,
) -> None:
    """Serve a Stripe and an e-conomic on this machine until stopped.

    Nothing leaves the machine, and nothing is kept when the command ends.

    Example: stripe-economic sandbox --invoices 500
    """
    stops = (signal.SIGINT, signal.SIGTERM)
    # Blocked before the servers start their threads, so that the signal waits for sigwait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with Sandbox(
        seed=seed,
        invoices=invoices,
        data=data,
        fill=fill,
        stripe_port=stripe_port,
        economic_port=economic_port,
        latency_ms=latency_ms,
    ) as sandbox:
        where = {"stripe": sandbox.stripe.url, "economic": sandbox.economic.url}
        click.echo(f"Stripe     {where['stripe']}   key sk_test_sandbox")
        click.echo(f"e-conomic  {where['economic']}   tokens sandbox-app-secret, sandbox-agreement-grant")
        click.echo("Stop with Ctrl-C.")
        if addresses:
            addresses.write_text(json.dumps(where), encoding="utf-8")
        signal.sigwait(stops)
    click.echo("Stopped.")


@cli.command("demo")
@click.option("--stop", is_flag=True, help="Stop the sandbox that an earlier demo left running.")
@click.option("--invoices", default=40, show_default=True, help="Paid invoices in a newly started sandbox.")
@click.option("--stripe-port", default=STRIPE_PORT, show_default=True, help="0 takes a free one.")
@click.option("--economic-port", default=ECONOMIC_PORT, show_default=True, help="0 takes a free one.")
def run_demo(*, stop: bool, invoices: int, stripe_port: int, economic_port: int) -> None:
    """Run the pipeline against a sandbox, three times, and show what arrived.

    The sandbox stays up, so that you can go on with `meltano run` yourself; `--stop` ends it.
    """
    if stop:
        demo.stop()
    else:
        demo.run(Path.cwd(), invoices, (stripe_port, economic_port))
