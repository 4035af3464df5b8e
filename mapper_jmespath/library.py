"""Loads a folder of mappings: all of it, or a list of everything that is wrong with it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mapper_jmespath.codes import Code
from mapper_jmespath.documents import DocumentSchema, load_schemas
from mapper_jmespath.errors import MapperError, MappingError
from mapper_jmespath.language.borrow import with_borrowed_fields
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.language.parse import is_table, parse_mapping, table_name
from mapper_jmespath.linting.check import Checker
from mapper_jmespath.problems import Position, Problems
from mapper_jmespath.tables.table import Table, parse_table
from mapper_jmespath.yaml.source import MAX_BYTES, read_yaml
from mapper_jmespath.yaml.tree import Mapping as YamlMapping

SUFFIX = ".yml"
MAX_FILES = 200


@dataclass(frozen=True, slots=True)
class Library:
    """The mappings of one folder, checked.

    Attributes:
        mappings: by the name of their file, without `.yml`.
        tables: the tables that have a file of their own, by name.
        schemas: the document schemas, by stream.
        digest: `sha256:…` over the names and bytes of all files, which changes when any of them does.
    """

    mappings: Mapping[str, MappingFile]
    tables: Mapping[str, Table]
    schemas: Mapping[str, DocumentSchema]
    digest: str

    def reading(self, stream: str) -> tuple[MappingFile, ...]:
        """Return the active mappings that read a stream, in the order of their names."""
        return tuple(one for one in self.mappings.values() if one.source == stream and one.active)


def load_library(folder: Path, schemas: Mapping[str, DocumentSchema] | None = None) -> Library:
    """Load every `*.yml` of a folder; messages call a file by the folder as it was given.

    Args:
        folder: the folder.
        schemas: the documents that there are, by stream; those of the target where it is None.

    Raises:
        MapperError: `mappings_not_found`, the folder is not there or holds no mapping.
        MappingError: something is wrong with the files; it lists all of it.
    """
    problems = Problems()
    contents = _read_folder(folder, problems)
    mappings: dict[str, MappingFile] = {}
    tables: dict[str, Table | None] = {}
    unreadable: set[str] = set()
    for path, data in contents.items():
        node = read_yaml(data, path.as_posix(), problems)
        if node is not None and is_table(node) and isinstance(node, YamlMapping):
            tables[path.stem] = _table(path, node, problems)
        elif node is None or (mapping := parse_mapping(path.stem, node, problems)) is None:
            unreadable.add(path.stem)
        else:
            mappings[path.stem] = mapping
    parsed = set(mappings)
    mappings = with_borrowed_fields(mappings, unreadable, problems)
    unreadable |= parsed - set(mappings)
    schemas = load_schemas() if schemas is None else schemas
    checker = Checker(mappings, tables, schemas, problems, unreadable)
    for mapping in mappings.values():
        checker.check(mapping)
    if len(problems):
        raise MappingError(problems.sorted())
    if not mappings:
        raise MapperError(
            "mappings_not_found", f"the folder {folder.as_posix()} holds no mapping, only tables", _SETTING
        )
    whole = {
        name: replace(found, kind=found.kind or schemas[found.document].kinds[0]) for name, found in mappings.items()
    }
    return Library(whole, {name: table for name, table in tables.items() if table}, schemas, _digest(contents))


_SETTING = (
    "the setting `mappings_path` names the folder of mapping files; a relative one counts from the working directory"
)


def _read_folder(folder: Path, problems: Problems) -> dict[Path, bytes]:
    contents: dict[Path, bytes] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file())
        wrong = [path for path in paths if path.suffix.lower() in {".yaml", SUFFIX} and path.suffix != SUFFIX]
        for path in wrong:
            hint = f"rename it to {path.stem}{SUFFIX}"
            message = f"the name does not end in {SUFFIX}, so it is not read"
            problems.add(Position(path.as_posix(), 1, 1), Code.FILE_NAME, message, hint)
        paths = [path for path in paths if path.suffix == SUFFIX]
        if len(paths) > MAX_FILES:
            raise MapperError(
                "mappings_not_found", f"{folder.as_posix()} holds more than {MAX_FILES} files", _SETTING
            )
        for path in paths:
            with path.open("rb") as file:
                # One byte more than is allowed shows a file that is too large, however large it is.
                contents[path] = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"the mappings cannot be read: {error.filename or folder.as_posix()}: {reason}"
        raise MapperError("mappings_not_found", message, _SETTING) from error
    if not contents and not wrong:
        raise MapperError("mappings_not_found", f"the folder {folder.as_posix()} holds no {SUFFIX} file", _SETTING)
    return contents


def _table(path: Path, node: YamlMapping, problems: Problems) -> Table | None:
    if table_name(node) != path.stem:
        hint = f"write table: {path.stem}, or rename the file"
        where = node.entries["table"].position
        problems.add(where, Code.FILE_NAME, "a table bears the name of its file", hint)
    return parse_table(path.stem, node, problems)


def _digest(contents: Mapping[Path, bytes]) -> str:
    whole = hashlib.sha256()
    for path, data in contents.items():
        whole.update(f"{path.name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        whole.update(data)
    return f"sha256:{whole.hexdigest()}"
