"""The commands about mapping files: `mappings lint | test | show | diff` and `preview`."""

from pathlib import Path

import click

from mapper_jmespath import agreement_numbers
from mapper_jmespath.cases.run_cases import case_problems, run_cases
from stripe_economic.mappings import comparing, listing, loading, printing, sources
from stripe_economic.mappings.linting import lint_problems
from stripe_economic.mappings.loading import JSON, TEXT, print_json
from stripe_economic.mappings.preview import previews
from stripe_economic.mappings.samples import all_samples
from stripe_economic.terminal.commands import command as declare
from stripe_economic.terminal.commands import option
from stripe_economic.terminal.language import N_

_FOLDER = click.option(
    "--mappings",
    "folder",
    default=Path("mappings"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of the mapping files.",
)
_FORMAT = click.option(
    "--format", "form", default=TEXT, show_default=True, type=click.Choice([TEXT, JSON]), help="json is for programs."
)
_ENVIRONMENT = option(
    "--environment",
    help=N_(
        "Meltano's environment, in which ids and numbers are looked up; that of meltano.yml where it is left out."
    ),
)


@click.group("mappings")
def mappings() -> None:
    """Check, test, show and compare the mapping files."""


@mappings.command("lint")
@_FOLDER
@_FORMAT
@click.pass_context
def lint(context: click.Context, *, folder: Path, form: str) -> None:
    """List everything that is wrong with the mapping files; exit status 1 if anything is.

    Example: stripe-economic mappings lint
    """
    library, problems = loading.load_or_problems(folder)
    if library is not None:
        problems = lint_problems(library)
    loading.show_problems(problems, form)
    if form == TEXT and library is not None and not problems:
        click.echo(f"{folder}: {len(library.mappings)} mappings and {len(library.tables)} tables, nothing wrong.")
    elif form == TEXT:
        click.echo(f"{folder}: {len(problems)} problem{'s' if len(problems) != 1 else ''}.")
    context.exit(1 if problems else 0)


@mappings.command("test")
@click.argument("files", nargs=-1)
@_FOLDER
@_FORMAT
@click.pass_context
def test(context: click.Context, *, files: tuple[str, ...], folder: Path, form: str) -> None:
    """Run the tests that stand in the mapping files, all or those of FILES; exit status 1 if one fails.

    Example: stripe-economic mappings test invoices
    """
    folder, names = loading.select(folder, files)
    library = loading.load(folder)
    samples = all_samples()
    problems = case_problems(library, samples)
    if problems:
        loading.show_problems(problems, form)
        context.exit(1)
    results = list(run_cases(library, samples, names))
    if form == JSON:
        print_json([printing.result_json(result) for result in results])
    else:
        printing.show_results(library, results)
    context.exit(1 if any(result.differences for result in results) else 0)


@mappings.command("show")
@click.argument("name", required=False)
@click.option("--samples", "only_samples", is_flag=True, help="List the sample records instead.")
@click.option("--numbers", is_flag=True, help="List the numbers that your e-conomic agreement must have instead.")
@_FOLDER
@_FORMAT
def show(*, name: str | None, only_samples: bool, numbers: bool, folder: Path, form: str) -> None:
    """List the mapping files, or the fields of the one called NAME.

    Example: stripe-economic mappings show invoices
    """
    if only_samples:
        listed = {stream: list(records) for stream, records in all_samples().items()}
        if form == JSON:
            print_json(listed)
        else:
            listing.show_samples(listed)
        return
    folder, names = loading.select(folder, [name] if name else [])
    library = loading.load(folder)
    if numbers:
        listing.show_numbers(agreement_numbers(library), form)
    else:
        listing.show_library(library, names, form)


@mappings.command("diff")
@click.argument("old")
@click.argument("new", default="")
@click.option(
    "--id", "ids", multiple=True, metavar="ID", help="An id, number or sample to compare; else all samples."
)
@click.option("--exit-code", is_flag=True, help="Exit with status 1 where documents differ.")
@_ENVIRONMENT
@_FOLDER
@_FORMAT
@click.pass_context
def diff(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    *,
    old: str,
    new: str,
    ids: tuple[str, ...],
    exit_code: bool,
    environment: str | None,
    folder: Path,
    form: str,
) -> None:
    """Show which documents differ between two versions of the mappings, OLD and NEW, field by field.

    A version is a folder, or a git revision, which is then the mappings folder as it was in it. NEW may be left out:
    it is the mappings folder as it is.

    Example: stripe-economic mappings diff HEAD
    """
    compared = sources.find(ids, environment) if ids else list(sources.samples())
    with (
        comparing.folder_of(old, folder) as before,
        comparing.folder_of(new or folder.as_posix(), folder) as after,
    ):
        found = list(comparing.compare(loading.load(before), loading.load(after), compared))
    if form == JSON:
        print_json([printing.changed_json(one) for one in found])
    else:
        printing.show_changed(found, len(compared))
    context.exit(1 if found and exit_code else 0)


@declare("preview")
@click.argument("wanted", nargs=-1, metavar="[ID|SAMPLE]...")
@_ENVIRONMENT
@_FOLDER
@_FORMAT
def preview(*, wanted: tuple[str, ...], environment: str | None, folder: Path, form: str) -> None:
    """Show the document that would be posted for a record, and where every field of it came from.

    Without arguments it lists what becomes of each sample record. Nothing is posted, and Stripe is only read.

    An ID is a Stripe id or a number, as `stripe-economic explain` takes it.

    Example: stripe-economic preview "german business" in_1Q...

    Example: stripe-economic preview booked 10031
    """
    library = loading.load(folder)
    found = sources.find(wanted, environment) if wanted else list(sources.samples())
    made = [one for source in found for one in previews(library, source)]
    if form == JSON:
        print_json([one.as_json() for one in made])
    elif wanted:
        printing.show_previews([one for one in made if one.active] or made)
    else:
        printing.list_previews(made)
