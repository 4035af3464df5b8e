"""The commands of `stripe-economic`."""

import json
import signal
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from sandbox import Sandbox
from stripe_economic import demo, project
from stripe_economic.errors import OperatorError

STRIPE_PORT, ECONOMIC_PORT = demo.PORTS
_PORT = click.IntRange(0, 65_535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stripe-economic"))
def cli() -> None:
    """Carry Stripe's paid invoices into Visma e-conomic."""


@cli.command("sandbox")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of Stripe objects (JSON) instead of the built-in."
)
@click.option("--fill", is_flag=True, help="With --data: make up customers and products that the folder lacks.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Seed of the built-in data.")
@click.option(
    "--invoices", default=40, show_default=True, type=click.IntRange(0), help="Paid invoices in the built-in data."
)
@click.option("--stripe-port", default=STRIPE_PORT, show_default=True, type=_PORT, help="0 takes a free one.")
@click.option("--economic-port", default=ECONOMIC_PORT, show_default=True, type=_PORT, help="0 takes a free one.")
@click.option(
    "--latency",
    "latency_ms",
    default=0,
    show_default=True,
    type=click.IntRange(0, 60_000),
    help="Milliseconds added to each answer.",
)
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
    if fill and data is None:
        raise click.UsageError("--fill completes the objects of --data, which is not given.")
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
        click.echo(_contents(sandbox))
        if addresses:
            _write(addresses, json.dumps(where))
        click.echo("Stop with Ctrl-C.")
        signal.sigwait(stops)
    click.echo("Stopped.")


def _contents(sandbox: Sandbox) -> str:
    """Say what is in the sandbox's Stripe account: how many of each, and from when to when."""
    paid = [one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid"]
    if not paid:
        return "Stripe holds no paid invoices."
    days = [datetime.fromtimestamp(one["created"], UTC).date().isoformat() for one in paid]
    return f"Stripe holds {len(paid)} paid invoices, created from {min(days)} to {max(days)}."


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OperatorError(
            "not_writable", f"{path} cannot be written: {error.strerror or error}.", "Choose another file."
        ) from None


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
@click.option("--stop", is_flag=True, help="Stop the sandbox that an earlier demo left running.")
@click.option(
    "--invoices",
    default=40,
    show_default=True,
    type=click.IntRange(0),
    help="Paid invoices in a newly started sandbox.",
)
@click.option("--stripe-port", default=STRIPE_PORT, show_default=True, type=_PORT, help="0 takes a free one.")
@click.option("--economic-port", default=ECONOMIC_PORT, show_default=True, type=_PORT, help="0 takes a free one.")
def run_demo(*, stop: bool, invoices: int, stripe_port: int, economic_port: int) -> None:
    """Run the pipeline against a sandbox, three times, and show what arrived.

    The sandbox stays up, so that you can go on with `meltano run` yourself; `--stop` ends it.
    """
    if stop:
        demo.stop()
    else:
        demo.run(Path.cwd(), invoices, (stripe_port, economic_port))
