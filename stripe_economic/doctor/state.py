"""Meltano's state backend: whether a STATE that is written can be read again, under a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Subject

_SCRATCH = "doctor"
_WRITTEN = {"bookmarks": {"doctor": {"replication_key_value": "2026-01-01"}}}


def look(subject: Subject, found: Findings) -> Iterator[Check]:
    """Write a STATE that no run uses, read it, and take it away again."""
    if not (subject.project / "meltano.yml").is_file():
        yield found.ok("backend", _("There is no meltano.yml, and so no state of Meltano's."))
        return
    pipeline = subject.written.owner.pipeline(subject.project, subject.written.environment, suffix=_SCRATCH)
    try:
        pipeline.set_state(_WRITTEN)
        read = pipeline.state()
        pipeline.clear_state()
    except OperatorError as error:
        yield found.failed("backend", error)
        return
    if read == _WRITTEN:
        yield found.ok("backend", _("Meltano keeps its state: what was written could be read again."))
    else:
        yield found.error(
            "backend",
            _("Meltano's state backend gave something else back than was written."),
            _("Check state_backend in meltano.yml: meltano config meltano list."),
        )
