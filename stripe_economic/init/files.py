"""What a project of one's own begins with: meltano.yml, the mappings and the example of .env."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

_FILES = ("meltano.yml", ".env.example", "mappings")


def copy_to(folder: Path) -> list[Path]:
    """Copy what a project begins with, leaving files that are there already; returns what was written.

    Raises:
        OperatorError: the folder cannot be written.
    """
    source = _source()
    written = []
    try:
        for path in (path for name in _FILES for path in _files(source / name)):
            target = folder / path.relative_to(source)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                written.append(target)
    except OSError as error:
        raise OperatorError(
            "not_writable",
            _("{path} cannot be written: {why}.").format(path=folder, why=error.strerror or error),
            _("Choose another folder."),
        ) from None
    return written


def _files(path: Path) -> Iterator[Path]:
    yield from (sorted(path.iterdir()) if path.is_dir() else [path])


def _source() -> Path:
    """Return where the files are: inside the installed package, or at the root of a checkout."""
    packaged = Path(__file__).parents[1] / "project_files"
    return packaged if packaged.exists() else Path(__file__).parents[2]
