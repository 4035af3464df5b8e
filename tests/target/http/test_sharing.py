"""Sixteen threads, one client: connections in common, one budget, and nobody refused."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from sandbox import Sandbox
from sandbox.economic.budget import RateLimit
from target_economic.http.client import Client
from target_economic.http.limiter import Limiter
from target_economic.stopping import Stopping
from tests.support import ECONOMIC_TOKENS

THREADS = 16


class LedgerTime(Stopping):
    """The sandbox's own clock: whoever waits moves it."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._store = sandbox.economic.store
        self._store.set_clock(datetime(2026, 11, 20, 12, tzinfo=UTC))
        self._lock = threading.Lock()
        self.waited = 0.0

    def __call__(self) -> float:
        return self._store.now().timestamp()

    def wait(self, seconds: float) -> None:
        with self._lock:
            self._store.advance(timedelta(seconds=seconds))
            self.waited += seconds
        time.sleep(0)  # lets the answers in


@pytest.mark.parametrize("points", [30, 200])
def test_sixteen_threads_share_a_small_budget_and_none_is_refused(empty_sandbox: Sandbox, points: int) -> None:
    empty_sandbox.economic.store.limits = RateLimit(points)
    passing = LedgerTime(empty_sandbox)
    url = empty_sandbox.economic.url
    client = Client(url, *ECONOMIC_TOKENS.values(), stopping=passing, limiter=Limiter(passing))
    doors = [client, client.at(url)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda one: doors[one % 2].get("/self", "read the agreement"), range(120)))
    client.close()
    assert [one.status for one in empty_sandbox.economic.requests] == [200] * 120
    assert client.requests == 120
    assert passing.waited > 0


def test_with_plenty_nobody_waits_and_each_thread_gets_its_own_answer(empty_sandbox: Sandbox) -> None:
    waits = LedgerTime(empty_sandbox)
    client = Client(empty_sandbox.economic.url, *ECONOMIC_TOKENS.values(), stopping=waits, limiter=Limiter(waits))
    client.get("/self", "read the agreement")
    start = threading.Barrier(THREADS)

    def read(turn: int) -> list[str]:
        start.wait()
        return [client.get(f"/layouts/{19 + one % 2}", "read a layout")["self"] for one in range(turn, turn + 20)]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(read, range(THREADS)))
    client.close()
    for turn, found in enumerate(answers):
        assert found == [f"{empty_sandbox.economic.url}/layouts/{19 + one % 2}" for one in range(turn, turn + 20)]
    assert waits.waited == 0
