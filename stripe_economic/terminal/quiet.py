"""Whether a command says anything besides its result."""

from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def hush() -> None:
    """Say nothing but results from here on."""
    _quiet.set(True)


def is_quiet() -> bool:
    """Return whether only results are wanted."""
    return _quiet.get()
