"""Where something is in a mapping file, what is wrong there, and how the person may mend it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches

from mapper_jmespath.codes import Code

_FIT_ON_A_LINE = 12
# A name longer than this was not misspelt, it is something else; comparing it would take its time.
_LONGEST_NAME = 100


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
    """One thing that is wrong with a mapping file, written `file:line:column path: message (hint)`.

    Attributes:
        position: where it stands.
        path: the field of the document, `body.lines[].net`; empty where it concerns no field.
        code: what kind of problem, for programs.
        message: what is wrong.
        hint: how to mend it; may be empty.
    """

    position: Position
    path: str
    code: Code
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" ({self.hint})" if self.hint else "")

    @property
    def place(self) -> str:
        """Where it is, `file:line:column path`."""
        return f"{self.position} {self.path}" if self.path else str(self.position)

    def as_json(self) -> dict[str, str | int]:
        """Return the problem as a flat object: file, line, column, path, code, message, hint."""
        told = {"path": self.path, "code": self.code.value, "message": self.message, "hint": self.hint}
        return {**asdict(self.position), **told}


class Problems:
    """Collects problems, so that they are reported together instead of one for each try."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()
        self._path = ""

    def at(self, path: str) -> "Problems":
        """Return the same collection, noting what is added through it under a field of the document."""
        view = Problems()
        view._found, view._path = self._found, path
        return view

    def add(self, position: Position, code: Code, message: str, hint: str = "") -> None:
        """Note one problem; noting it twice is the same as once."""
        self._found.add(Problem(position, one_line(self._path, 200), code, one_line(message), one_line(hint)))

    def __len__(self) -> int:
        return len(self._found)

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the files and their lines."""
        return tuple(sorted(self._found))


def one_line(text: str, limit: int = 600) -> str:
    """Return the text fit for one line of a log: no line ends, no control characters, bounded."""
    plain = "".join(character if character.isprintable() else " " for character in text[: limit + 1])
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
    if len(word) > _LONGEST_NAME:
        return None
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
