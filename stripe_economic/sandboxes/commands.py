"""`stripe-economic sandbox`: serve one, and do things to one that serves."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from stripe_economic.errors import OperatorError
from stripe_economic.sandboxes.door import Door
from stripe_economic.sandboxes.ports import port_options
from stripe_economic.terminal.commands import JSON, format_option, group, option
from stripe_economic.terminal.language import N_, _
from stripe_economic.terminal.screen import print_json

_NUMBER = re.compile(r"(0|[1-9]\d{0,17})(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True)
class Doors:
    """Both sides of a sandbox that serves."""

    stripe: Door
    economic: Door

    def of(self, side: str) -> Door:
        """The door of the side with that name."""
        return self.stripe if side == "stripe" else self.economic


@group("sandbox", invoke_without_command=True)
@option(
    "--data", type=click.Path(path_type=Path), help=N_("Folder of Stripe objects (JSON) instead of the built-in.")
)
@option("--fill", is_flag=True, help=N_("With --data: make up customers and products that the folder lacks."))
@option("--seed", default=1, show_default=True, type=click.IntRange(0), help=N_("Seed of the built-in data."))
@option(
    "--invoices",
    default=40,
    show_default=True,
    type=click.IntRange(0),
    help=N_("Paid invoices in the built-in data."),
)
@port_options
@option(
    "--latency",
    "latency_ms",
    default=0,
    show_default=True,
    type=click.IntRange(0, 60_000),
    help=N_("Milliseconds added to each answer."),
)
@option("--limits", is_flag=True, help=N_("Refuse calls beyond the rate limits of both sides."))
@option("--clock", "moment", help=N_("Stop both clocks at this moment, say 2026-11-20T08:00:00Z."))
@option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Keep everything in this file; what it holds already is served again."),
)
@option("--addresses", type=click.Path(path_type=Path), help=N_("Write the addresses as JSON here once both serve."))
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

    To try the pipeline, a mapping or a program of your own without an account on either side. Nothing leaves the
    machine, and without --store nothing is kept when the command ends. With a command, do something to a sandbox that
    serves already; --stripe-port and --economic-port then say where it is. docs/sandbox.md says what is faithful
    about it.

    Exit status:
      0  stopped, by Ctrl-C or a signal
      1  it could not begin: a port is taken, or --data or --store is not usable

    Examples:
      stripe-economic sandbox --invoices 500
      stripe-economic sandbox --data tests/objects --fill --latency 50
      stripe-economic sandbox --stripe-port 9000 --economic-port 9001 do
    """
    if context.invoked_subcommand is not None:
        context.obj = Doors(Door("stripe", stripe_port), Door("economic", economic_port))
        return
    if fill and data is None:
        raise click.UsageError(_("--fill completes the objects of --data, which is not given."))
    # The sandbox itself is as large as all commands together, and the others only talk to one.
    from stripe_economic.sandboxes.serving import serve  # noqa: PLC0415

    serve(
        moment,
        addresses,
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


@sandbox.command("do")
@click.argument("action", required=False)
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...")
@format_option
@click.pass_obj
def do(doors: Doors, action: str | None, arguments: tuple[str, ...], form: str) -> None:
    """Do something to a sandbox that serves: pay an invoice, refund a charge, bar a customer.

    What it did comes back as JSON.

    Given:
      ACTION     what to do; without it, the actions of both sides are listed with what they take
      KEY=VALUE  what it is done to, and how

    Exit status:
      0  done
      1  no sandbox serves there, there is no such action, or it was refused

    Examples:
      stripe-economic sandbox do
      stripe-economic sandbox do pay_invoice invoice=in_123
    """
    known = {
        one["name"]: (door, one)
        for door in (doors.stripe, doors.economic)
        for one in door.ask("GET", "actions")["actions"]
    }
    if action is None and form == JSON:
        print_json([{"side": door.side, **one} for door, one in known.values()])
    elif action is None:
        for door, one in known.values():
            _describe(door.side, one)
    elif action not in known:
        raise OperatorError(
            "unknown_action",
            _("There is no action {name}.").format(name=action),
            _("They are listed by: {command}").format(command="stripe-economic sandbox do"),
        )
    else:
        door = known[action][0]
        print_json(door.ask("POST", f"actions/{action}", dict(map(_pair, arguments))))


@sandbox.command("clock")
@click.argument("moment", required=False)
@option("--advance", type=float, help=N_("Move both clocks on by so many seconds."))
@option("--reset", is_flag=True, help=N_("Let both clocks go as they did before they were set."))
@format_option
@click.pass_obj
def clock(doors: Doors, *, moment: str | None, advance: float | None, reset: bool, form: str) -> None:
    """Show both clocks, or stop both at MOMENT, say 2026-11-20T08:00:00Z.

    Given:
      MOMENT  where both clocks are to stand; without it they are only shown

    Exit status:
      0  done
      1  no sandbox serves there, or the moment is none

    Examples:
      stripe-economic sandbox clock
      stripe-economic sandbox clock 2026-11-20T08:00:00Z
      stripe-economic sandbox clock --advance 86400
    """
    wishes: list[Mapping[str, Any]] = []
    if moment is not None:
        wishes.append({"now": moment})
    if advance is not None:
        wishes.append({"advance": advance})
    if reset:
        wishes.append({"now": None})
    if len(wishes) > 1:
        raise click.UsageError(_("MOMENT, --advance and --reset cannot be combined."))
    shown = {}
    for door in (doors.stripe, doors.economic):
        said = door.ask("POST", "clock", wishes[0]) if wishes else door.ask("GET", "clock")
        shown[door.side] = said["now"]
    if form == JSON:
        print_json(shown)
        return
    for side, now in shown.items():
        click.echo(f"{side:10}{now}")


@sandbox.command("fault")
@click.argument("side", type=click.Choice(["stripe", "economic"]))
@click.argument("action", required=False)
@click.argument("details", nargs=-1, metavar="[KEY=VALUE]...")
@option("--clear", is_flag=True, help=N_("Forget the faults of this side."))
@click.pass_obj
def fault(doors: Doors, side: str, action: str | None, details: tuple[str, ...], clear: bool) -> None:  # noqa: FBT001 - click's way
    """Order trouble from a side, or say what is ordered.

    To see what a run does when an answer is lost, late or wrong. What is ordered is printed, a JSON object per line.
    docs/sandbox.md explains actions and details.

    Given:
      SIDE       stripe or economic
      ACTION     the trouble; without it, what is ordered is shown
      KEY=VALUE  which requests it is for, and how often

    Exit status:
      0  done
      1  no sandbox serves there, or there is no such trouble

    Examples:
      stripe-economic sandbox fault economic drop_after_commit method=POST path=/invoices/drafts nth=3
      stripe-economic sandbox fault stripe
      stripe-economic sandbox fault stripe --clear
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


def _describe(side: str, action: Mapping[str, Any]) -> None:
    click.echo(f"{action['name']}   ({side}) {action['summary']}")
    for one in action["parameters"]:
        needed = "" if one["required"] else f", {_('optional')}"
        click.echo(f"    {one['name']}={one['type']}{needed}: {one['help']}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(_("{text} is not of the form key=value.").format(text=text))
    return name, value


def _plain(text: str) -> object:
    """A number where the text is one."""
    return json.loads(text) if _NUMBER.fullmatch(text) else text
