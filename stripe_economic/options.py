"""Options that several commands have and that know the project; those of every command are in `terminal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe_economic import completion
from stripe_economic.terminal.commands import option
from stripe_economic.terminal.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable


def environment_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that names Meltano's environment, as `environment`; None takes Meltano's default."""
    said = N_("Meltano's environment; that of meltano.yml where it is left out.")
    return option("--environment", shell_complete=completion.environments, help=said)(function)


def company_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that names a company of companies.yml, as `company`; None is the project itself."""
    said = N_("The company of companies.yml; the project itself without it.")
    return option("--company", metavar="NAME", help=said)(function)
