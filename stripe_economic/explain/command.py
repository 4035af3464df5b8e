"""The command `explain`."""

from pathlib import Path
from typing import Any

import click

from stripe_economic.companies.connected import connect
from stripe_economic.explain import text
from stripe_economic.explain.explaining import Explanation, explain
from stripe_economic.options import company_option, environment_option
from stripe_economic.outcomes.codes import explained
from stripe_economic.terminal.commands import JSON, format_option
from stripe_economic.terminal.commands import command as declare
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import print_json


@declare("explain")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@company_option
@environment_option
@format_option
def command(*, ids: tuple[str, ...], company: str | None, environment: str | None, form: str) -> None:
    """Tell the life of an object, read anew from both sides.

    When somebody asks what became of a sale, and why: what Stripe says of it, which line of the mapping gave each
    field, the VAT decision, what stands in e-conomic and how the totals compare, whether it waits to be tried again,
    and what a replay would do now. Nothing is written.

    Given:
      ID  a Stripe id (in_..., cn_..., ch_..., cus_..., prod_..., txn_..., po_..., pi_..., re_..., dp_...); the number
          of a Stripe invoice (ABCD-0001); or a number of e-conomic's: draft 148, booked 10031, order 12,
          voucher 60001, customer 101, or the number alone where only one thing has it

    Exit status:
      0  told
      1  an id or number leads to nothing, a side cannot be read, or a mapping file is wrong

    Files:
      meltano.yml        which Stripe and which e-conomic, by environment
      .env, environment  the keys of both sides; keys that may only read will do
      mappings/          the mapping files

    Examples:
      stripe-economic explain in_1QAbCdEfGhIjKlMn
      stripe-economic explain booked 10031
      stripe-economic explain ABCD-0001 --environment production --format json
    """
    found = explain(connect(Path(), company, environment).connections, ids)
    if form == JSON:
        print_json([_as_json(one) for one in found])
        return
    for number, one in enumerate(found):
        if number:
            click.echo()
        text.show(one)


def _as_json(one: Explanation) -> dict[str, Any]:
    words = {code: explained(code) for code in one.codes}
    return {
        "id": one.thing.id,
        "asked": one.thing.asked,
        "found_as": one.thing.way or None,
        "stream": one.thing.stream,
        "selected": one.is_selected,
        "account": one.record.account,
        "stripe": {fact.key: fact.value for fact in one.facts},
        "metadata": one.told,
        "mapping": [preview.as_json() for preview in one.previews],
        "ledger": [standing.as_json() for standing in one.standing],
        "totals": [totals.as_json() for totals in one.totals],
        "waiting": one.waiting.as_json() if one.waiting else None,
        "state_error": one.state_error or None,
        "replay": [outcome.as_json() for outcome in one.replay],
        "codes": [
            {"code": code, "meaning": _(said.meaning), "to_do": _(said.to_do)} for code, said in words.items() if said
        ],
    }
