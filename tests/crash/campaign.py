"""All trials: every request of every story, at every moment, with each memory in turn; and every trouble."""

import contextlib
import itertools
import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.crash.door import Door, Moment
from tests.crash.forking import Forks
from tests.crash.money_stories import MONEY_STORIES
from tests.crash.stories import SALES_STORIES
from tests.crash.trial import TROUBLES, Bench, Memory, Result

STORIES: Final = {story().name: story for story in (*SALES_STORIES, *MONEY_STORIES)}
_TROUBLES: Final = {trouble.name: trouble for trouble in TROUBLES}


@dataclass(frozen=True)
class Case:
    """One trial, in words that can be sent to another process.

    Attributes:
        story: by name.
        number: of the request.
        moment: at which the target is killed, or None where it is not.
        memory: what the next run knows.
        trouble: by name, where the target is not killed.
    """

    story: str
    number: int
    moment: Moment | None = None
    memory: Memory = Memory.SAVED
    trouble: str | None = None

    @property
    def words(self) -> str:
        """What is tried."""
        what = self.trouble or f"killed {self.moment}, run again with {self.memory}"
        return f"{self.story}: request {self.number}, {what}"

    def carry_out(self, bench: Bench) -> Result:
        """Try it."""
        story = STORIES[self.story]()
        if self.trouble is not None:
            return bench.troubled(story, self.number, _TROUBLES[self.trouble])
        assert self.moment is not None
        return bench.killed(story, self.number, self.moment, self.memory)


@dataclass
class Figures:
    """What came out of many trials."""

    kills: Counter[str] = field(default_factory=Counter)
    memories: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    stories: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    losses: int = 0
    wrong_totals: int = 0
    touched: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many runs were killed."""
        return self.kills.total()

    def add(self, case: Case, result: Result) -> None:
        """Count one; a run that was over before its request came counts as nothing tried."""
        if result.happened:
            self.stories[case.story] += 1
            if case.trouble is not None:
                self.troubles[case.trouble] += 1
            else:
                self.kills[str(case.moment)] += 1
                self.memories[str(case.memory)] += 1
        self.duplicates += len(result.verdict.duplicates)
        self.losses += len(result.verdict.losses)
        self.wrong_totals += len(result.verdict.wrong_totals)
        self.touched += len(result.verdict.touched)
        self.complaints += [f"{case.words}: {one}" for one in result.wrong]


def cases(bench: Bench, stories: Iterable[str] = STORIES) -> Iterator[Case]:
    """Every trial, the requests of each story counted first, and of those the ones before it writes."""
    memories = itertools.cycle(Memory)
    moments = itertools.cycle(Moment)
    troubles = itertools.cycle(_TROUBLES)
    for name in stories:
        requests, reads = bench.requests(STORIES[name]())
        for number in range(1, requests + 1):
            # Until a run writes, a death leaves nothing behind, whatever its moment: those take turns.
            for moment in [next(moments)] if number <= reads else Moment:
                yield Case(name, number, moment, next(memories))
            yield Case(name, number, trouble=next(troubles))
        next(memories)  # so that a request meets another memory in the next story


def carry_out(chosen: Sequence[Case]) -> Iterator[tuple[Case, Result]]:
    """Carry trials out, in as many processes as there are processors."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count(), _begin) as pool:
        yield from pool.imap_unordered(_try, chosen, chunksize=4)


@contextlib.contextmanager
def own_bench() -> Iterator[Bench]:
    """A bench with a parent of targets of its own."""
    with Forks() as forks, Door() as door, tempfile.TemporaryDirectory() as folder:
        yield Bench(forks, door, Path(folder))


_kept: list[Bench] = []
_open = contextlib.ExitStack()


def _begin() -> None:
    _kept.append(_open.enter_context(own_bench()))


def _try(case: Case) -> tuple[Case, Result]:
    return case, case.carry_out(_kept[0])
