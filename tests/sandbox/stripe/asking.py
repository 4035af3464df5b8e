"""Requests to a running Stripe side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from sandbox import Sandbox
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
