"""The command `companies`."""

from pathlib import Path

import click

from stripe_economic import meltano_project
from stripe_economic.companies import reading
from stripe_economic.companies.company import FILE, Companies, Company
from stripe_economic.errors import OperatorError
from stripe_economic.pipeline import Pipeline
from stripe_economic.terminal.commands import JSON, command, format_option
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import print_json


@command("companies")
@format_option
@click.pass_context
def companies(context: click.Context, *, form: str) -> None:
    """List the companies of companies.yml, and say everything that is wrong with it.

    After a change of the file, and to see the names by which the other commands take a company. Of each it says the
    environment of Meltano, where its keys are, its mappings and the name of its STATE; no keys. A company with whose
    entry something is wrong is left out, and does not stand in the way of the others.

    Exit status:
      0  listed, and nothing is wrong
      1  there is no companies.yml, or something is wrong with it; each problem with its line

    Files:
      companies.yml  the companies; docs/scheduling.md explains it

    Examples:
      stripe-economic companies
      stripe-economic companies --format json
    """
    project = Path.cwd()
    found = reading.examine(project)
    if not found.problems and not found.companies.all:
        raise OperatorError(
            "no_companies",
            _("There is no {file} in {project}.").format(file=FILE, project=project),
            _("docs/scheduling.md shows one."),
        )
    listed = [] if found.whole else _listed(project, found.companies)
    if form == JSON:
        print_json({"companies": listed, "problems": [problem.as_json() for problem in found.problems]})
    else:
        for one in listed:
            click.echo(f"{one['name']}  {one['environment']}  {one['secrets']}  {one['mappings']}  {one['state_id']}")
    for problem in found.problems:
        click.echo(str(problem), err=True)
    context.exit(1 if found.problems else 0)


def _listed(project: Path, companies: Companies) -> list[dict[str, str]]:
    default = meltano_project.default_environment(project)
    return [
        {
            "name": one.name,
            "environment": one.environment or default,
            "secrets": one.secrets or (f"{one.prefix}*" if one.prefix else "meltano.yml"),
            "mappings": one.mappings or "mappings",
            "state_id": _state_id(project, one, default),
            "agreement": one.agreement,
        }
        for one in companies.all
    ]


def _state_id(project: Path, company: Company, default: str) -> str:
    return Pipeline(project, company.environment or default, company.state_suffix).state_id
