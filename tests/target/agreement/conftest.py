"""An agreement as one run sees it."""

from collections.abc import Iterator

import pytest

from sandbox import Sandbox
from target_economic.agreement.agreement import Agreement
from target_economic.http.client import Client
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock


@pytest.fixture
def client(empty_sandbox: Sandbox) -> Iterator[Client]:
    made = Client(empty_sandbox.economic.url, *ECONOMIC_TOKENS.values(), stopping=Clock())
    yield made
    made.close()


@pytest.fixture
def agreement(client: Client) -> Agreement:
    return Agreement(client)


@pytest.fixture(scope="session")
def one_sandbox() -> Iterator[Sandbox]:
    """One for all examples of a property, which each set it up anew."""
    with Sandbox(invoices=0) as running:
        yield running
