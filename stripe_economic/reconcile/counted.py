"""The two sides' clients, telling how much has been read. What they read, and how, is the tap's and the target's."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from stripe_economic.terminal.screen import Progress
from tap_stripe_invoices.http.answers import JsonObject
from tap_stripe_invoices.http.client import Client as StripeClient
from tap_stripe_invoices.http.client import Params
from target_economic.http.client import Client as EconomicClient
from target_economic.http.jsontext import Json


class Count:
    """Counts objects as they are read, from any thread."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._read = 0
        self._lock = Lock()

    def add(self, objects: int, path: str) -> None:
        """Count objects that came from a path."""
        with self._lock:
            self._read += objects
            read = self._read
        self._shown.at(read, current=path)


class CountedStripe(StripeClient):
    """Reads one Stripe account."""

    def __init__(self, count: Count, **settings: Any) -> None:  # noqa: ANN401 - the client's own
        super().__init__(**settings)
        self._count = count

    def get(self, path: str, params: Params = ()) -> JsonObject:
        """Return one object or one page, counted."""
        body = super().get(path, params)
        listed = body.get("data")
        self._count.add(len(listed) if isinstance(listed, list) else 1, path)
        return body


class CountedEconomic(EconomicClient):
    """Reads one agreement."""

    def __init__(self, count: Count, *given: str, **settings: Any) -> None:  # noqa: ANN401 - the client's own
        super().__init__(*given, **settings)
        self._count = count

    def get(self, path: str, what: str, params: Mapping[str, str | int] | None = None) -> Json:
        """Return one resource or one page, counted."""
        body = super().get(path, what, params)
        listed = body.get("collection")
        self._count.add(len(listed) if isinstance(listed, list) else 1, path)
        return body
