"""What became of a document, as the target says it in its outcomes file; see docs/outcomes.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document, or, in a dry run, would become of it."""

    id: str
    document: str
    action: str
    number: str | None
    url: str | None
    code: str | None
    message: str | None
    dry_run: bool = False

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Outcome":
        """Return the outcome that a line of the file is."""
        known: dict[str, Any] = {name: said.get(name) for name in _NAMES}
        return cls(**known | {"dry_run": bool(said.get("dry_run"))})

    @property
    def is_good(self) -> bool:
        """Whether nothing is left to do."""
        return self.action not in {"failed", "uncertain"}

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(one.name for one in fields(Outcome))


class OutcomesFile:
    """What the target has written so far; reads on from where it came to. The file need not be there yet.

    Attributes:
        last: the source id of the outcome written last, empty before the first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._found: dict[tuple[str, str], Outcome] = {}
        self.last = ""

    @property
    def outcomes(self) -> list[Outcome]:
        """The last outcome of each document, of those that were read."""
        return list(self._found.values())

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
            outcome = Outcome.read(json.loads(line))
            self.last = outcome.id
            self._found[outcome.document, outcome.id] = outcome
        return len(self._found)


def outcomes_in(path: Path) -> list[Outcome]:
    """Return all outcomes that a run has left, the last of each document; none where it wrote no file."""
    file = OutcomesFile(path)
    file.read_on()
    return file.outcomes
