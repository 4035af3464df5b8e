"""The target's rooms put together without a process around them, against the sandbox's e-conomic."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Self

from sandbox import Sandbox
from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.customers.known import Known
from target_economic.http.client import Client
from target_economic.posting.posting import Poster
from target_economic.products.known import Known as KnownProducts
from target_economic.products.products import Products
from tests.support import ECONOMIC_TOKENS

Json = dict[str, Any]


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Room:
    """Customers and products of one run over a sandbox's agreement; settings are keyword arguments."""

    def __init__(  # noqa: PLR0913 - one parameter per setting
        self,
        sandbox: Sandbox,
        *,
        dry_run: bool = False,
        updates: Sequence[str] = (),
        match: Sequence[str] = ("number",),
        missing: str = "create",
        default: str | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.clock = Clock()
        self.client = Client(sandbox.economic.url, *ECONOMIC_TOKENS.values(), writes=not dry_run)
        self.agreement = Agreement(self.client)
        self.poster = Poster(self.client, self.agreement, dry_run=dry_run, pauses=(0.0, 0.0))
        known = Known(self.clock)
        self.customers = Customers(self.client, self.poster, self.agreement, updates, known)
        self.products = Products(
            self.client,
            self.poster,
            self.agreement,
            match=match,
            missing=missing,
            default=default,
            known=KnownProducts(self.clock),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    @property
    def writes(self) -> list[str]:
        """What was written since the journal was last cleared, as `POST /customers`."""
        return [f"{one.method} {one.path}" for one in self.sandbox.economic.requests if one.method != "GET"]

    def at_once(self, *tasks: Callable[[], object]) -> list[object]:
        """Carry tasks out in as many threads, and return what they returned or raised, in their order."""
        results: list[object] = [None] * len(tasks)
        start = threading.Barrier(len(tasks))

        def run(index: int) -> None:
            start.wait()
            try:
                results[index] = tasks[index]()
            except Exception as error:  # noqa: BLE001 - given to the test, whatever it is
                results[index] = error

        threads = [threading.Thread(target=run, args=[index]) for index in range(len(tasks))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results


def customer_stream(source_id: str, match: Sequence[str] = ("customerNumber", "email"), **body: object) -> Json:
    """A document of the stream of customers, as far as `sync` looks at it."""
    whole = {
        "name": "Ærø Bådebyggeri ApS",
        "currency": "DKK",
        "email": f"{source_id}@example.dk",
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 3},
        "vatZone": {"vatZoneNumber": 1},
        **body,
    }
    return {
        "id": source_id,
        "match": list(match),
        "body": {name: value for name, value in whole.items() if value is not None},
    }
