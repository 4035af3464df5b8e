"""Where a sandbox serves, and the two options that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stripe_economic.terminal.commands import option
from stripe_economic.terminal.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

STRIPE, ECONOMIC = 8420, 8421

_PORT = click.IntRange(0, 65_535)


def port_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the ports of both sides, as `stripe_port` and `economic_port`."""
    for name, port in (("--economic-port", ECONOMIC), ("--stripe-port", STRIPE)):
        declare = option(name, default=port, show_default=True, type=_PORT, help=N_("0 takes a free one."))
        function = declare(function)
    return function
