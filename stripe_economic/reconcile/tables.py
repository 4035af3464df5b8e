"""A reconciliation for a terminal of a hundred columns: sums, findings, and last whether the books close."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from stripe_economic.reconcile import words
from stripe_economic.reconcile.findings import (
    Category,
    Clearing,
    Figures,
    Finding,
    FindingCode,
    Kind,
    Result,
    Row,
    Section,
)
from stripe_economic.reconcile.words import money
from stripe_economic.terminal.language import _, plural

COLUMNS = 100
_NAME = 26
# Of what is explained anyway, a few of each sort are enough here; the page and the JSON have all.
_FEW = 5
_COUNTED = frozenset({FindingCode.OPEN_DRAFT})


def as_table(result: Result) -> list[RenderableType]:
    """Return what to print, in this order; nothing in it is wider than a hundred columns."""
    shown: list[RenderableType] = [_heading(result)]
    documents = [one for one in result.sections if one.kind != Kind.VOUCHERS]
    shown.append(_sums(_("Documents"), (_("Net"), _("VAT"), _("Gross")), documents))
    shown += [_movements(one, result.categories) for one in result.sections if one.kind == Kind.VOUCHERS]
    unread = [words.kind(one.kind).lower() for one in result.sections if not one.read and not one.rows]
    if unread:
        said = _("Not carried over: {kinds}.").format(kinds=", ".join(unread))
        shown.append(Text(f"{said}\n", style="dim"))
    if result.clearing:
        shown.append(_clearing(result.clearing, result.books.base_currency))
    shown += _findings(_("What is explained"), [one for one in result.findings if one.explained], few=_FEW)
    shown += _findings(_("What needs attention"), [one for one in result.findings if not one.explained], few=None)
    shown.append(_verdict(result))
    return shown


def _heading(result: Result) -> Text:
    window, books = result.window, result.books
    of = _("Reconciliation of {first} to {last} ({zone})").format(
        first=window.first.isoformat(), last=window.last.isoformat(), zone=window.zone
    )
    agreement = ", " + _("agreement {number}").format(number=books.agreement) if books.agreement else ""
    return Text.assemble((f"{of}\n", "bold"), _plain(f"{books.company}{agreement}"))


def _sums(title: str, amounts: tuple[str, str, str], sections: Sequence[Section]) -> Table:
    drawn = _table(title, "", "", "", _("Number"), *amounts)
    for section in sections:
        for number, row in enumerate(section.rows):
            _sides(drawn, "" if number else words.kind(section.kind), row)
    return drawn


def _sides(drawn: Table, name: str, row: Row) -> None:
    differs = "" if _agree(row.stripe, row.ledger) else "yellow"
    drawn.add_row(name, row.currency, "Stripe", str(row.stripe.count), *_amounts(row.stripe, row.exponent))
    drawn.add_row("", "", "e-conomic", str(row.ledger.count), *_amounts(row.ledger, row.exponent), style=differs)


def _agree(stripe: Figures, ledger: Figures) -> bool:
    pairs = ((stripe.net, ledger.net), (stripe.vat, ledger.vat), (stripe.gross, ledger.gross))
    return stripe.count == ledger.count and all(a == b for a, b in pairs if a is not None and b is not None)


def _amounts(figures: Figures, exponent: int) -> Iterator[str]:
    return (money(amount, exponent) for amount in (figures.net, figures.vat, figures.gross))


def _movements(section: Section, categories: Sequence[Category]) -> Table:
    drawn = _table(words.kind(section.kind), "", "", "", _("Number"), _("Net"), _("Fees"), _("Gross"))
    for one in categories:
        cells = (money(amount, one.exponent) for amount in (one.net, one.fee, one.gross))
        drawn.add_row(_plain(words.category(one.reporting_category)), one.currency, "Stripe", str(one.count), *cells)
    for number, row in enumerate(section.rows):
        if not number:
            drawn.add_section()
        _sides(drawn, "" if number else _("Together"), row)
    return drawn


def _clearing(clearing: Sequence[Clearing], base_currency: str) -> Table:
    drawn = _table(_("The clearing account at the end of the last day"), "", "", "", _("Amount"))
    for one in clearing:
        amounts = [(_("Stripe's balance"), one.stripe), (_("the account"), one.ledger)]
        if one.other_count:
            others = plural(
                "of it {count} entry without a Stripe id",
                "of it {count} entries without a Stripe id",
                one.other_count,
            )
            amounts.append((others.format(count=one.other_count), one.other))
        if one.difference:
            amounts += [
                (_("off by"), one.difference),
                (_("explained"), one.explained),
                (_("left"), one.unexplained),
            ]
        drawn.add_section()
        for number, (name, amount) in enumerate(amounts):
            account = ("", "") if number else (_plain(words.accounts(one)), one.currency)
            drawn.add_row(*account, name, money(amount, one.exponent), style="yellow" if one.unexplained else "")
        if one.base is not None:
            drawn.add_row("", base_currency, _("the account in the books"), money(one.base))
    return drawn


def _findings(title: str, findings: Sequence[Finding], few: int | None) -> list[RenderableType]:
    """Return the title and a list per sort of finding; with `few`, no more than so many of each are told."""
    style = "bold" if few else "bold red"
    shown: list[RenderableType] = [Text(title + "\n", style=style)] if findings else []
    ordered = sorted(findings, key=lambda one: list(FindingCode).index(one.code))
    for code, group in groupby(ordered, key=lambda one: one.code):
        found = list(group)
        said = Text.assemble((f"{words.code(code)}: {len(found)}", style))
        limit = 0 if few and code in _COUNTED else few
        same = len({one.message for one in found}) == 1
        for one in found[:limit]:
            said.append(f"\n{_headed(one)}")
            if not same:
                said.append(f"\n{_filled(one.message, 4)}")
        if limit and len(found) > limit:
            more = _("... and {count} more").format(count=len(found) - limit)
            said.append(f"\n  {more}", style="dim")
        if same and limit != 0:
            said.append(f"\n{_filled(found[0].message, 4)}")
        said.append("\n")
        shown.append(said)
    return shown


def _headed(one: Finding) -> str:
    """Return the line that names a finding's object, its documents and amounts."""
    amounts = [
        f"{side} {money(amount, one.exponent)}"
        for side, amount in (("Stripe", one.stripe_amount), ("e-conomic", one.ledger_amount))
        if amount is not None
    ]
    if one.stripe_amount == one.ledger_amount:
        amounts = [money(one.stripe_amount, one.exponent)]
    named = [f"{one.stripe_id}  {one.day.isoformat()}".strip()]
    if one.document:
        named.append(words.document(one.document))
    return _filled(f"{', '.join(named)}  {one.currency} {', '.join(amounts)}", 2)


def _filled(text: str, indent: int) -> str:
    """Return text of others in lines that fit."""
    return textwrap.fill(
        words.plain(text),
        COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )


def _verdict(result: Result) -> Text:
    """Say whether it closes, and why not where no finding above has said so."""
    said = Text(words.verdict(result), style="bold green" if result.closes else "bold red")
    told = tuple(f"{one.stripe_id}: " for one in result.findings if not one.explained)
    for reason in result.reasons:
        if not reason.startswith(told):
            said.append("\n" + _filled(reason, 2), style="not bold")
    return said


def _table(title: str, *columns: str) -> Table:
    """Return an empty table; a column that has a heading stands to the right."""
    drawn = Table(
        title=title, title_justify="left", title_style="bold", header_style="dim", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for place, name in enumerate(columns):
        drawn.add_column(
            name, justify="right" if name else "left", no_wrap=bool(place), max_width=None if place else _NAME
        )
    return drawn


def _plain(text: str) -> Text:
    """Return text of others as it is shown, never read as markup."""
    return Text(words.plain(text))
