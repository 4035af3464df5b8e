"""The command `diff`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from stripe_economic.companies.connected import connect
from stripe_economic.diff.comparing import Compared, compare
from stripe_economic.mappings.preview import brief
from stripe_economic.options import company_option, environment_option
from stripe_economic.terminal.commands import JSON, format_option
from stripe_economic.terminal.commands import command as declare
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import bold, green, print_json, red

_DIFFERS = 3


@declare("diff")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@company_option
@environment_option
@format_option
@click.pass_context
def command(
    context: click.Context, *, ids: tuple[str, ...], company: str | None, environment: str | None, form: str
) -> None:
    """Compare what the mapping would post now with what stands in e-conomic, field by field.

    After a change of the mapping, and before drafts are booked. Of an invoice or order it is all that the mapping
    says, priced as it would be posted; of a customer the fields that customer_updates lists. What people filled in
    besides is theirs. Nothing is written. `stripe-economic mappings diff` compares two versions of the mappings
    instead.

    Given:
      ID  a Stripe id or a number, as `stripe-economic explain` takes it; without one, all open drafts with a Stripe
          id are compared

    Exit status:
      0  no differences
      3  some, or something that is not there or would not be posted
      1  it could not be done

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment
      .env, environment  the keys of both sides; keys that may only read will do
      mappings/          the mapping files

    Examples:
      stripe-economic diff
      stripe-economic diff draft 148 --format json
    """
    read = connect(Path(), company, environment).connections
    found = compare(read, ids)
    if form == JSON:
        print_json([one.as_json() for one in found])
    else:
        _show(found)
    context.exit(_DIFFERS if any(one.verdict != "same" for one in found) else 0)


def _show(found: Sequence[Compared]) -> None:
    for one in found:
        if one.verdict == "differs":
            click.echo(bold(f"{one.document} ({one.id})"))
            for field in one.fields:
                where = f"  ({field.line})" if field.line else ""
                stands, mapped = red(brief(field.stands)), green(brief(field.mapped))
                click.echo(f"  {field.path}: {stands} -> {mapped}{where}")
        elif one.verdict == "missing":
            click.echo(
                _("{id}: nothing stands in e-conomic; stripe-economic explain says what would become of it").format(
                    id=one.id
                )
            )
        elif one.verdict == "not_posted":
            click.echo(_("{id}: would not be posted now: {message}").format(id=one.id, message=one.message))
    counts = Counter(one.verdict for one in found)
    click.echo(
        _(
            "{count} compared: {same} the same, {differ} differ, {missing} missing, {left} would not be posted."
        ).format(
            count=len(found),
            same=counts["same"],
            differ=counts["differs"],
            missing=counts["missing"],
            left=counts["not_posted"],
        )
    )
