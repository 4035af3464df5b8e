"""The classes of all commands: help in the language in use, and the options that every command has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stripe_economic.terminal import helptext
from stripe_economic.terminal.helptext import Block, Examples, Paragraph
from stripe_economic.terminal.language import ENGLISH, LANGUAGES, N_, _, speak
from stripe_economic.terminal.quiet import hush

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LANGUAGE_VARIABLE = "STRIPE_ECONOMIC_LANG"
TEXT, JSON = "text", "json"

_INDENT = 2


class Interrupted(Exception):
    """The user pressed Ctrl-C while a command was at work."""


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

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return click's own option, its help in the language in use; click keeps that of its first use."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _("Show this message and exit.")
        return found

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what comes before the options."""
        del ctx
        for part in helptext.parts(self.help or ""):
            if not isinstance(part, Examples):
                _write(part, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, last of all."""
        del ctx
        for part in helptext.parts(self.help or ""):
            if isinstance(part, Examples):
                _write(part, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first paragraph, translated and whole."""
        del limit
        return _(helptext.short(self.help or ""))


class Group(Command, click.Group):
    """A command that has commands.

    Attributes:
        purposes: titles with the names of the commands that are listed below each.
    """

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, purposes: Mapping[str, Sequence[str]] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - click's own signature
        super().__init__(*args, **kwargs)
        self.purposes = purposes or {}

    def by_purpose(self) -> list[tuple[str, list[str]]]:
        """Return the titles with the names of the commands that there are; those without a purpose come last."""
        named = {name for names in self.purposes.values() for name in names}
        listed = [(title, [one for one in names if one in self.commands]) for title, names in self.purposes.items()]
        others = [one for one in sorted(self.commands) if one not in named]
        title = N_("Other commands") if named else N_("Commands")
        return [(title, names) for title, names in (*listed, (title, others)) if names]

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command that is meant.

        Raises:
            Interrupted: the user pressed Ctrl-C.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, those of one purpose together and all of them in the same columns."""
        del ctx
        widest = max((len(name) for name in self.commands), default=0)
        for title, names in self.by_purpose():
            with formatter.section(_(title)):
                rows = [(name.ljust(widest), self.commands[name].get_short_help_str()) for name in names]
                formatter.write_dl(rows)


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a function a command."""
    return click.command(name, cls=Command)


def group(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], Group]:  # noqa: ANN401 - click's own
    """Return the decorator that makes a function a command that has commands."""
    return click.group(name, cls=Group, **attributes)


def option(*names: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401 - click's own
    """Return the decorator that gives a command an option; `help` is marked with `N_`."""
    return click.option(*names, cls=Option, **attributes)


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that chooses between text for people and JSON for programs, as `form`."""
    choice = click.Choice([TEXT, JSON])
    said = N_("json is for programs; its keys and codes are the same in every language.")
    return option("--format", "form", default=TEXT, show_default=True, type=choice, help=said)(function)


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


def _write(part: Paragraph | Block | Examples, formatter: click.HelpFormatter) -> None:
    """Write one piece of a command's help."""
    if isinstance(part, Paragraph):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(part.text))
    elif isinstance(part, Examples):
        with formatter.section(_(helptext.EXAMPLES)):
            for line in part.lines:
                # As it is typed, however long: a line that was broken could not be copied.
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
    else:
        with formatter.section(_(part.title)):
            if all(term for term, _said in part.rows):
                formatter.write_dl([(term, _(said)) for term, said in part.rows])
            else:
                for term, said in part.rows:
                    formatter.write_text(f"{term}  {_(said)}".strip())
