"""What a command says besides its result: notes and progress, on standard error, or nothing with `--quiet`.

Results go to standard output, so that they can be piped. `NO_COLOR` is heeded; colour only repeats what words say.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import click

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def hush() -> None:
    """Say nothing but results from here on."""
    _quiet.set(True)


def is_quiet() -> bool:
    """Return whether only results are wanted."""
    return _quiet.get()


def note(text: str) -> None:
    """Say something that is not the result, on standard error; nothing with `--quiet`."""
    if not is_quiet():
        click.echo(text, err=True)


class Progress:
    """What a long piece of work tells of how far it is."""

    def at(self, done: int, total: int | None = None, current: str = "") -> None:
        """Say how many are done, of how many where that is known, and which is being worked on."""


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show how far a piece of work is: a line that changes on a terminal, a plain line now and then elsewhere."""
    note(f"{what} ...")
    yield Progress()


def styled(text: str, **style: object) -> str:
    """Return a text with click's style, without it under NO_COLOR; click takes it out where output is no terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)  # type: ignore[arg-type]
