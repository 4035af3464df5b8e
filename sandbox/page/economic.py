"""The pages of the e-conomic side: customers, invoices, orders, entries and accounts, with where each comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sandbox.clock import text
from sandbox.economic.identifiers import from_segment, url_segment
from sandbox.page.columns import at, page_of
from sandbox.page.flat import flat
from sandbox.page.frame import ROWS_PER_PAGE, Cell, Heading, Page, cut, link, page_number
from sandbox.page.sections import SECTIONS
from sandbox.page.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sandbox.economic.store import Store
    from sandbox.page.sections import Column, Section

_ACCOUNTS: Final = "accounts"


def economic_page(store: Store, stripe_url: str = "") -> Callable[[str, str], str | None]:
    """What answers a look at the e-conomic side: path and query to HTML, None where there is no page.

    `stripe_url` is where the pages of the Stripe side are, when both run. The caller holds the store's lock.
    """
    shown = _Books(store, stripe_url)

    def show(path: str, query: str) -> str | None:
        name, _, key = path[1:].partition("/")
        if path == "/":
            return shown.overview()
        if name == _ACCOUNTS and not key:
            return shown.accounts()
        section = SECTIONS.get(name)
        if section is None:
            return None
        return shown.one(name, section, key) if key else shown.many(name, section, query)

    return show


class _Books:
    """The pages of one store."""

    def __init__(self, store: Store, stripe_url: str) -> None:
        self._store = store
        self._stripe_url = stripe_url

    def overview(self) -> str:
        page = self._page("What this e-conomic agreement holds", "/")
        counts = [(name, section, len(section.documents(self._store))) for name, section in SECTIONS.items()]
        rows = [[Cell(section.name, link(name)), Cell(str(count), number=True)] for name, section, count in counts]
        page.table("Documents", [Heading("Kind"), Heading("Number", number=True)], rows)
        for name in ("drafts", "booked"):
            self._add_rows(page, name, SECTIONS[name], f"Newest {SECTIONS[name].name.lower()}", 1)
        return page.html()

    def accounts(self) -> str:
        page = self._page("Accounts", link(_ACCOUNTS))
        ledger = self._store.ledger
        rows = [
            [
                Cell(str(account.number)),
                Cell(account.name),
                Cell(account.type),
                Cell(account.vat_code or ""),
                Cell(_amount(ledger.account_balance(account.number)) if account.takes_entries else "", number=True),
            ]
            for account in self._store.agreement.accounts.values()
        ]
        headings = [Heading(name) for name in ("Number", "Name", "Type", "VAT code")]
        base = self._store.agreement.base_currency
        page.table(f"Balances in {base}", [*headings, Heading("Balance", number=True)], rows)
        return page.html()

    def many(self, name: str, section: Section, query: str) -> str:
        number = page_number(query)
        page = self._page(section.name, link(name))
        self._add_rows(page, name, section, "Highest number first", number)
        page.pager(link(name), number, len(section.documents(self._store)))
        return page.html()

    def one(self, name: str, section: Section, key: str) -> str | None:
        documents = section.documents(self._store)
        wanted = from_segment(key)
        found = documents.get(wanted)
        if found is None and wanted.isascii() and wanted.isdigit() and len(wanted) <= 9:  # noqa: PLR2004 - API's numbers
            found = documents.get(int(wanted))
        if found is None:
            return None
        page = self._page(f"{section.name}: {wanted}", link(name))
        facts = [(column.heading, self._cell(found, column)) for column in section.columns]
        if section.source:
            facts.append(("Source", self._source(found)))
        page.facts("At a glance", facts)
        self._add_lines(page, found)
        rest = {name: value for name, value in found.items() if name != "lines"}
        page.facts("All properties", [(path, Cell(value)) for path, value in flat(rest)], folded=True)
        return page.html()

    def _page(self, title: str, here: str) -> Page:
        sections = [("/", "Overview"), *((link(name), section.name) for name, section in SECTIONS.items())]
        sections.append((link(_ACCOUNTS), "Accounts"))
        foot = f"Agreement {self._store.agreement.number}. Its clock: {text(self._store.now())}"
        return Page("e-conomic", title, sections, here, foot)

    def _add_rows(self, page: Page, name: str, section: Section, caption: str, number: int) -> None:
        documents = section.documents(self._store)
        keys = list(documents)[::-1][(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
        headings = [Heading(column.heading, column.number) for column in section.columns]
        if section.source:
            headings.append(Heading("Source"))
        page.table(caption, headings, (list(self._row(name, section, key, documents[key])) for key in keys))

    def _row(self, name: str, section: Section, key: object, document: Mapping[str, Any]) -> Iterator[Cell]:
        first, *others = section.columns
        yield Cell(_shown(at(document, first.path)), link(name, url_segment(str(key))))
        for column in others:
            yield self._cell(document, column)
        if section.source:
            yield self._source(document)

    def _cell(self, document: Mapping[str, Any], column: Column) -> Cell:
        value = at(document, column.path)
        if column.path == "balance":
            value = self._store.ledger.customer_balance(document["customerNumber"])
        return Cell(cut(_shown(value)), number=column.number)

    def _source(self, document: Mapping[str, Any]) -> Cell:
        source = source_of(document)
        if source is None:
            return Cell("")
        return Cell(source, page_of(source, base=self._stripe_url) if self._stripe_url else "")

    def _add_lines(self, page: Page, document: Mapping[str, Any]) -> None:
        lines: Sequence[Mapping[str, Any]] = document.get("lines", ())
        if not lines:
            return
        names = (
            ("Product", "product.productNumber"),
            ("Description", "description"),
            ("Quantity", "quantity"),
            ("Unit price", "unitNetPrice"),
            ("Net", "totalNetAmount"),
        )
        headings = [Heading(name, number=index > 1) for index, (name, _) in enumerate(names)]
        rows = [
            [Cell(_shown(at(line, path)), number=index > 1) for index, (_, path) in enumerate(names)]
            for line in lines
        ]
        page.table("Lines", headings, rows)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return _amount(value) if isinstance(value, Decimal) else str(value)


def _amount(value: Decimal) -> str:
    return format(value, "f")
