"""A client of the sandbox's e-conomic that does not really wait."""

from collections.abc import Iterator

import pytest

from sandbox import Sandbox
from target_economic.http.client import Client
from target_economic.http.limiter import Limiter
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(empty_sandbox: Sandbox, clock: Clock) -> Iterator[Client]:
    made = Client(
        empty_sandbox.economic.url, *ECONOMIC_TOKENS.values(), read_timeout=5, stopping=clock, limiter=Limiter(clock)
    )
    yield made
    made.close()
