"""Loads the mapping files for a command, and says what is wrong with them."""

from collections.abc import Iterable
from pathlib import Path

import click

from mapper_jmespath import Library, MapperError, MappingError, load_library
from mapper_jmespath.problems import Problem
from stripe_economic.errors import OperatorError, passed_on
from stripe_economic.terminal.commands import JSON
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.screen import print_json

NEXT = "stripe-economic mappings lint"


def load(folder: Path) -> Library:
    """Return the mappings of a folder.

    Raises:
        OperatorError: they are not there, or something is wrong with them; it names the first problem.
    """
    try:
        return load_library(folder)
    except MappingError as error:
        first, others = error.problems[0], len(error.problems) - 1
        said = plural("and {count} more: {command}", "and {count} more: {command}", others)
        more = f" ({said.format(count=others, command=NEXT)})" if others else ""
        message = f"{first.position}: {first.message}{more}."
        raise OperatorError("mappings_invalid", message, first.hint) from None
    except MapperError as error:
        raise passed_on(error) from None


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
        raise passed_on(error) from None


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
            "several_folders",
            _("The files lie in several folders."),
            _("A folder is checked as a whole: name one."),
        )
    (where,) = folders
    names = frozenset(path.name.removesuffix(".yml") for path in paths)
    for name in sorted(names):
        if not (where / f"{name}.yml").is_file():
            there = ", ".join(sorted(path.stem for path in where.glob("*.yml"))) or _("none")
            raise OperatorError(
                "mapping_not_found",
                _("There is no mapping file {path}.").format(path=f"{where / name}.yml"),
                _("There are: {names}.").format(names=there),
            )
    return where, names or None


def show_problems(problems: Iterable[Problem], form: str) -> None:
    """Print what is wrong, each on a line of its own or all as one JSON array."""
    if form == JSON:
        print_json([problem.as_json() for problem in problems])
    else:
        for problem in problems:
            click.echo(str(problem))
