"""docs/connecting.md names the rights that `connect` asks for and the groups that `doctor` looks at."""

import re

from stripe_economic.doctor.findings import Group
from stripe_economic.probing import rights
from tap_stripe_invoices.streams.kinds import STREAMS
from tests.support import ROOT

PAGE = (ROOT / "docs" / "connecting.md").read_text("utf-8")


def test_every_right_that_a_link_asks_for_is_on_the_page_with_how_it_is_known() -> None:
    links = (
        rights.creation_link("key", rights.read_by(STREAMS), "read"),
        rights.creation_link("key", rights.written_by(STREAMS), "write"),
    )
    asked = {one for link in links for one in re.findall(r"rak_\w+", link)}
    assert set(re.findall(r"`(rak_\w+)`", PAGE)) == asked


def test_every_group_of_findings_has_its_row() -> None:
    _, table = PAGE.split("| group (`--only`)")
    assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == [one.value for one in Group]
