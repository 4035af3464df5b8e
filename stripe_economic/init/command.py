"""The command `init`."""

from pathlib import Path

import click

from stripe_economic.init import files
from stripe_economic.terminal.commands import command
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import note


@command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make FOLDER a project of your own: meltano.yml, the mapping files and .env.example.

    To begin with, where you have no checkout. Files that are there already are left as they are, so that it can also
    bring back one that was lost. What it wrote is listed; nothing is sent anywhere.

    Exit status:
      0  the folder has all of the files
      1  it cannot be written

    Examples:
      stripe-economic init books
      stripe-economic init .
    """
    written = files.copy_to(folder)
    for path in written:
        click.echo(_("wrote {path}").format(path=path))
    if written:
        note(_("Next: copy .env.example to .env, close it to others (chmod 600 .env) and fill it in."))
