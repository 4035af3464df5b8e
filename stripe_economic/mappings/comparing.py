"""Which documents differ between two versions of the mappings, field by field."""

import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from mapper_jmespath import Library, MapperError
from mapper_jmespath.cases.places import ABSENT
from mapper_jmespath.evaluation.assemble import Assembler
from stripe_economic.errors import OperatorError, passed_on
from stripe_economic.mappings.sources import Source
from stripe_economic.terminal.language import N_, _

Json = dict[str, Any]

# Stands for the whole of a document, which is told by its fields elsewhere.
DOCUMENT = N_("a document")

# Told by other means, or different by nature: the hash, and the line of a mapping that a failure names.
_NOT_COMPARED = frozenset({"mapping", "origin.stream", "error.path", "error.hint"})
_PLACE = re.compile(r"\S*?([^\s/]+\.yml)(:[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its place, its value in the old and the new document; ABSENT where there is none."""

    path: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Changed:
    """One record whose document differs; `document` is its stream, `invoices`."""

    source: Source
    document: str
    changes: tuple[Change, ...]


def compare(old: Library, new: Library, sources: Iterable[Source]) -> Iterator[Changed]:
    """Yield every document that differs; one that only one of the versions makes differs as a whole."""
    before, after = Assembler(old), Assembler(new)
    for source in sources:
        olds, news = _documents(before, source), _documents(after, source)
        for stream in dict.fromkeys((*olds, *news)):
            changes = tuple(_changes(olds.get(stream), news.get(stream)))
            if changes:
                yield Changed(source, stream, changes)


def _documents(assembler: Assembler, source: Source) -> dict[str, Json]:
    try:
        return {made.stream: made.document for made in assembler.documents(source.stream, source.record)}
    except MapperError as error:
        raise passed_on(error) from None


def _changes(old: Json | None, new: Json | None) -> Iterator[Change]:
    if old is None or new is None:
        made = (DOCUMENT, ABSENT) if new is None else (ABSENT, DOCUMENT)
        yield Change("", *made)
        return
    olds, news = dict(_leaves(old, "")), dict(_leaves(new, ""))
    for path in dict.fromkeys((*olds, *news)):
        before, after = olds.get(path, ABSENT), news.get(path, ABSENT)
        if before != after and path not in _NOT_COMPARED:
            yield Change(path, before, after)


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Yield each single value with its place; null is the same as nothing there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    elif value is not None:
        # The same file lies in two folders, and its lines move about.
        yield path, _PLACE.sub(r"\1", value) if path.startswith("error.") and isinstance(value, str) else value


@contextmanager
def folder_of(version: str, folder: Path) -> Iterator[Path]:
    """Give the folder of one version: a folder by its path, or `folder` as it was in a git revision.

    Raises:
        OperatorError: it is neither.
    """
    if Path(version).is_dir():
        yield Path(version)
        return
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / version.replace("/", "_")
        made.mkdir()
        # A zip, because a tar is unpacked safely only from Python 3.11.4 on.
        with zipfile.ZipFile(BytesIO(_archive(version, folder))) as archive:
            archive.extractall(made)
        yield made


def _archive(revision: str, folder: Path) -> bytes:
    hint = _("Give two folders of mapping files, or a git revision, such as HEAD, and a folder.")
    try:
        ended = subprocess.run(  # noqa: S603 - git reads the revision as one word behind --end-of-options
            ["git", "archive", "--format=zip", "--end-of-options", f"{revision}:./{folder.as_posix()}"],  # noqa: S607
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        said = _("{version} is not a folder.").format(version=revision)
        raise OperatorError("no_such_version", said, hint) from None
    if ended.returncode:
        said = _("{version} is neither a folder nor a git revision that has {folder}.")
        raise OperatorError("no_such_version", said.format(version=revision, folder=folder), hint)
    return ended.stdout
