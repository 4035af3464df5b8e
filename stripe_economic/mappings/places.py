"""How a place in a mapping file is written."""

from mapper_jmespath.problems import Position


def place(position: Position) -> str:
    """Return the file and the line, without the column."""
    return f"{position.file}:{position.line}"
