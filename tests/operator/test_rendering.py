"""A reconciliation as its readers get it: in a terminal, as JSON, and as a page."""

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from stripe_economic.reconcile import charts, words
from stripe_economic.reconcile.findings import FindingCode, Kind, Result
from stripe_economic.reconcile.jsontext import as_dict, as_json
from stripe_economic.reconcile.page import as_html
from stripe_economic.reconcile.tables import as_table
from tests.operator.reconciled import FIRST, figures, finding, kroner, quarter, without_movements

Code = FindingCode
HOSTILE = "<script>alert(1)</script>\u202e\x1b[31m[bold]\n\"'&"

CLOSED = quarter(
    finding(Code.MISSING, 1, "e-conomic refused it: the agreement has no layout 99."),
    *(finding(Code.OPEN_DRAFT, number) for number in range(10, 47)),
)
OPEN = quarter(
    finding(Code.MISSING, 1, "Nothing says why.", explained=False),
    replace(finding(Code.EDITED, 2, "Changed by hand.", explained=False), ledger_amount=kroner("1200")),
    finding(Code.LEFT_OUT, 3),
    off="-820.50",
    explained="-100.00",
)


class Page(HTMLParser):
    """What a browser would make of a page: its text, its tags, their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in {"meta", "path", "rect", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def terminal(result: Result) -> list[str]:
    console = Console(width=200, highlight=False, no_color=True, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        for shown in as_table(result):
            console.print(shown)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_the_page_says_first_whether_the_books_close() -> None:
    closed, still_open = Page(as_html(CLOSED)), Page(as_html(OPEN))
    assert closed.text.index("The books close.") < closed.text.index("What needs attention Nothing.")
    assert "The books do not close: 3 things need attention." in still_open.text
    assert all(reason in still_open.text for reason in OPEN.reasons)
    assert "The books close." not in still_open.text


@pytest.mark.parametrize("result", [CLOSED, OPEN, without_movements(CLOSED)], ids=["closed", "open", "no movements"])
def test_the_page_is_whole_and_loads_nothing(result: Result) -> None:
    page = Page(as_html(result))
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    loading = [
        one for one in page.attributes if one[1] in {"src", "srcset", "data", "action", "style"} or one[1][:2] == "on"
    ]
    assert loading == []
    style = as_html(result).split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = [value for _, name, value in page.attributes if name == "href"]
    assert all(link.startswith("https://dashboard.stripe.com/") or link.removeprefix("#") in ids for link in links)
    assert as_html(result) == as_html(result)


@pytest.mark.parametrize("result", [CLOSED, OPEN], ids=["closed", "open"])
def test_tables_and_charts_say_what_they_are_to_those_who_do_not_see_them(result: Result) -> None:
    page = Page(as_html(result))
    assert page.tags.count("caption") == page.tags.count("table")
    assert all(("th", "scope", scope) in page.attributes for scope in ("col", "row"))
    assert page.tags.count("th") == sum(tag == "th" and name == "scope" for tag, name, _ in page.attributes)
    ids = {value for _, name, value in page.attributes if name == "id"}
    labelled = [value for _, name, value in page.attributes if name == "aria-labelledby"]
    assert {one for several in labelled for one in several.split()} <= ids
    drawings = page.tags.count("svg")
    hidden = sum(tag == "svg" and name == "aria-hidden" for tag, name, _ in page.attributes)
    assert drawings - hidden == page.tags.count("desc") == 2


def test_what_strangers_wrote_stays_text_wherever_it_is_shown() -> None:
    hostile = replace(
        finding(Code.EDITED, 1, HOSTILE, explained=False),
        stripe_id=HOSTILE,
        document=HOSTILE,
        url="javascript:alert(1)",
    )
    result = quarter(hostile, replace(hostile, explained=True), company=HOSTILE)
    result = replace(
        result,
        clearing=tuple(replace(one, name=HOSTILE) for one in result.clearing),
        categories=tuple(replace(one, reporting_category=HOSTILE) for one in result.categories),
    )
    html = as_html(result)
    page = Page(html)
    assert "script" not in page.tags
    assert "javascript:" not in html
    shown = terminal(result)
    for text in (html, *shown):
        assert not {"\u202e", "\x1b"} & set(text)
    assert any("[bold]" in line for line in shown)


def test_a_terminal_of_a_hundred_columns_is_enough() -> None:
    large = replace(
        CLOSED,
        clearing=tuple(
            replace(one, stripe=kroner("12345678.90"), ledger=kroner("-1234567.89")) for one in CLOSED.clearing
        ),
        sections=tuple(
            replace(one, rows=tuple(replace(row, stripe=figures(99999, "98765432.10")) for row in one.rows))
            for one in CLOSED.sections
        ),
    )
    long = quarter(finding(Code.MISSING, 1, "Nobody knows. " * 40, explained=False))
    for result in (CLOSED, OPEN, large, long):
        assert max(map(len, terminal(result))) <= 100


def test_a_terminal_tells_all_that_is_open_and_some_of_the_rest() -> None:
    many = quarter(
        *(finding(Code.MISSING, number, f"Reason {number}.", explained=False) for number in range(20)),
        *(finding(Code.LEFT_OUT, number, f"Left {number}.") for number in range(20, 40)),
        *(finding(Code.OPEN_DRAFT, number) for number in range(40, 60)),
    )
    shown = "\n".join(terminal(many))
    assert all(f"Reason {number}." in shown for number in range(20))
    assert "... and 15 more" in shown
    assert shown.index("What is explained") < shown.index("Left out on purpose: 20")
    assert (
        shown.index("Still a draft: 20") < shown.index("What needs attention") < shown.index("Not in e-conomic: 20")
    )
    assert "Still a draft: 20" in shown
    assert terminal(many)[-1] == "The books do not close: 20 things need attention."
    assert terminal(CLOSED)[-1] == "The books close."
    assert "Not carried over: payments without an invoice." in shown


def test_json_has_everything_and_no_number_that_could_be_read_wrong() -> None:
    said = json.loads(as_json(OPEN))
    assert said["closes"] is False
    assert said["reasons"] == list(OPEN.reasons)
    assert [one["code"] for one in said["findings"]] == ["missing", "edited", "left_out"]
    assert said["findings"][1]["ledger_amount"] == "1200.00"
    assert said["clearing"][0]["unexplained"] == "-720.50"
    assert len(said["clearing"][0]["days"]) == 90
    vouchers = said["sections"][-1]["currencies"][0]
    assert vouchers["stripe"] == {"count": 61, "net": "74008.11", "fee": "1503.07", "gross": "75511.18"}
    assert vouchers["ledger"] == {"count": 61, "net": "74008.11", "fee": None, "gross": None}
    assert not re.search(r": -?\d+\.\d", as_json(OPEN))


def test_json_leaves_out_no_property_of_what_was_found() -> None:
    said: Any = as_dict(OPEN)
    names = {"findings": said["findings"][0], "books": said["books"], "categories": said["categories"][0]}
    for name, shown in names.items():
        one = getattr(OPEN, name)
        one = one if is_dataclass(one) else one[0]
        assert {field.name for field in fields(one)} - {"exponent"} == set(shown)


def test_every_sort_of_finding_and_document_has_a_name() -> None:
    assert set(words.CODES) == set(FindingCode)
    assert set(words.KINDS) == set(Kind)


AMOUNTS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=60))
def test_a_balance_chart_stays_in_its_frame_and_shades_the_days_that_differ(
    balances: list[tuple[Decimal, Decimal]],
) -> None:
    series = [(FIRST + timedelta(days=number), *pair) for number, pair in enumerate(balances)]
    chart = charts.lines(series)
    assert chart
    assert bool(chart.gaps) == any(first != second for first, second in balances)
    for left, width in chart.gaps:
        assert chart.left <= left < left + width <= chart.right
    for first, second in pairwise(chart.gaps):
        assert sum(first) < second[0]
    values = [tick.value for tick in chart.values if isinstance(tick.value, Decimal)]
    assert 0 in values
    assert min(values) <= min(map(min, balances))
    assert max(values) >= max(map(max, balances))
    for path in (chart.first, chart.second):
        assert all(chart.top <= Decimal(y) <= chart.bottom for y in re.findall(r"V([-\d.]+)", path))
        assert all(chart.left <= Decimal(x) <= chart.right for x in re.findall(r"H([-\d.]+)", path))


@given(st.lists(st.tuples(st.text(max_size=10), AMOUNTS), min_size=1, max_size=20))
def test_a_bar_ends_or_begins_at_zero_and_stays_in_its_frame(rows: list[tuple[str, Decimal]]) -> None:
    chart = charts.bars(rows)
    assert chart
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= chart.width
        assert abs((bar.x if bar.value >= 0 else bar.x + bar.width) - chart.zero) <= 1


def test_nothing_to_draw_is_no_chart() -> None:
    assert charts.lines([]) is None
    assert charts.bars([]) is None


def test_half_a_character_from_a_stranger_does_not_stop_a_form() -> None:
    hostile = quarter(finding(Code.MISSING, 1, "half \ud83d of it", explained=False), company="\udcff ApS")
    for text in (as_json(hostile), as_html(hostile)):
        assert text.encode("utf-8")
    assert json.loads(as_json(hostile))["findings"][0]["message"] == "half ? of it"
