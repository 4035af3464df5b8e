"""How the commands about mappings look. Colour only repeats what words say, and NO_COLOR is heeded."""

import os
from typing import Any

import click

from mapper_jmespath.problems import Position


def place(position: Position) -> str:
    """Return the file and the line, without the column."""
    return f"{position.file}:{position.line}"


def bold(text: str) -> str:
    """Return a heading."""
    return _styled(text, bold=True)


def red(text: str) -> str:
    """Return what is wrong, or was before."""
    return _styled(text, fg="red")


def green(text: str) -> str:
    """Return what is right, or is so now."""
    return _styled(text, fg="green")


def _styled(text: str, **style: Any) -> str:  # noqa: ANN401 - click's own
    # Where output is no terminal click takes the style out again.
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)
