"""The sandbox's one root error: what it says when it cannot start or was asked for something impossible."""

from __future__ import annotations


class SandboxError(Exception):
    """A sandbox that cannot do what was asked of it.

    Attributes:
        code: A stable word for the kind of problem, such as `port_taken`.
        message: What was being done, to which port, file or object, and what went wrong.
        hint: What to do about it; may be empty.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint
