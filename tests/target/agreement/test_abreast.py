"""Things done beside one another."""

import threading

import pytest

from target_economic.agreement.abreast import abreast
from target_economic.errors import RunError


def test_all_are_done_at_once_and_the_first_error_is_raised_when_all_have_ended() -> None:
    together, done = threading.Barrier(3), []

    def do(name: str, error: Exception | None = None) -> None:
        together.wait(20)
        if error:
            raise error
        done.append(name)

    abreast([])
    with pytest.raises(RunError, match="first"):
        abreast(
            [
                lambda: do("a"),
                lambda: do("b", RunError("x", "first")),
                lambda: do("c", RunError("x", "second")),
            ]
        )
    assert done == ["a"]
