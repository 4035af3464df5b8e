"""Keeps what was received: writes it where the project's or the company's keys are, or only says where it belongs."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from stripe_economic.companies import connected
from stripe_economic.connect import asking
from stripe_economic.connect.env_file import EnvFile
from stripe_economic.connections import Written
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.screen import note


@dataclass(frozen=True, slots=True)
class Place:
    """Whom the keys are for, and where they are kept.

    Attributes:
        written: what the project and the company's entry say already.
        file: the file of variables; None where they are variables of the environment, which nothing here can set.
        prefix: with which these begin.
        alone: whether a variable of the environment does not go before the file.
    """

    written: Written
    file: EnvFile | None
    prefix: str
    alone: bool

    @property
    def environment(self) -> str:
        """Meltano's environment, as it is shown."""
        return self.written.environment or "-"


def place(project: Path, name: str | None, environment: str | None, *, show_where: bool) -> Place:
    """Return where the keys of a company are, or those of the project.

    Args:
        project: folder of meltano.yml.
        name: of the company; None for the project itself.
        environment: Meltano's.
        show_where: nothing will be written.

    Raises:
        OperatorError: there is no such company or environment, a file cannot be read, or its keys are variables of
            the environment and have to be written.
    """
    company = connected.entry(project, name)
    written = connected.written(project, name, environment, keys_to_come=True)
    if company and company.secrets:
        return Place(written, EnvFile(project / company.secrets), "", alone=True)
    if company and company.prefix:
        if not show_where:
            raise OperatorError(
                "keys_kept_elsewhere",
                _("The keys of {company} are environment variables that begin with {prefix}.").format(
                    company=company.name, prefix=company.prefix
                ),
                _("With --show-where a key is checked, and the names of the variables are shown."),
            )
        return Place(written, None, company.prefix, alone=True)
    return Place(written, EnvFile(project / ".env", project / ".env.example"), "", alone=False)


def keep(where: Place, values: Mapping[str, str], *, yes: bool, show_where: bool) -> None:
    """Write variables where they are kept, and say so without their values.

    Args:
        where: see `place`.
        values: by the names of their variables.
        yes: whether other values may be replaced without asking.
        show_where: write nothing, and say where each belongs.

    Raises:
        OperatorError: the file cannot be written, or a value may not be replaced.
    """
    names = ", ".join(values)
    if where.file is None:
        prefixed = ", ".join(f"{where.prefix}{name}" for name in values)
        click.echo(
            _("Nothing was written. The variables that belong into the environment: {names}.").format(names=prefixed)
        )
        return
    file = where.file
    if show_where:
        click.echo(
            _("Nothing was written. Where it belongs: {names}, in {path}.").format(names=names, path=file.path)
        )
        if not where.alone:
            note(_("Or set it wherever this machine's other secrets are kept: the environment goes before .env."))
        return
    known = file.values()
    others = [name for name, value in values.items() if known.get(name, value) != value]
    if others:
        question = plural(
            "{path} has another {names}. Replace it?",
            "{path} has other values of {names}. Replace them?",
            len(others),
        )
        asking.may_replace(question.format(path=file.path, names=", ".join(others)), yes=yes)
    file.write({name: value for name, value in values.items() if known.get(name) != value})
    click.echo(_("{path} has {names}, and only you may read it (mode 600).").format(path=file.path, names=names))
    for name, value in values.items():
        if not where.alone and os.environ.get(name, value) != value:
            note(
                _("Note: the environment of this shell has another {name}, which goes before .env.").format(name=name)
            )
