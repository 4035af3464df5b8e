"""Where STATE is kept: Meltano's backends, so that a machine may be lost and another go on."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.runs.project import Firm

STATE_ID = "sandbox:tap-stripe-invoices-to-target-economic:nordlys"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    (tmp_path / "project").mkdir()
    with Sandbox(seed=1, invoices=12) as first:
        yield Firm(tmp_path / "project", {"nordlys": first})


def in_files(elsewhere: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads((elsewhere / STATE_ID / "state.json").read_text("utf-8"))["completed"]


def in_database(elsewhere: Path) -> Any:  # noqa: ANN401 - JSON
    with sqlite3.connect(elsewhere / "meltano.db") as database:
        query = "select completed_state from state where state_id = ?"
        return json.loads(database.execute(query, (STATE_ID,)).fetchone()[0])


@pytest.mark.parametrize(
    ("variable", "uri", "read"),
    [
        ("MELTANO_STATE_BACKEND_URI", "file://{elsewhere}", in_files),
        ("MELTANO_DATABASE_URI", "sqlite:///{elsewhere}/meltano.db", in_database),
    ],
    ids=["files", "a database"],
)
def test_state_kept_elsewhere_outlives_the_machine(
    firm: Firm, tmp_path: Path, variable: str, uri: str, read: Callable[[Path], Any]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    setting = {variable: uri.format(elsewhere=elsewhere)}
    assert firm.run("--company", "nordlys", "--quiet", **setting).status == 0
    posted = firm.references("nordlys")
    assert posted
    bookmarks = read(elsewhere)["singer_state"]["bookmarks"]
    assert {"invoices", "balance_transactions"} <= bookmarks.keys()

    # Another machine: nothing of the first is left but what was kept elsewhere.
    for left in (".meltano", ".runs"):
        shutil.rmtree(firm.folder / left)
    ended = firm.run("--company", "nordlys", "--quiet", "--format", "json", **setting)
    told = json.loads("\n".join(ended.stdout))
    assert told["ended"] == "complete"
    # Read again is what failed, and what comes last; not the year.
    assert sum(sum(counts.values()) for counts in told["documents"].values()) < len(posted)
    assert firm.references("nordlys") == posted
