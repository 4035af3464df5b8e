"""Lints mappings that load: against the records that are read and the documents that are made, both by their schemas.

Loading finds what is wrong with a file by itself. Linting needs the other end too: a property that the records do not
have, a type that does not fit, a text that may be too long.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mapper_jmespath.codes import Code
from mapper_jmespath.documents import DocumentSchema, document_schema
from mapper_jmespath.expressions.shapes import Shape, of_schema
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.library import Library
from mapper_jmespath.linting.near import Near
from mapper_jmespath.problems import Problem, Problems, closest

Schema = Mapping[str, Any]

_OF_EXPRESSIONS = frozenset({Code.PATH_UNKNOWN, Code.COMPARISON_UNLIKE, Code.FUNCTION_ARGUMENTS})


def lint(
    library: Library,
    record_schemas: Mapping[str, Schema],
    document_schemas: Mapping[str, Schema] | None = None,
) -> list[Problem]:
    """Return everything that is wrong with loaded mappings, in the order of the files; an empty list is good.

    Args:
        library: the mappings, from `load_library`; what is wrong with the files alone has stopped it there.
        record_schemas: the JSON Schema of each stream that the tap can send, by name, as in its catalog or its SCHEMA
            messages. A mapping whose stream is not among them is checked without it. An object whose properties are
            listed has no others; one without a list, such as metadata, may have any.
        document_schemas: the JSON Schema of each document, by name; the target's own where it is None.
    """
    schemas = library.schemas
    if document_schemas is not None:
        schemas = {name: document_schema(name, dict(schema)) for name, schema in document_schemas.items()}
    shapes = {stream: of_schema(schema, f"the stream `{stream}`") for stream, schema in record_schemas.items()}
    return _lint(library, list(library.mappings.values()), shapes, schemas)


def paths_problems(library: Library, stream: str, schema: Schema) -> tuple[Problem, ...]:
    """Return what cannot be meant in the expressions of the active mappings that read a stream.

    Args:
        library: the mappings.
        stream: the name of the stream.
        schema: the JSON Schema of its records, from its SCHEMA message.
    """
    shape = of_schema(schema, f"the stream `{stream}`")
    found = _lint(library, library.reading(stream), {stream: shape}, library.schemas)
    return tuple(problem for problem in found if problem.code in _OF_EXPRESSIONS)


def _lint(
    library: Library,
    mappings: Sequence[MappingFile],
    shapes: Mapping[str, Shape],
    schemas: Mapping[str, DocumentSchema],
) -> list[Problem]:
    own, borrowed = Problems(), Problems()
    for mapping in mappings:
        _check_stream(mapping, shapes, own)
        if mapping.document in schemas:
            Near(library, schemas[mapping.document], own, borrowed).mapping(mapping, shapes.get(mapping.source))
    # A mapping that another one uses is checked on both records; what is wrong on both is told once.
    told = {(problem.position, problem.code) for problem in own.sorted()}
    added = [problem for problem in borrowed.sorted() if (problem.position, problem.code) not in told]
    return sorted([*own.sorted(), *added])


def _check_stream(mapping: MappingFile, shapes: Mapping[str, Shape], problems: Problems) -> None:
    meant = closest(mapping.source, shapes)
    if mapping.source not in shapes and meant is not None:
        message = f"the tap has no stream `{mapping.source}`"
        problems.add(mapping.keys["source"], Code.STREAM_UNKNOWN, message, f"did you mean `{meant}`?")
