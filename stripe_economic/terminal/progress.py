"""How far a long piece of work is: a line that changes on a terminal, a plain line now and then elsewhere.

Both go to standard error, and neither is shown with `--quiet`. How fast, and how long it will still take, is worked
out here from the counts that the work tells; a caller only says how many are done.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Drawn

from stripe_economic.terminal.pace import Pace, Words
from stripe_economic.terminal.quiet import is_quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EVERY_SECONDS = 5.0
# Where nothing was done meanwhile, a line only says that the work still goes on.
_STANDSTILL_SECONDS = 30.0
_BAR = 20

_is_shown: ContextVar[bool] = ContextVar("is_shown", default=False)


class Progress(Protocol):
    """What a long piece of work tells of how far it is. Any thread may."""

    def at(self, done: int, total: int | None = None, current: str = "") -> None:
        """Say how many are done, of how many where that is known, and which is being worked on."""


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show how far a piece of work is until it ends; what goes on inside another is not shown on its own."""
    if is_quiet() or _is_shown.get():
        yield Silent()
        return
    token = _is_shown.set(True)
    try:
        with _live(what) if _is_terminal() else _plain(what) as shown:
            yield shown
    finally:
        _is_shown.reset(token)


class Silent:
    """Shows nothing."""

    def at(self, done: int, total: int | None = None, current: str = "") -> None:
        """Take note of nothing."""


class Plain:
    """Says a line when it begins to count, every few seconds, and when it is done.

    Args:
        what: what is being done.
        say: prints a line.
        clock: seconds, from whatever moment.
    """

    def __init__(self, what: str, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._say = say
        self._clock = clock
        self._pace = Pace(Words.in_use(), clock)
        self._said_at: float | None = None
        self._said = -1
        self._last = ""
        self._lock = Lock()

    def at(self, done: int, total: int | None = None, current: str = "") -> None:
        """Say how many are done, unless a line was said a moment ago."""
        with self._lock:
            self._last = self._pace.at(done, total, current)
            now = self._clock()
            every = _STANDSTILL_SECONDS if done == self._said else _EVERY_SECONDS
            if self._said_at is None or now - self._said_at >= every:
                self._said, self._said_at = done, now
                self._say(f"{self._what}: {self._last}")

    def end(self) -> None:
        """Say how many were done in all; nothing where nothing was counted."""
        if self._last:
            self._say(f"{self._what}: {self._pace.ended()}")


class Live:
    """Keeps a line on a terminal up to date."""

    def __init__(self, what: str, drawn: Drawn) -> None:
        self._drawn = drawn
        self._pace = Pace(Words.in_use())
        self._task = drawn.add_task(what, total=None, said="")

    def at(self, done: int, total: int | None = None, current: str = "") -> None:
        """Show how many are done."""
        said = self._pace.at(done, total, current)
        self._drawn.update(self._task, completed=done, total=total, said=said)


@contextmanager
def _plain(what: str) -> Iterator[Plain]:
    shown = Plain(what, lambda line: click.echo(line, err=True))
    yield shown
    # Where the work failed the last line is the error's.
    shown.end()


@contextmanager
def _live(what: str) -> Iterator[Live]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(_BAR),
        TextColumn("{task.fields[said]}", markup=False),
    )
    # Transient: the line is gone when the work ends, however it ends.
    with Drawn(*columns, console=Console(stderr=True, highlight=False), transient=True) as drawn:
        yield Live(what, drawn)


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
