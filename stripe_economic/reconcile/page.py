"""A reconciliation as one HTML page that needs nothing but itself: no script, and nothing is loaded from anywhere.

Names of customers and texts of findings come from strangers: the template escapes whatever it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from stripe_economic.reconcile import charts, words
from stripe_economic.reconcile.charts import Bars, Lines
from stripe_economic.reconcile.findings import Category, Clearing, Day, Finding, FindingCode, Kind, Result
from stripe_economic.terminal.language import _, plural, spoken


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one sort."""

    code: FindingCode
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A clearing account with its chart, and the days on which something happened."""

    of: Clearing
    chart: Lines | None
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Currency:
    """The movements of one currency by category."""

    currency: str
    exponent: int
    categories: tuple[Category, ...]
    chart: Bars | None

    @property
    def together(self) -> tuple[int, Decimal, Decimal, Decimal]:
        """Count, gross, fees and net of all categories."""
        gross = sum((one.gross for one in self.categories), Decimal(0))
        fee = sum((one.fee for one in self.categories), Decimal(0))
        return sum(one.count for one in self.categories), gross, fee, gross - fee


def as_html(result: Result) -> str:
    """Return the page as text; the same result gives the same page."""
    drafts = [one for one in result.findings if one.explained and one.code == FindingCode.OPEN_DRAFT]
    explained = [one for one in result.findings if one.explained and one.code != FindingCode.OPEN_DRAFT]
    return _template().render(
        result=result,
        verdict=words.verdict(result),
        open_groups=_groups([one for one in result.findings if not one.explained]),
        explained_groups=_groups(explained),
        drafts=drafts,
        accounts=[_account(one) for one in result.clearing],
        currencies=_currencies(result.categories),
        kinds=Kind,
        language=spoken(),
        version=version("stripe-economic"),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("stripe_economic.reconcile", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # Asked for each text, so that one template serves both languages.
    environment.install_gettext_callables(_, plural, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters |= {
        "money": words.money,
        "long_day": words.long_day,
        "short_day": words.short_day,
        "document": words.document,
        "kind": words.kind,
        "code": words.code,
        "category": words.category,
        "accounts": words.accounts,
        "plain": words.plain,
        "safe_url": _safe_url,
    }
    return environment.get_template("page.html.j2")


def _groups(findings: Sequence[Finding]) -> list[Group]:
    codes = [code for code in FindingCode if any(one.code == code for one in findings)]
    return [Group(code, tuple(one for one in findings if one.code == code)) for code in codes]


def _account(one: Clearing) -> Account:
    days = one.days
    moved = tuple(
        day
        for before, day in zip((None, *days), days, strict=False)
        if before is None or (before.stripe, before.ledger) != (day.stripe, day.ledger)
    )
    return Account(one, charts.lines([(day.day, day.stripe, day.ledger) for day in days]), moved)


def _currencies(categories: Sequence[Category]) -> list[Currency]:
    found: dict[tuple[str, int], list[Category]] = {}
    for one in categories:
        found.setdefault((one.currency, one.exponent), []).append(one)
    return [
        Currency(currency, exponent, tuple(several), charts.bars(_bars(several)))
        for (currency, exponent), several in sorted(found.items())
    ]


def _bars(categories: Sequence[Category]) -> list[tuple[str, Decimal]]:
    """Return what moved by category, and the fees that were kept from it: together the change of the balance."""
    rows = [(words.category(one.reporting_category), one.gross) for one in categories]
    fees = sum((one.fee for one in categories), Decimal(0))
    return [*rows, (_("Fees kept by Stripe"), -fees)] if fees else rows


def _safe_url(url: str | None) -> str | None:
    """Return an address that may be a link."""
    return url if url and url.startswith("https://") else None
