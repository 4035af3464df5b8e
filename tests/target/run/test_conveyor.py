"""The conveyor by itself: several workers, and one order in which things come out."""

import signal
import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from target_economic.errors import RunError, Stopped
from target_economic.run.batch import Item
from target_economic.run.conveyor import Conveyor
from target_economic.run.schedule import Schedule
from target_economic.stopping import Stopping

Json = dict[str, Any]


class Work:
    """Documents say themselves what is to become of them; notes what was done at the same time."""

    def __init__(self, hold: Callable[[Json], None] = lambda _: None) -> None:
        self.hold = hold
        self.lock = threading.Lock()
        self.under_way: list[tuple[str, str]] = []
        self.at_once: list[list[tuple[str, str]]] = []
        self.batches: list[list[str]] = []
        self.done: list[str] = []

    def prepare(self, group: str, documents: list[Json]) -> list[str]:
        ids = [document["id"] for document in documents]
        with self.lock:
            self.batches.append(ids)
            self.at_once.append([*self.under_way, *((f"look up {group}", one) for one in ids)])
        return ids

    def carry_out(self, stream: str, document: Json, prepared: list[str]) -> str:
        assert document["id"] in prepared
        with self.lock:
            self.under_way.append((stream, document["id"]))
            self.at_once.append(list(self.under_way))
        try:
            self.hold(document)
            if "error" in document:
                raise document["error"]
            with self.lock:
                self.done.append(document["id"])
            return f"done {document['id']}"
        finally:
            with self.lock:
                self.under_way.remove((stream, document["id"]))


class Out:
    """The exit."""

    def __init__(self) -> None:
        self.gone: list[Any] = []
        self.came = threading.Condition()

    def result(self, item: Item) -> None:
        assert item.result == f"done {item.id}"
        self._add(item.id)

    def state(self, value: Json) -> None:
        self._add(value["at"])

    def _add(self, what: object) -> None:
        with self.came:
            self.gone.append(what)
            self.came.notify_all()

    def wait_for(self, what: object) -> None:
        with self.came:
            assert self.came.wait_for(lambda: what in self.gone, timeout=30)


class Broken(Out):
    """Nobody reads STATE."""

    def state(self, value: Json) -> None:
        raise RunError("state_not_written", f"Nobody reads {value}.")


def doc(number: object, **more: object) -> Json:
    return {"id": f"in_{number}", **more}


@pytest.fixture
def out() -> Out:
    return Out()


def test_everything_comes_out_once_and_in_order_with_each_state_behind_what_it_covers(out: Out) -> None:
    work = Work()
    conveyor = Conveyor(work, out, Stopping(), 8)
    expected: list[object] = []
    for number in range(1, 731):
        conveyor.take("invoices" if number % 3 else "orders", doc(number))
        expected.append(f"in_{number}")
        if number % 50 == 0:
            conveyor.state({"at": number})
            expected.append(number)
    conveyor.finish()
    assert out.gone == expected
    assert sorted(work.done, key=lambda one: int(one[3:])) == [one for one in expected if isinstance(one, str)]
    assert max(len(ids) for ids in work.batches) <= 100


def test_a_state_comes_out_while_the_caller_waits_for_more_input(out: Out) -> None:
    conveyor = Conveyor(Work(), out, Stopping(), 2)
    conveyor.state({"at": "begin"})
    assert out.gone == ["begin"]
    conveyor.take("invoices", doc(1))
    conveyor.state({"at": "first"})
    out.wait_for("first")
    assert out.gone == ["begin", "in_1", "first"]
    conveyor.finish()


def test_a_slow_document_holds_back_what_is_behind_it_but_not_the_work(out: Out) -> None:
    go = threading.Event()
    work = Work(lambda document: assert_set(go) if document["id"] == "in_1" else None)
    conveyor = Conveyor(work, out, Stopping(), 2)
    for number in range(1, 101):
        conveyor.take("invoices", doc(number))
    conveyor.state({"at": "end"})
    with work.lock:
        pass
    while len(work.done) < 99:
        go.wait(0.01)
    assert out.gone == []
    go.set()
    conveyor.finish()
    assert out.gone == [*(f"in_{number}" for number in range(1, 101)), "end"]


def assert_set(event: threading.Event) -> None:
    assert event.wait(30)


def test_one_id_is_never_under_way_twice_not_even_its_look_up(out: Out) -> None:
    work = Work()
    conveyor = Conveyor(work, out, Stopping(), 4)
    ids = [1, 2, 1, 1, 3, 4, 2, 5, 3]
    for turn, number in enumerate(ids):
        conveyor.take("invoices", doc(number))
        conveyor.state({"at": turn})
    conveyor.finish()
    assert [one for one in out.gone if isinstance(one, str)] == [f"in_{number}" for number in ids]
    for moment in work.at_once:
        names = [one for _, one in moment]
        assert len(names) == len(set(names))


def test_a_credit_note_is_looked_up_once_its_invoice_is_done_and_other_documents_do_not_wait(out: Out) -> None:
    work = Work()
    conveyor = Conveyor(work, out, Stopping(), 4)
    taken = [doc(1), doc(2), doc(9, credits="in_1"), doc(3), doc(8, credits="in_2"), doc(7, credits="in_3"), doc(4)]
    for turn, document in enumerate(taken):
        conveyor.take("invoices", document)
        if turn == 1:
            conveyor.state({"at": turn})
    conveyor.finish()
    assert [one for one in out.gone if isinstance(one, str)] == [one["id"] for one in taken]
    for moment in work.at_once:
        names = {one for _, one in moment}
        assert not any({one["id"], one["credits"]} <= names for one in taken if "credits" in one)
    assert work.batches == [["in_1", "in_2"], ["in_9", "in_3", "in_8"], ["in_7", "in_4"]]


def test_a_credit_note_of_what_was_posted_long_ago_waits_for_nobody(out: Out) -> None:
    work = Work()
    conveyor = Conveyor(work, out, Stopping(), 4)
    for number in range(20):
        conveyor.take("invoices", doc(number))
        conveyor.take("invoices", {"id": f"cn_{number}", "credits": f"in_{number + 100}"})
    conveyor.finish()
    assert len(work.batches) == 1


def test_another_stream_waits_until_the_one_before_it_is_done(out: Out) -> None:
    work = Work()
    conveyor = Conveyor(work, out, Stopping(), 4)
    for number in range(150):
        conveyor.take("customers", {"id": f"cus_{number}"})
    for number in range(150):
        conveyor.take("invoices", doc(number))
    conveyor.finish()
    for moment in work.at_once:
        assert len({one[:3] for _, one in moment}) == 1
    assert [{one[:3] for one in pair} for pair in pairwise(out.gone) if pair[0][:3] != pair[1][:3]] == [
        {"cus", "in_"}
    ]


def test_an_error_ends_the_run_keeps_what_was_finished_and_lets_no_later_state_out(out: Out) -> None:
    went = threading.Event()
    both = threading.Barrier(2)
    work = Work(lambda document: (both.wait(30), None)[1] if document["id"] in {"in_2", "in_3"} else None)
    conveyor = Conveyor(work, out, Stopping(), 2, went.set)
    conveyor.take("invoices", doc(1))
    conveyor.state({"at": 1})
    out.wait_for(1)
    conveyor.take("invoices", doc(2, error=RunError("down", "It is down.")))
    conveyor.take("invoices", doc(3))
    conveyor.state({"at": 3})
    assert went.wait(30)
    with pytest.raises(RunError, match="It is down"):
        conveyor.take("invoices", doc(4))
    conveyor.abort(5)
    assert out.gone == ["in_1", 1, "in_3"]
    assert all(not thread.is_alive() for thread in ended(conveyor))


def test_after_a_signal_nothing_is_begun_and_what_is_in_flight_is_finished(out: Out) -> None:
    stopping, begun, go = Stopping(), threading.Event(), threading.Event()

    def hold(document: Json) -> None:
        if document["id"] == "in_2":
            begun.set()
            assert go.wait(30)

    work = Work(hold)
    conveyor = Conveyor(work, out, stopping, 1)
    for number in (1, 2, 3):
        conveyor.take("invoices", doc(number))
        conveyor.state({"at": number})
    assert begun.wait(30)
    stopping.ask(signal.SIGTERM)
    with pytest.raises(Stopped):
        conveyor.take("invoices", doc(4))
    threading.Timer(0.05, go.set).start()
    conveyor.abort(5)
    assert work.done == ["in_1", "in_2"]
    assert [one for one in out.gone if isinstance(one, str)] == ["in_1", "in_2"]


def test_what_does_not_end_in_time_is_left_behind(out: Out) -> None:
    stopping, begun, go = Stopping(), threading.Event(), threading.Event()

    def hold(_: Json) -> None:
        begun.set()
        assert go.wait(30)

    work = Work(hold)
    conveyor = Conveyor(work, out, stopping, 1)
    conveyor.take("invoices", doc(1))
    conveyor.state({"at": 1})
    assert begun.wait(30)
    stopping.ask(signal.SIGTERM)
    conveyor.abort(0.2)
    go.set()
    for thread in ended(conveyor):
        thread.join(30)
    assert out.gone == []


def test_whatever_a_worker_dies_of_ends_the_run(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Schedule) -> None:
        raise LookupError("nobody thought of this")

    monkeypatch.setattr(Schedule, "next", broken)
    conveyor = Conveyor(Work(), out, Stopping(), 2)
    with pytest.raises(LookupError):  # noqa: PT012 - it may come to light in either
        conveyor.take("invoices", doc(1))
        conveyor.finish()
    conveyor.abort(5)
    assert out.gone == []


def test_an_exit_that_breaks_ends_the_run() -> None:
    out = Broken()
    went = threading.Event()
    conveyor = Conveyor(Work(), out, Stopping(), 2, went.set)
    conveyor.take("invoices", doc(1))
    conveyor.state({"at": 1})
    assert went.wait(30)
    with pytest.raises(RunError, match="Nobody reads"):
        conveyor.finish()
    conveyor.abort(5)
    assert out.gone == ["in_1"]


def ended(conveyor: Conveyor) -> list[threading.Thread]:
    for thread in conveyor._threads:
        thread.join(0.5)
    return conveyor._threads
