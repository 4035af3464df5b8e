"""Serves a sandbox in this process until a signal comes."""

import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sandbox import Sandbox, SandboxError
from sandbox.clock import parse
from stripe_economic.errors import OperatorError, passed_on
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.screen import note


def serve(moment: str | None, addresses: Path | None, **arguments: Any) -> None:  # noqa: ANN401 - those of Sandbox
    """Serve a sandbox until Ctrl-C or SIGTERM, and say where it is and what is in it.

    Args:
        moment: where both clocks stand, in ISO 8601; they go where it is None.
        addresses: file for the addresses of both sides, as JSON.
        arguments: those of `Sandbox`.

    Raises:
        OperatorError: a port is taken, the data or the store is not usable, or `addresses` cannot be written.
    """
    stops = (signal.SIGINT, signal.SIGTERM)
    try:
        start = parse(moment) if moment is not None else None
        # Blocked before the servers start their threads, so that the signal waits for sigwait below.
        signal.pthread_sigmask(signal.SIG_BLOCK, stops)
        made = Sandbox(**arguments)
        if start is not None:
            made.set_clock(start)
        with made:
            _say(made, arguments["store"], addresses)
            click.echo(_("Stop with Ctrl-C."))
            signal.sigwait(stops)
    except SandboxError as error:
        raise passed_on(error) from None
    note(_("Stopped."))


def _say(made: Sandbox, store: Path | None, addresses: Path | None) -> None:
    """Print where the sandbox is and what is in it."""
    where = {"stripe": made.stripe.url, "economic": made.economic.url}
    key, tokens = _("key {key}"), _("tokens {tokens}")
    click.echo(f"Stripe     {where['stripe']}   {key.format(key='sk_test_sandbox')}")
    shown = tokens.format(tokens="sandbox-app-secret, sandbox-agreement-grant")
    click.echo(f"e-conomic  {where['economic']}   {shown}")
    if made.continued:
        click.echo(_("Goes on with what {file} holds.").format(file=store))
    click.echo(_contents(made))
    if addresses:
        _write(addresses, json.dumps(where))


def _contents(made: Sandbox) -> str:
    """Say what is in the sandbox's Stripe account: how many of each, and from when to when."""
    paid = [one for one in made.stripe.store.all("invoice") if one["status"] == "paid"]
    if not paid:
        return _("Stripe holds no paid invoices.")
    days = [datetime.fromtimestamp(one["created"], UTC).date().isoformat() for one in paid]
    return plural(
        "Stripe holds {count} paid invoice, created on {first}.",
        "Stripe holds {count} paid invoices, created from {first} to {last}.",
        len(paid),
    ).format(count=len(paid), first=min(days), last=max(days))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OperatorError(
            "not_writable",
            _("{path} cannot be written: {why}.").format(path=path, why=error.strerror or error),
            _("Choose another file."),
        ) from None
