"""Reading lines while listening for a signal or an error."""

import io
import os
import threading
from collections.abc import Iterator

import pytest

from target_economic.errors import Stopped
from target_economic.singer.reading import Waker
from target_economic.stopping import Stopping


@pytest.fixture
def pipe() -> Iterator[tuple[io.TextIOWrapper, int]]:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, encoding="utf-8") as file:
        yield file, write_end


def test_lines_come_whole_however_they_arrive(pipe: tuple[io.TextIOWrapper, int]) -> None:
    file, write_end = pipe
    found = Waker().lines(file, lambda: None)
    os.write(write_end, b"tre" + "blåbærgrød".encode()[:3])
    os.write(write_end, "blåbærgrød".encode()[3:] + b"\nto\nlast")
    assert [next(found), next(found)] == ["treblåbærgrød", "to"]
    os.close(write_end)
    assert list(found) == ["last"]


def test_whoever_waits_for_input_is_woken_by_a_signal(pipe: tuple[io.TextIOWrapper, int]) -> None:
    file, write_end = pipe
    waker, stopping = Waker(), Stopping()

    def ask() -> None:
        stopping.ask(15)
        waker.wake()

    threading.Timer(0.05, ask).start()
    with pytest.raises(Stopped):
        next(waker.lines(file, stopping.check))
    os.close(write_end)


def test_what_is_no_real_file_is_read_as_it_is() -> None:
    assert list(Waker().lines(io.StringIO("a\nb\n"), lambda: None)) == ["a\n", "b\n"]


def test_waking_often_does_no_harm() -> None:
    waker = Waker()
    for _ in range(100_000):
        waker.wake()
