"""Where outcomes go: one structured line each in the log, and in a file on request."""

import json
import logging
from dataclasses import fields
from pathlib import Path

from target_economic.errors import RunError, SettingError
from target_economic.outcomes.outcomes import Outcome

logger = logging.getLogger(__name__)

_FIELDS = tuple(field.name for field in fields(Outcome))  # dry_run, the last, is told where it is so


class OutcomeLog:
    """Takes the outcomes of a run as they come.

    Raises:
        SettingError: the file cannot be written.
    """

    def __init__(self, file: str | None) -> None:
        self._file = Path(file) if file else None
        try:
            self._append("")
        except OSError as error:
            raise SettingError(
                "settings_invalid",
                f"outcomes_file cannot be written: {error.strerror or error}.",
                "Choose a file in a folder that exists and is writable.",
            ) from None

    def add(self, outcome: Outcome) -> None:
        """Write an outcome as one line.

        Raises:
            RunError: the file can no longer be written.
        """
        names = _FIELDS if outcome.dry_run else _FIELDS[:-1]
        line = json.dumps({name: getattr(outcome, name) for name in names}, ensure_ascii=False)
        logger.log(logging.INFO if outcome.good else logging.WARNING, "outcome %s", line)
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
