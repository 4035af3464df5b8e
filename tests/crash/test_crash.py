"""A sample of the crash suite; `make crash` kills at every request, which takes minutes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.crash.campaign import STORIES, Case, Figures
from tests.crash.door import Door, Moment
from tests.crash.forking import Forks
from tests.crash.money_stories import booked_vouchers, stand, vouchers, vouchers_abroad, vouchers_by_day
from tests.crash.movements import FEES, Moved
from tests.crash.stories import Story, booked, drafts
from tests.crash.trial import TROUBLES, Bench, Memory, Trouble

NAMES = list(STORIES)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Forks() as forks, Door() as door:
        yield Bench(forks, door, tmp_path_factory.mktemp("crash"))


def spread(name: str) -> list[Case]:
    """A few kills over a story's run: near its end, where it writes, and each with another memory."""
    position = NAMES.index(name)
    memories = list(Memory)
    moments = list(Moment)
    return [
        Case(name, number, moments[(position + turn) % 3], memories[(position + turn) % 4])
        for turn, number in enumerate((9, 13, 17))
    ]


@pytest.mark.parametrize("case", [case for name in NAMES for case in spread(name)], ids=lambda case: case.words)
def test_a_killed_run_leaves_exactly_one_of_everything_after_the_next(bench: Bench, case: Case) -> None:
    result = case.carry_out(bench)
    assert result.happened
    assert result.wrong == []


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_trouble_on_the_way_leaves_exactly_one_of_everything(bench: Bench, trouble: Trouble) -> None:
    result = bench.troubled(booked(), 22, trouble)
    assert result.happened
    assert result.wrong == []


@pytest.mark.parametrize(
    "story",
    [drafts(), booked(), vouchers(), booked_vouchers(), vouchers_by_day(), vouchers_abroad()],
    ids=lambda story: story.name,
)
def test_the_same_run_again_changes_nothing(bench: Bench, story: Story) -> None:
    assert bench.audit(story) == []


def test_a_duplicate_would_be_noticed(bench: Bench) -> None:
    """The proof proves something: of two documents where one is wanted, one is counted as too much."""
    story = drafts()
    one = Story(story.name, story.tape, {name: want for name, want in story.wanted.items() if name != "in_2"})
    result = bench.killed(one, 1, Moment.BEFORE, Memory.NONE)
    figures = Figures()
    figures.add(Case(one.name, 1, Moment.BEFORE, Memory.NONE), result)
    assert (figures.total, figures.duplicates, figures.losses) == (1, 1, 0)


@pytest.mark.parametrize(
    ("changed", "noticed"),
    [
        (None, (1, 0, 0)),
        (Moved("booked", stand("unbooked")["txn_2"].effects), (0, 1, 0)),
        (Moved("unbooked", stand("unbooked")["txn_2"].effects | {str(FEES): 181}), (0, 0, 1)),
    ],
    ids=["one too many", "not where it should be", "an øre off"],
)
def test_a_wrong_voucher_would_be_noticed(bench: Bench, changed: Moved | None, noticed: tuple[int, int, int]) -> None:
    story = vouchers()
    rest = {movement: want for movement, want in story.moved.items() if movement != "txn_2"}
    other = replace(story, moved=rest | ({"txn_2": changed} if changed else {}))
    verdict = bench.killed(other, 1, Moment.BEFORE, Memory.NONE).verdict
    assert tuple(map(len, (verdict.duplicates, verdict.losses, verdict.wrong_totals))) == noticed
