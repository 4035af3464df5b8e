"""A real server for the e-conomic side: started once, with fresh books for each test."""

from collections.abc import Iterator

import pytest
import requests
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.economic.app import create_app
from sandbox.economic.errors import failure_body
from sandbox.economic.store import Store
from sandbox.server import Side
from sandbox.wire import Line
from tests.sandbox.economic.client import Client


class Switch:
    """An app that hands every request to whichever app the test at hand has made."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Side[None], Switch]]:
    side, switch = Side(Line("economic", failure_body), None, 0), Switch()
    side.start(switch)
    yield side, switch
    side.signal_stop()
    side.join()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def api(served: tuple[Side[None], Switch], store: Store) -> Iterator[Client]:
    """A client of fresh books, with tokens."""
    side, switch = served
    store.base_url = side.url
    switch.app = create_app(store)
    side.requests.clear()
    side.faults.clear()
    with requests.Session() as session:
        yield Client(side.url, session)
