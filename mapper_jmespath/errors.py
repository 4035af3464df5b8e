"""The errors of the mapper.

MapperError            a setting, the input or the output: the run stops
├── MappingError       the mapping folder is broken: the run stops before the first record
└── RecordError        one record cannot be mapped: it becomes a document with `error`, the run goes on
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mapper_jmespath.problems import Position, Problem


class MapperError(Exception):
    """Something the mapper could not do.

    Args:
        code: a short stable name for programs.
        message: what was being done to which object, in one line.
        hint: what to change, or an empty text.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.code}: {self.message}." + (f" Hint: {self.hint}" if self.hint else "")


class MappingError(MapperError):
    """The mapping files are wrong; `problems` holds all that was found, in order."""

    def __init__(self, problems: "tuple[Problem, ...]") -> None:
        first, others = problems[0], len(problems) - 1
        more = f" (and {others} more, listed above)" if others else ""
        super().__init__("mappings_invalid", f"{first.place}: {first.message}{more}", first.hint)
        self.problems = problems


class RecordError(MapperError):
    """One record cannot be mapped.

    Attributes:
        position: the field of the mapping that says so.
        path: the place in the document, where the finished document is at fault.
    """

    def __init__(
        self,
        code: str,
        message: str,
        position: "Position | None",
        hint: str = "",
        path: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(code, message, hint)
        self.position = position
        self.path = path
