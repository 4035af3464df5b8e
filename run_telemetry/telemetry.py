"""What one program tells of one run, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from run_telemetry import logs
from run_telemetry.exporting import exporters
from run_telemetry.meter import Meter

if TYPE_CHECKING:
    from run_telemetry.facts import Facts, Observer, Request
    from run_telemetry.identity import Identity


class Telemetry:
    """Passes on what is told; from any thread, and without ever failing or waiting. Silent without observers."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def document(self, facts: Facts) -> None:
        """Tell what became of a document."""
        for one in self._observers:
            one.document(facts)

    def request(self, request: Request) -> None:
        """Tell of a request."""
        for one in self._observers:
            one.request(request)

    def end(self, code: str = "") -> None:
        """Pass on what is left. It takes two seconds at most, whoever does not answer.

        Args:
            code: why the run ended; empty where it is complete.
        """
        for one in self._observers:
            one.end(code)


def start(plugin: str) -> tuple[Identity, Telemetry]:
    """Begin to tell; called once by a program, when the SDK has set its logging up.

    Args:
        plugin: such as `target-economic`.
    """
    identity = logs.set_up(plugin)
    return identity, Telemetry(Meter(), *exporters(identity))


def running() -> Telemetry:
    """Return what the command that runs was given as click's object; silent where it was given none."""
    context = click.get_current_context(silent=True)
    return (context.find_object(Telemetry) if context else None) or Telemetry()
