"""A file of variables in which secrets are kept, `.env` or a company's: closed to others before a secret is in it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values, set_key

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

_CLOSED = 0o600
_PLAIN = re.compile(r"[\w.:/@%+=-]+", re.ASCII)
_CLOSED_FOLDER = 0o700


class EnvFile:
    """One such file. Its other lines and its comments stay as they are.

    Args:
        path: where it is, or will be.
        example: what a new one begins as; it begins empty where there is no such file.
    """

    def __init__(self, path: Path, example: Path | None = None) -> None:
        self.path = path
        self._example = example

    def values(self) -> dict[str, str]:
        """Return what is set in it; nothing where there is no such file.

        Raises:
            OperatorError: it cannot be read.
        """
        try:
            return {name: value for name, value in dotenv_values(self.path).items() if value}
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(self.path, error) from None

    def write(self, values: Mapping[str, str]) -> None:
        """Set variables, each at once or not at all. A new file begins as a copy of the example.

        Raises:
            OperatorError: it cannot be written.
        """
        try:
            path = self.path.resolve()
            if path.exists():
                path.chmod(_CLOSED)
            else:
                self._create(path)
            for name, value in values.items():
                # It writes another file, of this one's mode, and puts that in its place.
                # Without quotes where none are needed: `docker run --env-file` would take them for part of the value.
                set_key(path, name, value, quote_mode="never" if _PLAIN.fullmatch(value) else "auto")
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(self.path, error) from None

    def _create(self, path: Path) -> None:
        text = self._example.read_text("utf-8") if self._example and self._example.is_file() else ""
        path.parent.mkdir(mode=_CLOSED_FOLDER, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _CLOSED), "w", encoding="utf-8") as file:
            file.write(text)


def _unusable(path: Path, error: OSError | UnicodeDecodeError) -> OperatorError:
    why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    return OperatorError(
        "env_file_unusable",
        _("{path} cannot be read or written: {why}.").format(path=path, why=why),
        _("Check who may read and write it, and that it is UTF-8."),
    )
