"""Errors of the command line."""

from typing import Protocol


class Told(Protocol):
    """An error of another room, which says the same three things; not all of them end a message with a full stop."""

    @property
    def code(self) -> str:
        """Short and stable."""

    @property
    def message(self) -> str:
        """What was being done."""

    @property
    def hint(self) -> str | None:
        """What the reader can do about it."""


class OperatorError(Exception):
    """A command could not do what it was asked to.

    Attributes:
        code: short and stable.
        message: what was being done.
        hint: what the reader can do about it.
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def passed_on(error: Told) -> OperatorError:
    """Return the error of another room as a command's own: its code, its words, its hint."""
    message = error.message if error.message.endswith(".") else f"{error.message}."
    return OperatorError(error.code, message, error.hint or "")
