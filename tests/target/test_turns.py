"""One at a time per identity, and nobody waits for a stranger."""

import threading

import pytest

from target_economic.turns import Turns


def test_who_shares_an_identity_waits_and_strangers_do_not() -> None:
    turns, inside, let_go, done = Turns(), threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with turns.of(["a", "b"]):
            inside.set()
            assert let_go.wait(30)

    def second() -> None:
        with turns.of(["b", "c"]):
            done.set()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(30)
    threads[1].start()
    with turns.of(["d"]):
        assert not done.is_set()
    let_go.set()
    for thread in threads:
        thread.join()
    assert done.is_set()


def test_an_error_inside_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.of(["a"]):
        _ = 1 / 0
    with turns.of(["a"]):
        pass
