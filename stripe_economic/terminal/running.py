"""Runs the command line: what goes wrong ends in one line on standard error and the exit status that fits."""

import os
import sys
from collections.abc import Sequence
from contextvars import copy_context

import click

from stripe_economic.errors import OperatorError, Told
from stripe_economic.terminal.commands import LANGUAGE_VARIABLE, Interrupted
from stripe_economic.terminal.language import ENGLISH, LANGUAGES, _, speak

NAME = "stripe-economic"

_FAILED = 1
_INTERRUPTED = 130


def run(cli: click.Command, words: Sequence[str]) -> int:
    """Run a command and return the exit status; language and quiet are those of this command alone."""
    return copy_context().run(_run, cli, words)


def as_line(error: Told) -> str:
    """Return an error in one line, as it is shown: code, message, hint."""
    hint = " " + _("Hint: {hint}").format(hint=error.hint) if error.hint else ""
    return f"{error.code}: {error.message}{hint}"


def _run(cli: click.Command, words: Sequence[str]) -> int:
    # Before click looks at anything, so that `--help --lang da` is Danish too.
    speak(_wanted_language(words))
    try:
        status = cli.main(list(words), prog_name=NAME, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except OperatorError as error:
        _end_with(as_line(error))
        return _FAILED
    except (Interrupted, click.Abort):
        if sys.stderr.isatty():
            click.echo(err=True)  # the terminal has written ^C
        _end_with("interrupted: " + _("Stopped before the end."))
        return _INTERRUPTED
    return status if isinstance(status, int) else 0


def _end_with(text: str) -> None:
    click.echo(f"{NAME}: {text}", err=True)


def _wanted_language(words: Sequence[str]) -> str:
    """Return the language that the command line or the environment asks for; click refuses one that is none."""
    wanted = os.environ.get(LANGUAGE_VARIABLE, ENGLISH)
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--lang":
            wanted = value if equals else "".join(words[place + 1 : place + 2])
    return wanted if wanted in LANGUAGES else ENGLISH
