"""Where outcomes go: one structured line each in the log, and in a file on request."""

import json
import logging
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from run_telemetry import Facts
from target_economic.errors import RunError, SettingError
from target_economic.outcomes.outcomes import Outcome

logger = logging.getLogger(__name__)

_FIELDS = tuple(field.name for field in fields(Outcome))  # dry_run, the last, is told where it is so


class OutcomeLog:
    """Takes the outcomes of a run as they come.

    Args:
        file: where they are written besides, if anywhere.
        tell: takes the facts of each for those who watch the run.

    Raises:
        SettingError: the file cannot be written.
    """

    def __init__(self, file: str | None, tell: Callable[[Facts], None] = lambda _: None) -> None:
        self._file = Path(file) if file else None
        self._tell = tell
        try:
            self._append("")
        except OSError as error:
            raise SettingError(
                "settings_invalid",
                f"outcomes_file cannot be written: {error.strerror or error}.",
                "Choose a file in a folder that exists and is writable.",
            ) from None

    def add(self, outcome: Outcome, began: float = 0.0, ended: float = 0.0) -> None:
        """Write an outcome as one line.

        Args:
            outcome: what became of a document.
            began: when work on it began, in seconds since the epoch; 0 where that is not known.
            ended: when it had been done.

        Raises:
            RunError: the file can no longer be written.
        """
        names = _FIELDS if outcome.dry_run else _FIELDS[:-1]
        facts = {name: getattr(outcome, name) for name in names}
        line = json.dumps(facts, ensure_ascii=False)
        # The same field by field for logs that are JSON, where `message` is the whole line.
        fields = {"reason": facts.pop("message"), **facts}
        logger.log(logging.INFO if outcome.good else logging.WARNING, "outcome %s", line, extra=fields)
        self._tell(Facts(outcome.id, outcome.document, outcome.action, outcome.code or "", began, ended))
        try:
            self._append(f"{line}\n")
        except OSError as error:
            raise RunError(
                "outcomes_not_written",
                f"outcomes_file could not be written: {error.strerror or error}.",
                "Make room, or leave the setting out. What was posted is found again by the next run.",
            ) from None

    def _append(self, text: str) -> None:
        # Opened anew each time: a run may end at any moment, and nothing is to be left open.
        if self._file:
            with self._file.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
