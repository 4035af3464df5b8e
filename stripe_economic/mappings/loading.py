"""Loads the mapping files for a command, and says what is wrong with them."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from mapper_jmespath import Library, MapperError, MappingError, load_library
from mapper_jmespath.problems import Problem
from stripe_economic.errors import OperatorError

TEXT, JSON = "text", "json"
NEXT = "stripe-economic mappings lint lists everything"


def load(folder: Path) -> Library:
    """Return the mappings of a folder.

    Raises:
        OperatorError: they are not there, or something is wrong with them; it names the first problem.
    """
    try:
        return load_library(folder)
    except MappingError as error:
        first, others = error.problems[0], len(error.problems) - 1
        more = f" (and {others} more: {NEXT})" if others else ""
        message = f"{first.position}: {first.message}{more}."
        raise OperatorError("mappings_invalid", message, first.hint) from None
    except MapperError as error:
        raise OperatorError(error.code, f"{error.message}.", error.hint) from None


def load_or_problems(folder: Path) -> tuple[Library | None, tuple[Problem, ...]]:
    """Return the mappings of a folder, or everything that is wrong with them.

    Raises:
        OperatorError: there are none.
    """
    try:
        return load_library(folder), ()
    except MappingError as error:
        return None, error.problems
    except MapperError as error:
        raise OperatorError(error.code, f"{error.message}.", error.hint) from None


def select(folder: Path, files: Iterable[str]) -> tuple[Path, frozenset[str] | None]:
    """Return the folder and the names of the mappings that a command line means; None is all of them.

    Args:
        folder: where mappings are unless a file says otherwise.
        files: names or paths of mapping files, with or without `.yml`.

    Raises:
        OperatorError: they lie in several folders, or one is not there.
    """
    paths = [Path(file) for file in files]
    folders = {path.parent for path in paths if path.parent != Path()} or {folder}
    if len(folders) > 1:
        raise OperatorError(
            "several_folders", "The files lie in several folders.", "A folder is checked as a whole: name one."
        )
    (where,) = folders
    names = frozenset(path.name.removesuffix(".yml") for path in paths)
    for name in sorted(names):
        if not (where / f"{name}.yml").is_file():
            there = ", ".join(sorted(path.stem for path in where.glob("*.yml"))) or "none"
            raise OperatorError(
                "mapping_not_found", f"There is no mapping file {where / name}.yml.", f"There are: {there}."
            )
    return where, names or None


def show_problems(problems: Iterable[Problem], form: str) -> None:
    """Print what is wrong, each on a line of its own or all as one JSON array."""
    if form == JSON:
        print_json([problem.as_json() for problem in problems])
    else:
        for problem in problems:
            click.echo(str(problem))


def print_json(value: object) -> None:
    """Print a value as JSON that people can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
