"""The commands about mapping files: `mappings lint | test | show | diff`."""

from pathlib import Path

import click

from mapper_jmespath import agreement_numbers
from mapper_jmespath.cases.run_cases import case_problems, run_cases
from stripe_economic import completion, connections
from stripe_economic.mappings import comparing, listing, loading, printing, sources
from stripe_economic.mappings.linting import lint_problems
from stripe_economic.mappings.samples import all_samples
from stripe_economic.options import environment_option
from stripe_economic.terminal.commands import JSON, TEXT, format_option, group, option
from stripe_economic.terminal.language import N_, _, plural
from stripe_economic.terminal.screen import print_json

_FOLDER = option(
    "--mappings",
    "folder",
    default=Path("mappings"),
    show_default=True,
    type=click.Path(path_type=Path),
    help=N_("Folder of the mapping files."),
)


@group("mappings")
def mappings() -> None:
    """Check, test, show and compare the mapping files.

    The mapping files decide which field goes where. After editing one: `lint`, then `test`, then `diff` to see what
    it changes. docs/mapping.md describes the language. Neither keys nor network are needed, but for ids of Stripe.

    Examples:
      stripe-economic mappings lint
      stripe-economic mappings test
      stripe-economic mappings diff HEAD
    """


@mappings.command("lint")
@_FOLDER
@format_option
@click.pass_context
def lint(context: click.Context, *, folder: Path, form: str) -> None:
    """List everything that is wrong with the mapping files.

    After each change of one. Each problem is on a line of its own, with file, line and what to do; also one that
    would show only with a certain record, such as a field that the tap never gives or a text that can be too long.

    Exit status:
      0  nothing is wrong
      1  something is

    Examples:
      stripe-economic mappings lint
      stripe-economic mappings lint --mappings books/mappings --format json
    """
    library, problems = loading.load_or_problems(folder)
    if library is not None:
        problems = lint_problems(library)
    loading.show_problems(problems, form)
    if form == TEXT and library is not None and not problems:
        said = _("{folder}: {mappings} mappings and {tables} tables, nothing wrong.")
        click.echo(said.format(folder=folder, mappings=len(library.mappings), tables=len(library.tables)))
    elif form == TEXT:
        said = plural("{folder}: {count} problem.", "{folder}: {count} problems.", len(problems))
        click.echo(said.format(folder=folder, count=len(problems)))
    context.exit(1 if problems else 0)


@mappings.command("test")
@click.argument("files", nargs=-1, shell_complete=completion.mapping_names)
@_FOLDER
@format_option
@click.pass_context
def test(context: click.Context, *, files: tuple[str, ...], folder: Path, form: str) -> None:
    """Run the tests that stand in the mapping files.

    After `lint`, and before a change is used. A test that fails shows what was expected, what came out, and which
    line of which file gave it.

    Given:
      FILES  names or paths of mapping files, with or without .yml; all of them where none is given

    Exit status:
      0  all pass
      1  one fails, or a file is wrong

    Examples:
      stripe-economic mappings test
      stripe-economic mappings test invoices credit_notes
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
@click.argument("name", required=False, shell_complete=completion.mapping_names)
@option("--samples", "only_samples", is_flag=True, help=N_("List the sample records instead."))
@option("--numbers", is_flag=True, help=N_("List the numbers that your e-conomic agreement must have instead."))
@_FOLDER
@format_option
def show(*, name: str | None, only_samples: bool, numbers: bool, folder: Path, form: str) -> None:
    """List the mapping files, or the fields of the one called NAME.

    To find where a field comes from, which numbers of your agreement the files hold, and what samples there are.

    Given:
      NAME  a mapping file or table, with or without .yml

    Exit status:
      0  shown
      1  there is no such file, or one is wrong

    Examples:
      stripe-economic mappings show
      stripe-economic mappings show invoices
      stripe-economic mappings show --numbers
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
@option(
    "--id",
    "ids",
    multiple=True,
    metavar="ID",
    shell_complete=completion.sample_names,
    help=N_("An id, number or sample to compare; else all samples."),
)
@option("--exit-code", is_flag=True, help=N_("Exit with status 1 where documents differ."))
@environment_option
@_FOLDER
@format_option
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

    Before a changed mapping is used: it says what the change does to every sample, or to objects of your own.

    Given:
      OLD  a folder, or a git revision, which is then the mappings folder as it was in it
      NEW  the same; the mappings folder as it is where it is left out

    Exit status:
      0  compared, whether or not they differ
      1  a version is not there or is wrong, or with --exit-code: they differ

    Files:
      .env, environment  STRIPE_API_KEY, for ids with --environment production

    Examples:
      stripe-economic mappings diff HEAD
      stripe-economic mappings diff HEAD~3 HEAD --id "german business"
      stripe-economic mappings diff ../books/mappings --exit-code
    """
    compared = sources.find(ids, lambda: connections.read(Path(), environment)) if ids else list(sources.samples())
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
