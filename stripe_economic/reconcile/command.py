"""The command `reconcile`."""

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console

from stripe_economic.companies.connected import connect
from stripe_economic.errors import OperatorError
from stripe_economic.options import company_option, environment_option
from stripe_economic.reconcile.days import COPENHAGEN, window
from stripe_economic.reconcile.findings import Result
from stripe_economic.reconcile.jsontext import as_json
from stripe_economic.reconcile.page import as_html
from stripe_economic.reconcile.reconciling import reconcile
from stripe_economic.reconcile.tables import as_table
from stripe_economic.terminal.commands import command as operators_command
from stripe_economic.terminal.commands import option
from stripe_economic.terminal.language import N_, _

_TABLE, _JSON, _HTML = "table", "json", "html"
_OPEN = 3
_WIDE = 100
_ACCOUNT = click.IntRange(1, 999_999_999)


class _Day(click.ParamType[date]):
    """A day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(_("{value} is not a day such as 2026-01-31.").format(value=repr(value)), param, ctx)


@operators_command("reconcile")
@option("--from", "first", required=True, type=_Day(), help=N_("The first day, such as 2026-01-01."))
@option("--to", "last", required=True, type=_Day(), help=N_("The last day, included."))
@environment_option
@company_option
@option("--zone", default=COPENHAGEN, show_default=True, help=N_("The time zone in which days begin and end."))
@option(
    "--clearing",
    multiple=True,
    type=_ACCOUNT,
    metavar="NUMBER",
    help=N_("The account that stands for Stripe's balance, where that is not in the mappings. May be repeated."),
)
@option(
    "--since",
    type=_Day(),
    help=N_("Read invoices created from this day on; by default from a year before --from on."),
)
@option(
    "--format",
    "form",
    default=_TABLE,
    show_default=True,
    type=click.Choice([_TABLE, _JSON, _HTML]),
    help=N_("table for a terminal, html for a page of its own, json for programs."),
)
@option("--output", type=click.Path(path_type=Path, dir_okay=False), help=N_("Write to this file instead."))
@option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Write the page for people to this file as well, whatever the form."),
)
@click.pass_context
def command(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    *,
    first: date,
    last: date,
    environment: str | None,
    company: str | None,
    zone: str,
    clearing: tuple[int, ...],
    since: date | None,
    form: str,
    output: Path | None,
    page: Path | None,
) -> None:
    """Compare Stripe with e-conomic over some days and say whether the books close.

    At the end of a month or a quarter, and whenever you want to know. Both sides are read anew, and nothing is
    written to either. docs/reconciliation.md explains what it finds and what to do about it.

    Exit status:
      0  the books close
      3  they do not; what needs attention is listed
      1  a side cannot be read, or the account of the clearing is not known

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment
      .env, environment  their keys: STRIPE_API_KEY, ECONOMIC_APP_SECRET_TOKEN, ECONOMIC_AGREEMENT_GRANT_TOKEN
      mappings/          which account stands for Stripe's balance, and what is left out on purpose

    Examples:
      stripe-economic reconcile --from 2026-01-01 --to 2026-01-31
      stripe-economic reconcile --from 2026-01-01 --to 2026-03-31 --format html --output quarter.html
      stripe-economic reconcile --from 2026-01-01 --to 2026-01-31 --environment production --format json --quiet
    """
    days = window(first, last, zone)
    for file in (output, page):
        if file is not None and not file.absolute().parent.is_dir():
            raise _not_writable(file, _("there is no such folder"))
    result = reconcile(connect(Path.cwd(), company, environment).connections, days, clearing, since)
    if page is not None:
        _write(result, _HTML, page)
    if output is None:
        _show(result, form)
    else:
        _write(result, form, output)
        closes, open_ = _("wrote {file}: the books close"), _("wrote {file}: the books do not close")
        click.echo((closes if result.closes else open_).format(file=output))
    context.exit(0 if result.closes else _OPEN)


def _show(result: Result, form: str) -> None:
    if form == _TABLE:
        _print(result, Console(width=_WIDE, highlight=False))
    else:
        click.echo(_text(result, form))


def _write(result: Result, form: str, output: Path) -> None:
    try:
        with output.open("w", encoding="utf-8") as file:
            if form == _TABLE:
                _print(result, Console(width=_WIDE, highlight=False, file=file))
            else:
                file.write(_text(result, form) + "\n")
    except OSError as error:
        raise _not_writable(output, error.strerror or type(error).__name__) from None


def _print(result: Result, console: Console) -> None:
    for part in as_table(result):
        console.print(part)


def _text(result: Result, form: str) -> str:
    return (as_json(result) if form == _JSON else as_html(result)).rstrip("\n")


def _not_writable(output: Path, why: str) -> OperatorError:
    return OperatorError(
        "not_writable", _("{path} cannot be written: {why}.").format(path=output, why=why), _("Choose another file.")
    )
