"""docs/sandbox.md says of every route of the sandbox what is faithful about it, and of no other."""

import re

import pytest

from sandbox.economic.routes import route_table as economic_routes
from sandbox.stripe.app import route_table as stripe_routes
from tests.support import ROOT

EVIDENCE = (
    "recorded",
    "published schema",
    "documentation",
    "seen live by others",
    "SDK property list",
    "unverified",
)


def rows(side: str) -> list[list[str]]:
    """The cells of a side's table."""
    page = (ROOT / "docs" / "sandbox.md").read_text("utf-8")
    found = re.search(rf"<!-- routes of {side}: begin -->\n(.*?)<!-- routes of {side}: end -->", page, re.DOTALL)
    assert found is not None, side
    lines = found[1].strip().splitlines()
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines[2:]]


@pytest.mark.parametrize(("side", "table"), [("stripe", stripe_routes()), ("economic", economic_routes())])
def test_every_route_has_its_row_and_no_other_has(side: str, table: list[str]) -> None:
    described = [cells[0].strip("`") for cells in rows(side)]
    assert sorted(described) == sorted(table)


@pytest.mark.parametrize("side", ["stripe", "economic"])
def test_every_row_says_on_what_evidence(side: str) -> None:
    for cells in rows(side):
        assert len(cells) == 4, cells
        assert any(kind in cells[3] for kind in EVIDENCE), cells
