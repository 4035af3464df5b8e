"""Keeps what was received: writes it into `.env`, or only says where it belongs."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from stripe_economic.connect import asking
from stripe_economic.connect.env_file import EnvFile
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.screen import note


def keep(project: Path, values: Mapping[str, str], *, yes: bool, show_where: bool) -> None:
    """Write variables into the project's `.env`, and say so without their values.

    Args:
        project: folder of `.env`.
        values: by the names of their variables.
        yes: whether other values may be replaced without asking.
        show_where: write nothing, and say where each belongs.

    Raises:
        OperatorError: the file cannot be written, or a value may not be replaced.
    """
    file = EnvFile(project)
    names = ", ".join(values)
    if show_where:
        click.echo(
            _("Nothing was written. Where it belongs: {names}, in {path}.").format(names=names, path=file.path)
        )
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
        if os.environ.get(name, value) != value:
            note(
                _("Note: the environment of this shell has another {name}, which goes before .env.").format(name=name)
            )
