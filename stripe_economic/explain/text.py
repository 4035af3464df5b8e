"""What `explain` prints for people."""

from collections.abc import Iterator

import click

from stripe_economic.explain.explaining import Explanation, Totals
from stripe_economic.explain.standing import Standing
from stripe_economic.mappings.printing import show_previews
from stripe_economic.outcomes.codes import explained
from stripe_economic.outcomes.words import would
from stripe_economic.terminal.language import N_, _
from stripe_economic.terminal.numbers import amount
from stripe_economic.terminal.plain import plain
from stripe_economic.terminal.screen import bold

_TOLD = {
    "economic_status": N_("status"),
    "economic_document": N_("document"),
    "economic_error": N_("error"),
    "economic_synced_at": N_("written"),
    "economic_ignore": N_("ignored"),
    "economic_customer_number": N_("customer"),
}
_AMOUNTS = {"net": N_("net"), "vat": N_("VAT"), "gross": N_("gross"), "amount": N_("amount")}


def show(one: Explanation) -> None:
    """Print the life of an object."""
    found = _(" (found as {way})").format(way=one.thing.way) if one.thing.way else ""
    click.echo(bold(f"{one.thing.id}{found}"))
    if not one.is_selected:
        click.echo(
            _("The stream {stream} is not selected in meltano.yml: no run reads it.").format(stream=one.thing.stream)
        )
    _section(_("In Stripe"), ((_(fact.label), fact.shown) for fact in one.facts))
    _section(_("What the last runs wrote into its metadata"), _told(one), _("nothing"))
    click.echo(f"\n{bold(_('What the mapping makes of it'))}")
    if one.previews:
        show_previews(one.previews)
    else:
        click.echo("  " + _("nothing: no mapping in use reads the stream {stream}").format(stream=one.thing.stream))
    _section(_("In e-conomic"), ((line.name, _stands(line)) for line in one.standing), _("nothing"))
    for line in one.totals:
        _section(_("Both sides, {document}").format(document=line.document), _totals(line))
    _section(_("The retry list"), _waits(one))
    _section(_("A replay now"), ((outcome.document, would(outcome)) for outcome in one.replay), _("does nothing"))
    for code in one.codes:
        words = explained(code)
        if words is not None:
            _section(code, ((_("means"), _(words.meaning)), (_("to do"), _(words.to_do))))


def _section(heading: str, lines: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...], without: str = "") -> None:
    known = list(lines)
    click.echo(f"\n{bold(heading)}")
    width = max((len(name) for name, _value in known), default=0)
    for name, value in known:
        click.echo(f"  {name:{width}}  {plain(value)}".rstrip())
    if not known and without:
        click.echo(f"  {without}")


def _told(one: Explanation) -> Iterator[tuple[str, str]]:
    for key, value in sorted(one.told.items(), key=lambda pair: [*_TOLD, pair[0]].index(pair[0])):
        yield _(_TOLD.get(key, key)), value


def _stands(one: Standing) -> str:
    amounts = ", ".join(f"{_(_AMOUNTS[name])} {amount(value)}" for name, value in one.amounts.items())
    updated = _("changed {when}").format(when=one.updated) if one.updated else ""
    place = _place(one.place) if one.place not in one.name else ""
    return ", ".join(
        part for part in (one.date, f"{amounts} {one.currency}".strip(), one.about, place, updated) if part
    )


def _place(place: str) -> str:
    """Return a place in words; those of e-conomic's documents are what a person may type for them."""
    name, _space, number = place.partition(" ")
    if name == "journal":
        return _("journal {number}").format(number=number)
    return _("booked") if place == "books" else place


def _totals(one: Totals) -> Iterator[tuple[str, str]]:
    for name, stripe in one.stripe.items():
        difference = one.difference[name]
        told = _("unknown") if stripe is None else amount(stripe)
        apart = "" if difference is None else _(", difference {amount}").format(amount=amount(difference))
        yield (
            _(_AMOUNTS[name]),
            _("Stripe {stripe}, e-conomic {ledger} {currency}{apart}").format(
                stripe=told, ledger=amount(one.ledger[name]), currency=one.currency, apart=apart
            ),
        )


def _waits(one: Explanation) -> Iterator[tuple[str, str]]:
    if one.state_error:
        yield _("not known"), one.state_error
    elif one.waiting is None:
        yield _("waits"), _("no")
    else:
        waiting = one.waiting
        yield _("waits"), _("yes, the next run tries it again")
        yield _("code"), waiting.code
        yield _("attempts"), str(waiting.attempts)
        yield _("since"), waiting.since
