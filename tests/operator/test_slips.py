"""Each shipped file broken in ten ways: what is said about it, alone, tells how to mend it.

The slips stand in slips.txt: the file, the lines as they are (-), as somebody wrote them (+), and what is said (=).
"""

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from stripe_economic.mappings.linting import lint_problems
from stripe_economic.mappings.loading import load_or_problems
from tests.support import ROOT


class Slip(NamedTuple):
    """One slip: whole lines of a shipped file, and what is said about those written in their place."""

    file: str
    lines: str
    written: str
    said: str


def _read(text: str) -> Slip:
    marked = [(line[0], line[2:]) for line in text.splitlines()]
    lines, written = ("".join(f"{line}\n" for mark, line in marked if mark == sign) for sign in "-+")
    return Slip(marked[0][1], lines, written, marked[-1][1])


SLIPS = [_read(text) for text in (Path(__file__).parent / "slips.txt").read_text("utf-8").strip().split("\n\n")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    monkeypatch.chdir(tmp_path)
    return Path("mappings")


def _problems(folder: Path) -> list[str]:
    library, problems = load_or_problems(folder)
    return [str(problem) for problem in (problems if library is None else lint_problems(library))]


def test_there_are_ten_for_each_file() -> None:
    assert Counter(slip.file for slip in SLIPS) == {path.stem: 10 for path in (ROOT / "mappings").glob("*.yml")}


@pytest.mark.parametrize("slip", SLIPS, ids=[f"{slip.file}: {slip.said[:50]}" for slip in SLIPS])
def test_what_is_said_names_the_file_and_the_mend(folder: Path, slip: Slip) -> None:
    path = folder / f"{slip.file}.yml"
    before, found, after = path.read_text("utf-8").partition(f"\n{slip.lines}")
    assert found, "the lines are not in the file any more"
    path.write_text(f"{before}\n{slip.written}{after}", "utf-8")
    told = [re.fullmatch(r"(\S+):[0-9]+:[0-9]+:? (.*)", problem) for problem in _problems(folder)]
    assert (path.as_posix(), slip.said) in [(one[1], one[2]) for one in told if one]
    assert re.search(r"\(.+\)$", slip.said), "it does not say what to do"
