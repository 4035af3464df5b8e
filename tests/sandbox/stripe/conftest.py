"""A Stripe side with a small account in it, and a way to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox import Sandbox
from tests.sandbox.stripe.made import account_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]


class Account:
    """A running Stripe side, its store, and requests to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.stripe.url
        self.store: Store = sandbox.stripe.store
        self.session = requests.Session()

    def ask(
        self, path: str, *, method: str = "GET", key: str = "sk_test_sandbox", data: object = None, **headers: str
    ) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        head = {"Authorization": f"Bearer {key}"} | named
        return self.session.request(method, self.url + path, data=data, headers=head, timeout=10)  # type: ignore[arg-type]  # pairs or text

    def get(self, path: str, **headers: str) -> JsonObject:
        answer = self.ask(path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]  # JSON

    def ids(self, path: str) -> list[str]:
        return [item["id"] for item in self.get(path)["data"]]

    def error(self, path: str, status: int = 400, version: str = "") -> JsonObject:
        answer = self.ask(path, **({"Stripe_Version": version} if version else {}))
        assert answer.status_code == status, answer.text
        return answer.json()["error"]  # type: ignore[no-any-return]  # JSON


def _running() -> Iterator[Account]:
    with Sandbox(invoices=0) as sandbox:
        for item in account_objects():
            sandbox.stripe.store.put(item)
        running = Account(sandbox)
        yield running
        running.session.close()


@pytest.fixture
def account() -> Iterator[Account]:
    """An account of a test's own, which it may change."""
    yield from _running()


@pytest.fixture(scope="module")
def shared() -> Iterator[Account]:
    """An account for tests that only read."""
    yield from _running()
