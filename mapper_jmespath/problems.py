"""Where something is in a mapping file, what is wrong there, and how the person may mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_FIT_ON_A_LINE = 12


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a mapping file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a mapping file, written `file:line:column: message (hint)`."""

    position: Position
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.position}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class Problems:
    """Collects problems, so that they are reported together instead of one for each try."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, position: Position, message: str, hint: str = "") -> None:
        """Note one problem; noting it twice is the same as once."""
        self._found.add(Problem(position, one_line(message), one_line(hint)))

    def __len__(self) -> int:
        return len(self._found)

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the files and their lines."""
        return tuple(sorted(self._found))


def one_line(text: str, limit: int = 600) -> str:
    """Return the text fit for one line of a log: no line ends, no control characters, bounded."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def shown(value: object) -> str:
    """Return a value as a person may recognise it in a message, cut short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return one_line(repr(value) if isinstance(value, str) else str(value), 80)


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant, or None."""
    lowered = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean `x`?", or "known: …" where the choice is small, or nothing."""
    names = list(known)
    meant = closest(word, names)
    if meant is not None:
        return f"did you mean `{meant}`?"
    if 0 < len(names) <= _FIT_ON_A_LINE:
        return "known: " + ", ".join(sorted(names))
    return ""
