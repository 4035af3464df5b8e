"""What the runbooks tell a bookkeeper to write does what they say."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.operator.command import command
from tests.support import ROOT

PAGE = (ROOT / "docs" / "runbooks.md").read_text("utf-8")


def condition() -> str:
    """Return the lines of the condition that leaves out what another app has posted, without `when:`."""
    found = re.search(r"^   when:\n((?:     .*\n)+)", PAGE, re.MULTILINE)
    assert found
    return re.sub(r"^   ", "", found[1], flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("moment", "left_out"),
    [("2026-12-01T11:00:00Z", True), ("2026-11-20T08:00:06Z", True), ("2026-11-20T08:00:05Z", False)],
)
def test_what_was_paid_before_the_other_app_was_switched_off_is_left_out(
    tmp_path: Path, *, moment: str, left_out: bool
) -> None:
    # The sample was paid at 2026-11-20T08:00:05Z.
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    text = (folder / "invoices.yml").read_text("utf-8")
    written = condition().replace("2026-12-01T11:00:00Z", moment)
    (folder / "invoices.yml").write_text(text.replace("\nwhen:\n", f"\nwhen:\n{written}", 1), encoding="utf-8")
    assert command(tmp_path, "mappings", "lint").status == 0
    said = command(tmp_path, "preview", "invoices/danish business", "--format", "json")
    (document,) = [one["document"] for one in json.loads("\n".join(said.stdout)) if one["active"]]
    assert (document["skip"] is not None and document["skip"]["code"] == "before_go_live") is left_out
