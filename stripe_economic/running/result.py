"""What a run came to: counts, codes, amounts and ids, and nothing that says who a customer is."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stripe_economic.errors import OperatorError
from stripe_economic.outcomes.outcome import outcomes_in
from stripe_economic.plugins.process import named_in
from stripe_economic.running.folder import RunFolder
from stripe_economic.terminal.language import _

Json = dict[str, Any]

VERSION = 1
COMPLETE, STOPPED, PLUGIN_KILLED = "complete", "stopped", "plugin_killed"
DOCUMENTS_FAILED = 3
_ERROR = 1
_SIGNALS = 128
# An orchestrator keeps results for years and shows them on a page.
MOST_FAILED = 500
_REFUSED = "pipeline is already running"
_FAILED_RECORDS = "documents_failed"
# Keys, settings, files and agreements: nothing about them changes while an orchestrator waits to try again.
_LASTING = frozenset({
    "stripe_key_rejected", "stripe_permission_missing", "stripe_mode_differs", "mode_differs", "stripe_redirected",
    "economic_tokens_rejected", "economic_permission_missing", "not_economic",
    "setting_missing", "setting_invalid", "setting_unknown", "settings_invalid", "settings_unreadable",
    "mappings_not_found", "mappings_invalid", "mapping_invalid", "mappings_fixed",
    "stream_not_mapped", "unknown_stream", "secrets_unreadable", "secrets_missing",
    "company_unknown", "companies_invalid", "environment_unknown", "no_project", "meltano_missing",
    "state_unreadable", "not_readable", "not_writable",
})  # fmt: skip
# Follows from another plugin's end, and says nothing of the cause.
_CLOSED = "output_closed"
_CONSEQUENCES = frozenset({_CLOSED, _FAILED_RECORDS})
# Meltano's words where another plugin than the target ended badly (meltano/core/block/extract_load.py).
_READING_FAILED = re.compile(r"\b(Extractor failed|Extractor and loader failed|Mappers failed)\b")


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to.

    Attributes:
        company: empty for the project itself.
        ended: `complete`, or the code of what ended the run.
        status: the exit status: 0, 1, 3 (documents failed), 128 + n (stopped by signal n).
        summary: the target's; empty where it did not get so far.
        failed: id, document and code of what failed or is uncertain, MOST_FAILED at most.
        log: what Meltano and the plugins said; None where nothing was started.
        error: what a plugin said ended the run, for whoever started it; not part of the result that is kept.
    """

    company: str
    environment: str
    state_id: str
    ended: str
    status: int
    began_at: str
    ended_at: str
    summary: Mapping[str, Any] = field(default_factory=dict)
    failed: tuple[Json, ...] = ()
    log: Path | None = None
    error: OperatorError | None = None

    @property
    def worth_retrying(self) -> bool:
        """Whether the same run may fare better in a while; documents that failed are for the next run."""
        return self.status not in {0, DOCUMENTS_FAILED} and self.ended not in _LASTING

    def as_dict(self) -> Json:
        """Return it as plain data."""
        return {
            "version": VERSION,
            "company": self.company or None,
            "environment": self.environment,
            "state_id": self.state_id,
            "ended": self.ended,
            "status": self.status,
            "worth_retrying": self.worth_retrying,
            "began_at": self.began_at,
            "ended_at": self.ended_at,
            "dry_run": bool(self.summary.get("dry_run", False)),
            "documents": self.summary.get("documents", {}),
            "codes": self.summary.get("codes", {}),
            "amounts": self.summary.get("amounts", {}),
            "failures": self.summary.get("failures", 0),
            "failed": list(self.failed),
            "documents_created": self.summary.get("usage", {}).get("documents_created", 0),
            "requests": self.summary.get("requests", 0),
            "log": str(self.log) if self.log else None,
        }


def verdict(
    meltano: int, stopped_by: int | None, summary: Mapping[str, Any], log: Iterable[str]
) -> tuple[str, int, OperatorError | None]:
    """Return how a run ended, its exit status, and the error that a plugin named as the cause.

    Meltano's own status says only whether something failed; what it was stands in the summary and in the plugins'
    last words.

    Args:
        meltano: its exit status.
        stopped_by: the signal that this process was asked to stop with.
        summary: the target's.
        log: the lines that Meltano and the plugins wrote.
    """
    if stopped_by is not None or meltano < 0:
        return STOPPED, _SIGNALS + (-meltano if stopped_by is None else stopped_by), None
    if meltano == 0:
        return COMPLETE, 0, None
    cause = _cause(log)
    if cause is not None:
        return cause.code, _ERROR, cause
    ended = summary.get("ended")
    if ended == _FAILED_RECORDS:
        return COMPLETE, DOCUMENTS_FAILED, None
    # Complete, with no more failed than is allowed: it was Meltano itself that failed, say at writing STATE.
    if ended and ended != COMPLETE:
        return str(ended), _ERROR, None
    failed = OperatorError(
        "meltano_failed",
        _("Meltano itself failed; its words are in the log."),
        _("Of its database (MigrationError, database is locked) docs/state.md has more."),
    )
    return failed.code, _ERROR, failed


def _cause(log: Iterable[str]) -> OperatorError | None:
    """Return what ended a run: the first error that a plugin named, as those after it follow from it.

    Documents that failed are no cause: the target says so at its end, when it has read all there was to read.
    """
    closed = without_a_word = False
    for line in log:
        if _REFUSED in line:
            return OperatorError(
                "already_running",
                _("Meltano knows of another run of this pipeline that is at work."),
                _("Wait until it has ended; one that was killed on another machine is forgotten after five minutes."),
            )
        for error in named_in(line):
            if error.code not in _CONSEQUENCES:
                return error
            closed = closed or error.code == _CLOSED
        without_a_word = without_a_word or _READING_FAILED.search(line) is not None
    # What came of the tap or the mapper was the end of the pipe, which the target takes for the end of what is due.
    if not without_a_word or closed:
        return None
    return OperatorError(
        PLUGIN_KILLED,
        _("The tap or the mapper ended without a word, so that not all has been read."),
        _("Look for what kills processes here, such as too little memory; the next run goes on."),
    )


def read_summary(folder: RunFolder) -> Json:
    """Return the target's summary, `{}` where it wrote none."""
    try:
        found = json.loads(folder.summary.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def read_failed(folder: RunFolder) -> tuple[Json, ...]:
    """Return id, document and code of what failed or is uncertain."""
    failed = [one for one in outcomes_in(folder.outcomes) if not one.is_good]
    return tuple({"id": one.id, "document": one.document, "code": one.code} for one in failed[:MOST_FAILED])
