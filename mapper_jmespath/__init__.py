"""A Singer mapper: records in, documents out, by mapping files that a bookkeeper can edit."""

from mapper_jmespath.errors import MapperError, MappingError, RecordError
from mapper_jmespath.library import Library, load_library

__all__ = ["Library", "MapperError", "MappingError", "RecordError", "load_library"]
