"""Errors of the command line."""


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
