"""The command `status`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from stripe_economic.companies.connected import connect
from stripe_economic.options import company_option, environment_option
from stripe_economic.outcomes.codes import explained
from stripe_economic.status.figures import Drafts, Failed, LastRun, Status
from stripe_economic.status.gathering import gather
from stripe_economic.terminal.commands import JSON, format_option, option
from stripe_economic.terminal.commands import command as declare
from stripe_economic.terminal.language import N_, _, plural
from stripe_economic.terminal.plain import plain
from stripe_economic.terminal.screen import bold, print_json

_WAITING = 3
_ENDED = {
    "success": N_("ended well"),
    "fail": N_("failed"),
    "running": N_("is under way"),
    "dead": N_("was killed"),
}
_SOURCES = {
    "meltano": N_("says Meltano's system database"),
    "metadata": N_("the latest that a run wrote into Stripe; this machine's Meltano knows of no run"),
    "state": N_("the latest that STATE tells of; this machine's Meltano knows of no run"),
}


@declare("status")
@company_option
@environment_option
@option("--fast", is_flag=True, help=N_("Leave out how many objects are behind, for which all of them are read."))
@format_option
@click.pass_context
def command(context: click.Context, *, company: str | None, environment: str | None, fast: bool, form: str) -> None:
    """Say how far the pipeline has come, what is behind, and what failed and why.

    In the morning, or after a run. Meltano's STATE, Stripe and e-conomic are read, and nothing is written.

    Exit status:
      0  nothing waits to be tried again
      3  something does
      1  STATE or a side cannot be read

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment, and where Meltano keeps its STATE
      .env, environment  the keys of both sides; keys that may only read will do

    Examples:
      stripe-economic status
      stripe-economic status --environment production
      stripe-economic status --fast --format json
    """
    status = gather(connect(Path(), company, environment).connections, fast=fast)
    if form == JSON:
        print_json(status.as_json())
    else:
        _show(status)
    context.exit(_WAITING if status.failed else 0)


def _show(status: Status) -> None:
    click.echo(_("Environment {name}").format(name=status.environment or "-"))
    click.echo(_last_run(status.last_run))
    click.echo()
    heads = (_("stream"), _("created up to"), _("changes up to"), _("behind"), _("waiting"))
    rows = [
        (
            f"{one.name} {one.account}" if one.account else one.name,
            one.up_to or _("never read"),
            one.read_at or "-",
            "?" if one.behind is None else str(one.behind),
            str(one.waiting),
        )
        for one in status.streams
    ]
    _table(heads, rows)
    click.echo()
    _show_failed(status)
    click.echo(_drafts(status.drafts))


def _last_run(run: LastRun | None) -> str:
    if run is None:
        return _("No run is known of.")
    source = _(_SOURCES[run.source])
    if run.source != "meltano":
        return _("Last run: {when}, {source}").format(when=run.ended_at, source=source)
    ended = _(_ENDED.get(run.ended, run.ended))
    return _("Last run: {began} to {end}, {ended}, {source}").format(
        began=_seconds(run.began_at), end=_seconds(run.ended_at) or "...", ended=ended, source=source
    )


def _seconds(moment: str) -> str:
    """Return a moment of Meltano's as the others are written, to the second, in UTC."""
    return moment.partition(".")[0].removesuffix("+00:00") + "Z" if moment else ""


def _show_failed(status: Status) -> None:
    count = len(status.failed)
    if not count:
        click.echo(_("Nothing waits to be tried again."))
        return
    told = plural("{count} object waits to be tried again:", "{count} objects wait to be tried again:", count)
    click.echo(bold(told.format(count=count)))
    heads = (_("object"), _("code"), _("attempts"), _("since"))
    rows = [(one.waiting.id, one.waiting.code, str(one.waiting.attempts), one.waiting.since) for one in status.failed]
    _table(heads, rows, [_why(one) for one in status.failed])
    counts = ", ".join(f"{code} {number}" for code, number in status.codes.items())
    click.echo(_("By code: {counts}").format(counts=counts))
    click.echo(
        _("Why, and what to do: stripe-economic explain ID. Try again: stripe-economic replay ID, or --failed.")
    )


def _why(one: Failed) -> str:
    if one.posted_as:
        said = _("Posted since, as {document}, at {when}: the next run takes it off the list.")
        return said.format(document=one.posted_as, when=one.written_at)
    if one.message:
        return one.message.removeprefix(f"{one.waiting.code}: ")
    words = explained(one.waiting.code)
    return _(words.meaning) if words else ""


def _drafts(drafts: Drafts) -> str:
    if not drafts.count:
        return _("No draft with a Stripe id is open in e-conomic.")
    return plural(
        "{count} draft with a Stripe id is open in e-conomic: {oldest} of {date} ({id}).",
        "{count} drafts with a Stripe id are open in e-conomic; the oldest is {oldest} of {date} ({id}).",
        drafts.count,
    ).format(count=drafts.count, oldest=drafts.oldest, date=drafts.date, id=drafts.stripe_id)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], below: Sequence[str] = ()) -> None:
    """Print columns, and below each row what is too long for one."""
    known = list(rows)
    widths = [max(len(row[column]) for row in (heads, *known)) for column in range(len(heads))]
    for number, row in enumerate((heads, *known)):
        click.echo("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
        if number and below and below[number - 1]:
            click.echo(f"    {plain(below[number - 1])}")
