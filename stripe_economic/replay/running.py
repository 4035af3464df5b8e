"""Carries a replay out: the pipeline itself, under a STATE name of its own that is never written."""

import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.outcomes.outcome import Outcome, OutcomesFile
from stripe_economic.plugins.process import last_words
from stripe_economic.replay.plan import Plan
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import Progress, progress

# Of its own, so that neither the bookmark is read nor Meltano takes the run for the normal one.
_SUFFIX = "replay"
_KEEP_THE_STATE = "--no-state-update"
_COMPLETE = frozenset({"complete", "documents_failed"})
# So that they fit into one variable of the environment.
_AT_ONCE = 2000


class Ended(OperatorError):
    """A replay did not come to its end; what was posted until then stays.

    Attributes:
        outcomes: of what was done until then.
    """

    def __init__(self, error: OperatorError, outcomes: list[Outcome]) -> None:
        super().__init__(error.code, error.message, error.hint)
        self.outcomes = outcomes


def carry_out(connections: Connections, plan: Plan) -> list[Outcome]:
    """Post what a plan holds, and return what became of each document.

    Raises:
        Ended: the pipeline could not go on, because another run holds the agreement, say; in the plugin's own words.
    """
    outcomes: list[Outcome] = []
    with progress(_("Documents")) as told:
        for variables, options in _runs(plan):
            with tempfile.TemporaryDirectory() as name:
                file = OutcomesFile(Path(name) / "outcomes.jsonl")
                show = partial(_show, told, file, len(outcomes), len(plan.outcomes))
                try:
                    _run(connections, variables, options, Path(name), show)
                except OperatorError as error:
                    raise Ended(error, outcomes + file.outcomes) from None
                outcomes += file.outcomes
    return outcomes


def _show(told: Progress, file: OutcomesFile, before: int, planned: int) -> None:
    told.at(before + file.read_on(), planned, file.last)


def _runs(plan: Plan) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Yield the variables and options of each run of Meltano."""
    if plan.day is not None:
        yield {"TAP_STRIPE_INVOICES_START_DATE": plan.day.isoformat()}, ["--full-refresh", _KEEP_THE_STATE]
    for first in range(0, len(plan.ids), _AT_ONCE):
        ids = plan.ids[first : first + _AT_ONCE]
        yield {"TAP_STRIPE_INVOICES_IDS": " ".join(ids)}, [_KEEP_THE_STATE]


def _run(
    connections: Connections,
    variables: dict[str, str],
    options: list[str],
    folder: Path,
    meanwhile: Callable[[], None],
) -> None:
    summary, log = folder / "summary.json", folder / "meltano.log"
    settings = {
        **connections.addresses,
        **variables,
        "TARGET_ECONOMIC_OUTCOMES_FILE": str(folder / "outcomes.jsonl"),
        "TARGET_ECONOMIC_SUMMARY_JSON": str(summary),
    }
    pipeline = connections.pipeline(settings, suffix=_SUFFIX)
    status = pipeline.run(log, options, meanwhile)
    ended = json.loads(summary.read_text("utf-8"))["ended"] if summary.exists() else ""
    # A document that failed is told by its outcome; the status may say no more than that.
    if status and ended not in _COMPLETE:
        text = log.read_text("utf-8", errors="replace")
        last = (text.strip().splitlines() or [""])[-1]
        raise last_words(text) or OperatorError(
            "replay_failed",
            _("Meltano ended with status {status}: {last}").format(status=status, last=last),
            _("Run the pipeline with meltano, and see what it says."),
        )
    if not ended:
        raise OperatorError(
            "replay_failed",
            _("The pipeline ended without a summary of what was done."),
            _("Run the pipeline with meltano, and see what it says."),
        )
