"""A real server for the e-conomic side: started once, with fresh books for each test."""

from collections.abc import Iterator

import pytest
import requests
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.economic.app import create_app
from sandbox.economic.errors import failure_body, new_log_id
from sandbox.economic.store import Store
from sandbox.line import Line, Refusal
from sandbox.side import Side
from tests.sandbox.economic.client import Client


class Switch:
    """An app that hands every request to whichever app the test at hand has made."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


def _refusal(status: int) -> Refusal:
    """What the side says in the app's stead."""
    return Refusal(failure_body(status, new_log_id(), Store().now()))


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Side[Store], Switch]]:
    # The store that matters is that of the app at hand.
    unused = Store()
    side, switch = Side(Line("economic", unused, _refusal), unused, 0), Switch()
    side.start(switch)
    yield side, switch
    side.signal_stop()
    side.join()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def api(served: tuple[Side[Store], Switch], store: Store) -> Iterator[Client]:
    """A client of fresh books, with tokens."""
    side, switch = served
    store.base_url = side.url
    switch.app = create_app(store)
    side.requests.clear()
    side.faults.clear()
    with requests.Session() as session:
        yield Client(side.url, session)
