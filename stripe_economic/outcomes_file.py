"""Follows the file into which the target writes its outcomes while it runs."""

import json
from pathlib import Path
from typing import Any

Outcome = dict[str, Any]


class OutcomesFile:
    """What has been written so far; reads on from where it came to. The file need not be there yet.

    Attributes:
        outcomes: the last outcome of each source id.
        last: the source id of the one written last, empty before the first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self.outcomes: dict[str, Outcome] = {}
        self.last = ""

    def read_on(self) -> int:
        """Take in the lines that are whole by now; returns how many documents have an outcome."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read)
                found = file.read()
        except FileNotFoundError:
            return 0
        whole = found[: found.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            outcome: Outcome = json.loads(line)
            self.last = str(outcome["id"])
            self.outcomes[self.last] = outcome
        return len(self.outcomes)
