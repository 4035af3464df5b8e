"""The classes of all commands: help in the language in use, and the options that every command has."""

from collections.abc import Callable
from typing import Any

import click

from stripe_economic.terminal.language import ENGLISH, LANGUAGES, N_, _, speak
from stripe_economic.terminal.screen import hush

LANGUAGE_VARIABLE = "STRIPE_ECONOMIC_LANG"


class Option(click.Option):
    """An option whose help is shown in the language in use."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its translated help."""
        written, self.help = self.help, _(self.help or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = written


class Command(click.Command):
    """A command that speaks the language in use and can be told to be quiet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own signature
        super().__init__(*args, **kwargs)
        self.params += common_options()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the translated text."""
        written, self.help = self.help, _(self.help or "")
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = written

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence, translated."""
        written, self.help = self.help, _(self.help or "")
        try:
            return super().get_short_help_str(limit)
        finally:
            self.help = written


class Group(Command, click.Group):
    """A command that has commands."""

    command_class = Command
    group_class = type


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a function a command."""
    return click.command(name, cls=Command)


def group(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], Group]:  # noqa: ANN401 - click's own
    """Return the decorator that makes a function a command that has commands."""
    return click.group(name, cls=Group, **attributes)


def option(*names: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401 - click's own
    """Return the decorator that gives a command an option; `help` is marked with `N_`."""
    return click.option(*names, cls=Option, **attributes)


def common_options() -> list[click.Parameter]:
    """Return the options that every command has; they act before the command runs and are not passed to it."""
    return [
        Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            envvar=LANGUAGE_VARIABLE,
            default=ENGLISH,
            is_eager=True,
            expose_value=False,
            callback=_speak,
            help=N_("The language, English or Danish; or set STRIPE_ECONOMIC_LANG. Codes are the same in both."),
        ),
        Option(
            ["--quiet", "-q"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_hush,
            help=N_("Say nothing but the result."),
        ),
    ]


def _speak(context: click.Context, parameter: click.Parameter, language: str) -> None:
    # A command's own default does not undo what was said before it: `stripe-economic --lang da doctor`.
    if context.get_parameter_source(parameter.name or "") is not click.core.ParameterSource.DEFAULT:
        speak(language)


def _hush(_context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's way
    if value:
        hush()
