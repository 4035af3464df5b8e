"""The command `run`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from stripe_economic.companies import connected, reading
from stripe_economic.companies.company import FILE, Companies, Company
from stripe_economic.errors import OperatorError
from stripe_economic.options import environment_option
from stripe_economic.running.once import not_begun, run_once, write
from stripe_economic.running.process import Stopper, stopping
from stripe_economic.running.result import Result
from stripe_economic.running.telling import words
from stripe_economic.terminal.commands import JSON, command, format_option, option
from stripe_economic.terminal.language import N_, _
from stripe_economic.terminal.running import as_line
from stripe_economic.terminal.screen import note

_FAILED = 3


@command("run")
@option("--company", metavar="NAME", help=N_("The company of companies.yml to run."))
@option("--all", "every", is_flag=True, help=N_("Run each company of companies.yml, one after the other."))
@environment_option
@option("--full-refresh", is_flag=True, help=N_("Read everything anew, as if no run had been; posts nothing twice."))
@option("--ids", help=N_("Read only these Stripe ids, separated by commas or spaces, and leave the bookmarks alone."))
@format_option
@option(
    "--result",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Write the result to this file too, as JSON."),
)
@click.pass_context
def run(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    *,
    company: str | None,
    every: bool,
    environment: str | None,
    full_refresh: bool,
    ids: str | None,
    form: str,
    file: Path | None,
) -> None:
    """Run the pipeline once, for the project or for companies of companies.yml.

    Cron, Airflow and Dagster call this, and so may you. What Meltano and the plugins say goes to standard error and
    to a log under .runs/; the result says how many were posted, what failed and with which code, and holds no
    personal data. With --all a company that fails does not stop the others, and the exit status is the worst of all.

    Exit status:
      0        all is well
      1        it could not be done
      3        documents failed; the next run tries them again
      128 + n  stopped by signal n

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment
      companies.yml      the companies, where there are several, and their environments where none is given
      .env, environment  the keys of both sides
      .runs/             the log and the result of each run

    Examples:
      stripe-economic run
      stripe-economic run --company nordlys --result nordlys.json
    """
    project = Path.cwd()
    asked = (ids or "").replace(",", " ").split()
    _refuse_together(company, ids, asked, every=every, full_refresh=full_refresh)
    with stopping() as stopper:
        try:
            companies = _companies(project, company, every=every)
            if every:
                results = list(_each(project, companies, environment, stopper, full_refresh=full_refresh))
            else:
                one = connected.of(project, companies, companies.named(company) if company else None, environment)
                results = [run_once(one, say=note, stopper=stopper, full_refresh=full_refresh, ids=asked)]
        except OperatorError as error:
            if file is not None:
                began = not_begun(company or "", environment or "", error.code).as_dict()
                write(file, _json({"companies": [began]} if every else began) + "\n")
            raise
    told = [one.as_dict() for one in results]
    text = _json({"companies": told} if every else told[0])
    if file is not None:
        write(file, text + "\n")
    for line in [text] if form == JSON else [line for one in results for line in words(one)]:
        click.echo(line)
    for found in results:
        if found.error is not None:
            click.echo(f"stripe-economic: {found.company + ': ' if every else ''}{as_line(found.error)}", err=True)
    context.exit(_worst([one.status for one in results]))


def _refuse_together(
    company: str | None, ids: str | None, asked: list[str], *, every: bool, full_refresh: bool
) -> None:
    """Refuse options that contradict each other."""
    for refused, why in (
        (company and every, _("--company and --all cannot be combined.")),
        (ids is not None and every, _("--ids are ids of one company; name it with --company.")),
        (ids is not None and full_refresh, _("--ids leaves the bookmarks alone, --full-refresh begins them anew.")),
        (ids is not None and not asked, _("--ids names no id.")),
    ):
        if refused:
            raise click.UsageError(why)


def _companies(project: Path, company: str | None, *, every: bool) -> Companies:
    """Return the companies of the project, where the options fit them."""
    found = reading.read(project)
    several = found.all or found.refused
    if several and not (company or every):
        raise click.UsageError(
            _("{file} has several companies: name one with --company, or --all.").format(file=FILE)
        )
    if every and not several:
        raise OperatorError(
            "no_companies",
            _("There is no {file} in {project}.").format(file=FILE, project=project),
            _("Leave --all out where the project is the company."),
        )
    return found


def _each(
    project: Path, companies: Companies, environment: str | None, stopper: Stopper, *, full_refresh: bool
) -> Iterator[Result]:
    """Run every company in its turn, until a signal says to stop."""
    for refused in companies.refused:
        name = refused.name or refused.place
        click.echo(f"stripe-economic: {name}: {as_line(refused.error)}", err=True)
        yield not_begun(name, environment or "", refused.error.code)
    for company in companies.all:
        if stopper.signal is not None:
            return
        yield _of(project, companies, company, environment, stopper, full_refresh=full_refresh)


def _of(  # noqa: PLR0913 - what a run is made of
    project: Path,
    companies: Companies,
    company: Company,
    environment: str | None,
    stopper: Stopper,
    *,
    full_refresh: bool,
) -> Result:
    try:
        one = connected.of(project, companies, company, environment)
        return run_once(one, say=note, stopper=stopper, full_refresh=full_refresh)
    except OperatorError as error:
        # The next company is not to suffer for it.
        click.echo(f"stripe-economic: {company.name}: {as_line(error)}", err=True)
        return not_begun(company.name, environment or company.environment, error.code)


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)


def _worst(statuses: list[int]) -> int:
    """Return the exit status for several: stopped before not done, not done before documents failed."""
    return max(statuses, key=lambda status: (status > 128, status not in {0, _FAILED}, status))  # noqa: PLR2004 - signals
