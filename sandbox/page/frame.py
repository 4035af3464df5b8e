"""The frame of every page and what stands in it: tables, facts, links to other pages. All text is escaped here."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHOW: Final = "/_sandbox/show"
ROWS_PER_PAGE: Final = 50

_LONGEST_CELL = 120
_MOST_PAGES = 10**9

_STYLE: Final = """
:root { color-scheme: light dark; --line: #ccc; --soft: #666; --band: #f6f6f4; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --soft: #aaa; --band: #222; --link: #7db8f0; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem; }
a { color: var(--link); }
nav a { display: inline-block; padding: .3rem .8rem .3rem 0; }
nav a[aria-current] { font-weight: 600; text-decoration: none; }
h1 { font-size: 1.3rem; margin: .5rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; min-width: 50%; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody tr:nth-child(even) { background: var(--band); }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td { overflow-wrap: anywhere; }
footer, .empty { color: var(--soft); }
"""


@dataclass(frozen=True)
class Cell:
    """A text in a table, perhaps a link, perhaps a number to be set flush right."""

    text: str
    href: str = ""
    number: bool = False


@dataclass(frozen=True)
class Heading:
    """A column's heading."""

    text: str
    number: bool = False


@dataclass
class Page:
    """One page on its way.

    Attributes:
        side: `Stripe` or `e-conomic`.
        title: What the page shows.
        sections: Path and name of what the navigation leads to.
        here: The path of the section that the page belongs to.
        foot: A line below everything.
    """

    side: str
    title: str
    sections: Sequence[tuple[str, str]]
    here: str
    foot: str
    parts: list[str] = field(default_factory=list)

    def table(self, caption: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> None:
        """Add a table, or a word that there is nothing in it."""
        body = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows]
        if not body:
            self.parts.append(f'<p class="empty">{escape(caption)}: none.</p>')
            return
        head = "".join(
            f'<th scope="col"{_class(number=heading.number)}>{escape(heading.text)}</th>' for heading in headings
        )
        self.parts.append(
            f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody></table></div>"
        )

    def facts(self, caption: str, facts: Iterable[tuple[str, Cell]], *, folded: bool = False) -> None:
        """Add a table of names and values; `folded` shows it only when it is asked for."""
        body = "".join(f'<tr><th scope="row">{escape(name)}</th>{_cell(cell)}</tr>' for name, cell in facts)
        table = f'<div class="scroll"><table><caption>{escape(caption)}</caption><tbody>{body}</tbody></table></div>'
        if folded:
            table = f"<details><summary>{escape(caption)}</summary>{table}</details>"
        self.parts.append(table)

    def pager(self, path: str, page: int, total: int) -> None:
        """Add links to the newer and older rows of a section, where there are any."""
        last = max(-(-total // ROWS_PER_PAGE), 1)
        if last == 1:
            return
        steps = (("First", 1), ("Newer", page - 1), ("Older", page + 1), ("Last", last))
        links = [
            f'<a href="{escape(f"{path}?page={to}")}">{name}</a>'
            for name, to in steps
            if to != page and 1 <= to <= last
        ]
        self.parts.append(f'<nav aria-label="Pages">Page {page} of {last}. {" ".join(links)}</nav>')

    def html(self) -> str:
        """The whole page."""
        links = "".join(
            f'<a href="{escape(path)}"{_current(here=path == self.here)}>{escape(name)}</a>'
            for path, name in self.sections
        )
        whole = (
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(self.title)} - {escape(self.side)} sandbox</title><style>{_STYLE}</style></head>"
            f'<body><header><nav aria-label="Sections">{links}</nav></header>'
            f"<main><h1>{escape(self.title)}</h1>{''.join(self.parts)}</main>"
            f"<footer>{escape(self.foot)}</footer></body></html>\n"
        )
        # A lone surrogate, which JSON can say and UTF-8 cannot, must not keep the page from being sent.
        return whole.encode("utf-8", "replace").decode()


def link(section: str, key: object = None, base: str = "") -> str:
    """The address of a section's page, or of an object's in it; `base` is the other side's address."""
    return f"{base}{SHOW}/{section}" + ("" if key is None else f"/{quote(str(key), safe='', errors='replace')}")


def page_number(query: str) -> int:
    """The page that a query asks for, from 1; whatever makes no sense is the first."""
    text = parse_qs(query).get("page", ["1"])[0]
    fits = text.isascii() and text.isdigit() and len(text) < len(str(_MOST_PAGES))
    return max(int(text), 1) if fits else 1


def cut(text: str) -> str:
    """A text short enough for a cell of a table."""
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _cell(cell: Cell) -> str:
    text = escape(cell.text)
    shown = f'<a href="{escape(cell.href)}">{text}</a>' if cell.href else text
    return f"<td{_class(number=cell.number)}>{shown}</td>"


def _class(*, number: bool) -> str:
    return ' class="n"' if number else ""


def _current(*, here: bool) -> str:
    return ' aria-current="page"' if here else ""
