"""What a command says besides its result: notes and progress, on standard error, or nothing with `--quiet`.

Results go to standard output, so that they can be piped. `NO_COLOR` is heeded; colour only repeats what words say.
"""

import json
import os

import click

from stripe_economic.terminal.progress import Progress, progress
from stripe_economic.terminal.quiet import hush, is_quiet

__all__ = ["Progress", "bold", "green", "hush", "is_quiet", "note", "print_json", "progress", "red", "styled"]


def note(text: str) -> None:
    """Say something that is not the result, on standard error; nothing with `--quiet`."""
    if not is_quiet():
        click.echo(text, err=True)


def print_json(value: object) -> None:
    """Print a value as JSON that people can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def styled(text: str, **style: object) -> str:
    """Return a text with click's style, without it under NO_COLOR; click takes it out where output is no terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)  # type: ignore[arg-type]


def bold(text: str) -> str:
    """Return a heading."""
    return styled(text, bold=True)


def red(text: str) -> str:
    """Return what is wrong, or was before."""
    return styled(text, fg="red")


def green(text: str) -> str:
    """Return what is right, or is so now."""
    return styled(text, fg="green")
