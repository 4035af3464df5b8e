"""The command `preview`."""

from pathlib import Path

import click

from stripe_economic import completion
from stripe_economic.companies import connected
from stripe_economic.companies.connected import connect
from stripe_economic.mappings import loading, printing, sources
from stripe_economic.mappings.preview import previews
from stripe_economic.options import company_option, environment_option
from stripe_economic.terminal.commands import JSON, command, format_option, option
from stripe_economic.terminal.language import N_
from stripe_economic.terminal.screen import print_json

_FOLDER = Path("mappings")


@command("preview")
@click.argument("wanted", nargs=-1, metavar="[ID|SAMPLE]...", shell_complete=completion.sample_names)
@company_option
@environment_option
@option(
    "--mappings",
    "folder",
    type=click.Path(path_type=Path),
    help=N_("Folder of the mapping files; mappings, or the company's, where it is left out."),
)
@format_option
def preview(
    *, wanted: tuple[str, ...], company: str | None, environment: str | None, folder: Path | None, form: str
) -> None:
    """Show the document that would be posted for a record, and where every field of it came from.

    Before anything is posted, and to see why a field is as it is: each is shown with the line of the mapping file
    that gave it and what was found in the record, and the VAT zone with what decided it. Nothing is posted, and
    Stripe is only read.

    Given:
      ID      a Stripe id or a number, as `stripe-economic explain` takes it
      SAMPLE  the name of a sample record; `stripe-economic mappings show --samples` lists them. Without either, what
              becomes of each sample is listed

    Exit status:
      0  shown, also where a document would fail; it says so
      1  an id or name leads to nothing, or a mapping file is wrong

    Files:
      mappings/          the mapping files; for a company those that companies.yml names
      .env, environment  the keys of both sides, with --environment production; keys that may only read will do

    Examples:
      stripe-economic preview
      stripe-economic preview "german business"
      stripe-economic preview --environment production in_1QAbCdEfGhIjKlMn
      stripe-economic preview booked 10031
      stripe-economic preview --company nordlys in_1QAbCdEfGhIjKlMn
    """
    project = Path()
    library = loading.load(folder or _folder(project, company, environment))
    found = (
        sources.find(wanted, lambda: connect(project, company, environment).connections)
        if wanted
        else list(sources.samples())
    )
    made = [one for source in found for one in previews(library, source)]
    if form == JSON:
        print_json([one.as_json() for one in made])
    elif wanted:
        printing.show_previews([one for one in made if one.active] or made)
    else:
        printing.list_previews(made)


def _folder(project: Path, company: str | None, environment: str | None) -> Path:
    """Return the folder of the mapping files; without a company no meltano.yml is needed."""
    return connected.written(project, company, environment, keys_to_come=True).mappings if company else _FOLDER
