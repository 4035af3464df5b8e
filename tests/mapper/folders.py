"""Folders of mappings for tests, and what loading one says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapper_jmespath import Library, MapperError, MappingError, load_library
from mapper_jmespath.documents import DocumentSchema, document_schema, load_schemas
from mapper_jmespath.evaluation.assemble import Assembler
from tests.support import ROOT

Json = dict[str, Any]

SHIPPED = ROOT / "mappings"

# One small mapping that loads; `{field}` is where a test puts what it is about.
SMALL = """\
source: products
document: products
fields:
  id: {from: id}
  body:
    productNumber: {from: id}
    name: {from: name}
    productGroup: {productGroupNumber: {value: 1}}
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder `mappings` and return it."""
    made = folder / "mappings"
    made.mkdir(exist_ok=True)
    for name, content in files.items():
        (made / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return made


def with_field(field: str) -> str:
    """The small mapping with one more field, on line 9 from column 5, in the product's body."""
    return SMALL + f"    {field}\n"


def problems_of(folder: Path, files: Mapping[str, str | bytes] | str | bytes) -> list[str]:
    """What is wrong with a folder, each as a person reads it, without the folder's own path."""
    made = write(folder, files if isinstance(files, Mapping) else {"products.yml": files})
    error = trouble(made)
    assert error is None or isinstance(error, MappingError)
    return [str(problem).removeprefix(f"{made.as_posix()}/") for problem in (error.problems if error else ())]


def trouble(folder: Path) -> MapperError | None:
    """What loading a folder ends in; None where it loads."""
    try:
        load_library(folder)
    except MapperError as error:
        return error
    return None


def library_of(folder: Path, files: Mapping[str, str | bytes]) -> Library:
    return load_library(write(folder, files))


def documents(library: Library, stream: str, record: Json) -> list[Json]:
    return [made.document for made in Assembler(library).documents(stream, record)]


def document(library: Library, stream: str, record: Json) -> Json:
    """The only document that a record makes."""
    (made,) = documents(library, stream, record)
    return made


def good(library: Library, stream: str, record: Json) -> Json:
    """The only document that a record makes, which must have neither error nor skip."""
    made = document(library, stream, record)
    assert made["error"] is None, made["error"]
    assert made["skip"] is None, made["skip"]
    return made


def shipped() -> Library:
    return load_library(SHIPPED)


def withdrawable() -> dict[str, DocumentSchema]:
    """The documents, of which invoices can be withdrawn."""
    schemas = load_schemas()
    whole: Json = dict(schemas["invoices"].schema)
    whole["properties"] = {**whole["properties"], "withdraw": {"type": ["object", "null"]}}
    return {**schemas, "invoices": document_schema("invoices", whole)}
