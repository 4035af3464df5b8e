"""`stripe-economic sandbox`: serve one, and do things to one that serves."""

import json
import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sandbox import Sandbox
from sandbox.clock import parse
from stripe_economic import demo
from stripe_economic.door import Door
from stripe_economic.errors import OperatorError

STRIPE_PORT, ECONOMIC_PORT = demo.PORTS
PORT = click.IntRange(0, 65_535)

_NUMBER = re.compile(r"(0|[1-9]\d{0,17})(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True)
class Doors:
    """Both sides of a sandbox that serves."""

    stripe: Door
    economic: Door

    def of(self, side: str) -> Door:
        """The door of the side with that name."""
        return self.stripe if side == "stripe" else self.economic


@click.group("sandbox", invoke_without_command=True)
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of Stripe objects (JSON) instead of the built-in."
)
@click.option("--fill", is_flag=True, help="With --data: make up customers and products that the folder lacks.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Seed of the built-in data.")
@click.option(
    "--invoices", default=40, show_default=True, type=click.IntRange(0), help="Paid invoices in the built-in data."
)
@click.option("--stripe-port", default=STRIPE_PORT, show_default=True, type=PORT, help="0 takes a free one.")
@click.option("--economic-port", default=ECONOMIC_PORT, show_default=True, type=PORT, help="0 takes a free one.")
@click.option(
    "--latency",
    "latency_ms",
    default=0,
    show_default=True,
    type=click.IntRange(0, 60_000),
    help="Milliseconds added to each answer.",
)
@click.option("--limits", is_flag=True, help="Refuse calls beyond the rate limits of both sides.")
@click.option("--clock", "moment", help="Stop both clocks at this moment, say 2026-11-20T08:00:00Z.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep everything in this file; what it holds already is served again.",
)
@click.option(
    "--addresses", type=click.Path(path_type=Path), help="Write the addresses as JSON here once both serve."
)
@click.pass_context
def sandbox(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    *,
    data: Path | None,
    fill: bool,
    seed: int,
    invoices: int,
    stripe_port: int,
    economic_port: int,
    latency_ms: int,
    limits: bool,
    moment: str | None,
    store: Path | None,
    addresses: Path | None,
) -> None:
    """Serve a Stripe and an e-conomic on this machine until stopped.

    Nothing leaves the machine, and without --store nothing is kept when the command ends. With a command, do
    something to a sandbox that serves already.

    Example: stripe-economic sandbox --invoices 500
    """
    if context.invoked_subcommand is not None:
        context.obj = Doors(Door("stripe", stripe_port), Door("economic", economic_port))
        return
    if fill and data is None:
        raise click.UsageError("--fill completes the objects of --data, which is not given.")
    start = parse(moment) if moment is not None else None
    stops = (signal.SIGINT, signal.SIGTERM)
    # Blocked before the servers start their threads, so that the signal waits for sigwait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    made = Sandbox(
        seed=seed,
        invoices=invoices,
        data=data,
        fill=fill,
        stripe_port=stripe_port,
        economic_port=economic_port,
        latency_ms=latency_ms,
        limits=limits,
        store=store,
    )
    if start is not None:
        made.set_clock(start)
    with made:
        _say(made, store, addresses)
        click.echo("Stop with Ctrl-C.")
        signal.sigwait(stops)
    click.echo("Stopped.")


@sandbox.command("do")
@click.argument("action", required=False)
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...")
@click.pass_obj
def do(doors: Doors, action: str | None, arguments: tuple[str, ...]) -> None:
    """Do something to a sandbox that serves: pay an invoice, refund a charge, bar a customer.

    Without an action, say which there are. What it did comes back as JSON.

    Example: stripe-economic sandbox do pay_invoice invoice=in_123
    """
    known = {
        one["name"]: (door, one)
        for door in (doors.stripe, doors.economic)
        for one in door.ask("GET", "actions")["actions"]
    }
    if action is None:
        for door, one in known.values():
            _describe(door.side, one)
    elif action not in known:
        raise OperatorError(
            "unknown_action", f"There is no action {action}.", "They are listed by: stripe-economic sandbox do"
        )
    else:
        door, _ = known[action]
        done = door.ask("POST", f"actions/{action}", dict(map(_pair, arguments)))
        click.echo(json.dumps(done, indent=2, ensure_ascii=False))


@sandbox.command("clock")
@click.argument("moment", required=False)
@click.option("--advance", type=float, help="Move both clocks on by so many seconds.")
@click.option("--reset", is_flag=True, help="Let both clocks go as they did before they were set.")
@click.pass_obj
def clock(doors: Doors, moment: str | None, advance: float | None, reset: bool) -> None:  # noqa: FBT001 - click's way
    """Show both clocks, or stop both at MOMENT, say 2026-11-20T08:00:00Z.

    Example: stripe-economic sandbox clock --advance 86400
    """
    wishes: list[Mapping[str, Any]] = []
    if moment is not None:
        wishes.append({"now": moment})
    if advance is not None:
        wishes.append({"advance": advance})
    if reset:
        wishes.append({"now": None})
    if len(wishes) > 1:
        raise click.UsageError("MOMENT, --advance and --reset cannot be combined.")
    for door in (doors.stripe, doors.economic):
        said = door.ask("POST", "clock", wishes[0]) if wishes else door.ask("GET", "clock")
        click.echo(f"{door.side:10}{said['now']}")


@sandbox.command("fault")
@click.argument("side", type=click.Choice(["stripe", "economic"]))
@click.argument("action", required=False)
@click.argument("details", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--clear", is_flag=True, help="Forget the faults of this side.")
@click.pass_obj
def fault(doors: Doors, side: str, action: str | None, details: tuple[str, ...], clear: bool) -> None:  # noqa: FBT001 - click's way
    """Order trouble from a side, or say what is ordered. docs/sandbox.md explains actions and details.

    Example: stripe-economic sandbox fault economic drop_after_commit method=POST path=/invoices/drafts nth=3
    """
    door = doors.of(side)
    if clear:
        door.ask("DELETE", "faults")
    if action is not None:
        said = door.ask(
            "POST", "faults", {"action": action} | {name: _plain(text) for name, text in map(_pair, details)}
        )
    else:
        said = door.ask("GET", "faults")
    for one in said["faults"]:
        click.echo(json.dumps(one))


def _say(made: Sandbox, store: Path | None, addresses: Path | None) -> None:
    """Print where the sandbox is and what is in it."""
    where = {"stripe": made.stripe.url, "economic": made.economic.url}
    click.echo(f"Stripe     {where['stripe']}   key sk_test_sandbox")
    click.echo(f"e-conomic  {where['economic']}   tokens sandbox-app-secret, sandbox-agreement-grant")
    if made.continued:
        click.echo(f"Goes on with what {store} holds.")
    click.echo(_contents(made))
    if addresses:
        _write(addresses, json.dumps(where))


def _contents(made: Sandbox) -> str:
    """Say what is in the sandbox's Stripe account: how many of each, and from when to when."""
    paid = [one for one in made.stripe.store.all("invoice") if one["status"] == "paid"]
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


def _describe(side: str, action: Mapping[str, Any]) -> None:
    click.echo(f"{action['name']}   ({side}) {action['summary']}")
    for one in action["parameters"]:
        needed = "" if one["required"] else ", optional"
        click.echo(f"    {one['name']}={one['type']}{needed}: {one['help']}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{text} is not of the form key=value.")
    return name, value


def _plain(text: str) -> object:
    """A number where the text is one."""
    return json.loads(text) if _NUMBER.fullmatch(text) else text
