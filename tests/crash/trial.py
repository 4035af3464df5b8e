"""One kill: a run that dies at a given request, the run after it, and a look at the books."""

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sandbox import Fault, Sandbox
from sandbox.economic.store import Store
from sandbox.faults import Action
from tests.crash.books import Verdict, judge, photograph
from tests.crash.door import Door, Moment
from tests.crash.forking import Forks, config
from tests.crash.movements import BANK, entry, voucher
from tests.crash.stories import Story
from tests.crash.tape import Tape
from tests.support import ECONOMIC_TOKENS, Ended, lines
from tests.target.documents import customer, invoice, product

Json = dict[str, Any]

_KILLED = -9
_MOST_RUNS = 4
_PAST_THE_HOUR = timedelta(hours=1, minutes=5)


class Memory(StrEnum):
    """What the run after the kill knows of the one before."""

    SAVED = "the STATE that was saved"
    NONE = "no STATE"
    OLDER = "an older STATE"
    LATE = "the STATE that was saved, after the idempotency hour"


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong at a request of a run that nobody kills."""

    name: str
    action: Action
    status: int = 500
    times: int = 1
    seconds: float = 0
    retry_after: int | None = None

    def at(self, number: int) -> Fault:
        """The fault to order for it to happen at that request."""
        return Fault(
            action=self.action,
            nth=number,
            status=self.status,
            times=self.times,
            seconds=self.seconds,
            retry_after=self.retry_after,
        )


TROUBLES = (
    Trouble("read timeout after e-conomic did the work", "stall", seconds=1),
    Trouble("connection lost after e-conomic did the work", "drop_after_commit"),
    Trouble("connection lost before", "drop_before_commit"),
    Trouble("500 after e-conomic did the work", "fail_after_commit"),
    Trouble("503 before", "fail_before_commit", status=503),
    Trouble("half an answer", "half_response"),
    Trouble("a storm of 429", "fail_before_commit", status=429, times=6, retry_after=1),
    Trouble("an outage of 30 requests", "fail_before_commit", status=503, times=30),
)


@dataclass(frozen=True)
class Result:
    """What became of one trial.

    Attributes:
        happened: whether the run was killed, or met the trouble: one may be over before.
        verdict: on the books.
        complaint: what the runs after it did wrong, or None.
    """

    happened: bool
    verdict: Verdict
    complaint: str | None = None

    @property
    def wrong(self) -> list[str]:
        """Everything that is not as it must be."""
        return [*self.verdict, *([self.complaint] if self.complaint else [])]


class Bench:
    """Carries out trials one after the other, each on a ledger of its own."""

    def __init__(self, forks: Forks, door: Door, folder: Path) -> None:
        self._forks = forks
        self._door = door
        self._folder = folder
        # How the ledger stands when a story begins, and the strangers in it, by the story's name.
        self._begun: dict[str, tuple[Json, Json]] = {}

    def requests(self, story: Story) -> tuple[int, int]:
        """How many requests the story's run makes when nothing goes wrong, and how many of them before it writes."""
        with self._books(story) as (sandbox, door, settings, strangers):
            door.count()
            ended = self._forks.run("--config", settings, given=lines(story.tape.messages(None)))
            arrived = door.arrived
            methods = [one.method for one in sandbox.economic.requests]
            reads = next((number for number, method in enumerate(methods) if method != "GET"), arrived)
            wrong = [*_judged(story, sandbox.economic.store, strangers)]
        if ended.status or wrong:
            raise AssertionError(f"{story.name} goes wrong undisturbed: {wrong} {ended.stderr}")
        return arrived, reads

    def killed(self, story: Story, number: int, moment: Moment, memory: Memory) -> Result:
        """Kill the story's run at one request, run it again with that memory, and look."""
        with self._books(story) as (sandbox, door, settings, strangers):
            given = lines(story.tape.messages(None))
            ready = threading.Event()

            def kill() -> None:
                ready.wait()
                running.kill()

            door.order(number, moment, kill)
            running = self._forks.start("--config", settings, given=given)
            ready.set()
            ended = running.wait()
            door.settle()
            happened = ended.status == _KILLED
            saved = ended.messages
            door.count()
            if memory is Memory.LATE:
                sandbox.economic.store.advance(_PAST_THE_HOUR)
            state = {Memory.NONE: None, Memory.OLDER: saved[0] if saved else None}.get(
                memory, saved[-1] if saved else None
            )
            return self._after(story, state, sandbox, settings, strangers, happened=happened)

    def troubled(self, story: Story, number: int, trouble: Trouble) -> Result:
        """Let something go wrong at one request, run it again as often as that takes, and look."""
        with self._books(story) as (sandbox, door, settings, strangers):
            faults = sandbox.economic.faults
            faults.add(trouble.at(number))
            ended = self._forks.run("--config", settings, given=lines(story.tape.messages(None)))
            happened = not faults.as_json() or any(one["matched"] >= number for one in faults.as_json())
            faults.clear()
            door.settle()
            state = ended.messages[-1] if ended.stdout else None
            if ended.status not in {0, 1, 3}:
                return Result(happened, Verdict(), f"exit status {ended.status}: {ended.last_words}")
            return self._after(story, state, sandbox, settings, strangers, happened=happened)

    def _after(  # noqa: PLR0913 - what the runs after a trouble need to know
        self,
        story: Story,
        state: Json | None,
        sandbox: Sandbox,
        settings: str,
        strangers: dict[str, Json],
        *,
        happened: bool,
    ) -> Result:
        """Run with what was saved, then once more from the start: that must find everything in its place."""
        first = self._forks.run("--config", settings, given=lines(story.tape.messages(state)))
        if first.status:
            return Result(happened, Verdict(), f"the next run ended {first.status}: {first.last_words}")
        verdict = _judged(story, sandbox.economic.store, strangers)
        return Result(happened, verdict, _unfinished(first))

    def audit(self, story: Story) -> list[str]:
        """Run a story twice; what the second run changed."""
        with self._books(story) as (sandbox, _, settings, _):
            given = lines(story.tape.messages(None))
            self._forks.run("--config", settings, given=given)
            before = photograph(sandbox.economic.store)
            again = self._forks.run("--config", settings, given=given)
            after = photograph(sandbox.economic.store)
        changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
        odd = [one for one in again.outcomes if one["action"] not in {"unchanged", "skipped"}]
        return [*changed, *map(str, odd)]

    @contextmanager
    def _books(self, story: Story) -> Iterator[tuple[Sandbox, Door, str, dict[str, Json]]]:
        """A ledger with strangers in it and what the story finds there, behind the door."""
        plain = {
            "api_url": self._door.url,
            "services_url": self._door.url,
            "rounding_product_group": 4,
            "lock_wait": "5",
            "read_timeout": "0.4",
            **ECONOMIC_TOKENS,
        }
        usual = config(self._folder, "usual", plain | story.settings)
        sandbox = Sandbox(invoices=0)
        sandbox.start()
        try:
            self._door.leads_to = sandbox.economic.url
            store = sandbox.economic.store
            store.base_url = self._door.url  # links in answers lead through the door, too
            if story.name not in self._begun:
                for tape in _strangers():
                    self._posted(config(self._folder, "strangers", plain), tape)
                strangers = photograph(store)
                if story.prelude:
                    self._posted(usual, story.prelude)
                self._begun[story.name] = (copy.deepcopy(_kept(store)), strangers)
            kept, strangers = self._begun[story.name]
            with store.lock:
                for name, value in copy.deepcopy(kept).items():
                    setattr(store, name, value)
            sandbox.economic.requests.clear()
            yield sandbox, self._door, usual, strangers
        finally:
            # Takes a fifth of a second, which nobody needs to wait for.
            threading.Thread(target=sandbox.stop, daemon=True).start()

    def _posted(self, settings: str, tape: Tape) -> Ended:
        ended = self._forks.run("--config", settings, given=lines(tape.messages(None)))
        assert ended.status == 0, ended.stderr
        return ended


def _kept(store: Store) -> Json:
    """What a ledger holds; its lock and its clock stay its own."""
    return {name: value for name, value in vars(store).items() if name not in {"lock", "_clock"}}


def _judged(story: Story, store: Store, strangers: dict[str, Json]) -> Verdict:
    return judge(store, story.wanted, strangers, story.customers, story.moved)


def _strangers() -> Iterator[Tape]:
    """Someone else's invoice, customer, product and vouchers, beside which the story's must be found and made.

    The vouchers' ids are such as a search for `txn_1` finds where case, the rest of a word or `_` do not count.
    """
    yield Tape(
        "invoices", [invoice("in_10", buyer=customer("cus_10"), products=[product("prod_10")], lines=_lines())]
    )
    yield Tape("vouchers", [voucher(name, [entry(700, BANK)]) for name in ("txn_10", "TXN_2", "txnX3", "old-txn_4")])


def _lines() -> list[Json]:
    return [{"product": "prod_10", "description": "Andet", "quantity": "1", "net": 7700}]


def _unfinished(ended: Ended) -> str | None:
    if not ended.stdout:
        return None
    waiting = [entry for one in ended.messages[-1]["bookmarks"].values() for entry in one.get("retry", [])]
    return f"still waiting after the next run: {waiting}" if waiting else None
