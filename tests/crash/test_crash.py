"""A sample of the crash suite; `make crash` kills at every request, which takes minutes."""

from collections.abc import Iterator

import pytest

from tests.crash.campaign import Case, Figures
from tests.crash.door import Door, Moment
from tests.crash.forking import Forks
from tests.crash.stories import STORIES, Story, booked, drafts
from tests.crash.trial import TROUBLES, Bench, Memory, Trouble

NAMES = [story().name for story in STORIES]


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


@pytest.mark.parametrize("story", [drafts(), booked()], ids=lambda story: story.name)
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
