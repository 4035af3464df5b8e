"""A Singer mapper: records in, documents out, by mapping files that a bookkeeper can edit."""

from mapper_jmespath.errors import MapperError, MappingError, RecordError
from mapper_jmespath.library import Library, load_library
from mapper_jmespath.linting.agreement import AgreementNumber, agreement_numbers, constants_of
from mapper_jmespath.linting.lint import lint
from mapper_jmespath.problems import Problem

__all__ = [
    "AgreementNumber",
    "Library",
    "MapperError",
    "MappingError",
    "Problem",
    "RecordError",
    "agreement_numbers",
    "constants_of",
    "lint",
    "load_library",
]
