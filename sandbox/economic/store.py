"""What the e-conomic side holds: the agreement, the documents, the clock, and what clients sent in vain."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sandbox.economic.idempotency import Keys
from sandbox.economic.identifiers import url_segment
from sandbox.economic.query.collection import Collection
from sandbox.economic.setup.agreement import Agreement, demo_agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

# The classic API's budget: points a minute, shared by all clients of the agreement.
POINTS_PER_MINUTE: Final = 10_000

# Clear of the draft numbers, so that a test that mixes the two up fails.
_FIRST_BOOKED_NUMBER = 10_001

_ITEMS_ONLY_ON_ONE = frozenset({"metaData", "eInvoicingDisabledByDefault", "lines"})


@dataclass(frozen=True)
class IgnoredProperty:
    """A property that a client sent and the API does not take. The real API answers as if it had not been there.

    Attributes:
        resource: The route it was sent to: `POST /customers`.
        path: Where in the body: `recipient.email`, `lines[0].vatRate`.
        reason: `unknown` or `read-only`.
    """

    resource: str
    path: str
    reason: str


class Store:
    """One agreement's books, in memory. Hold `lock` to read or change them while a server runs.

    Attributes:
        base_url: The address that links in documents start with.
        agreement: The setup; replace it as a whole to change it.
        customers: By customer number.
        products: By product number.
        drafts: Draft invoices by draft number.
        booked: Booked invoices by their number.
        ignored_properties: Every unknown or read-only property that was sent, in order.
        keys: Idempotency keys of the last hour.
    """

    def __init__(
        self, agreement: Agreement | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.lock = threading.RLock()
        self.base_url = "http://127.0.0.1:8421"
        self.agreement = agreement or demo_agreement()
        self.customers: Collection[int] = Collection(unlisted=_ITEMS_ONLY_ON_ONE)
        self.products: Collection[str] = Collection(unlisted=_ITEMS_ONLY_ON_ONE)
        self.drafts: Collection[int] = Collection(unlisted=_ITEMS_ONLY_ON_ONE)
        self.booked: Collection[int] = Collection(unlisted=_ITEMS_ONLY_ON_ONE)
        self.ignored_properties: list[IgnoredProperty] = []
        self.keys = Keys()
        self._clock = clock
        self._offset = timedelta()
        self._last_draft = 0
        self._minute = -1
        self._points = 0

    def exists(self, resource: str, key: int | str) -> bool:
        """Whether a collection has a resource of that number. A collection the sandbox lacks has none."""
        return key in self._referable().get(resource, {})

    def url(self, resource: str) -> str:
        """The address of a collection."""
        return f"{self.base_url}/{resource}"

    def _referable(self) -> Mapping[str, Container[int | str]]:
        return {
            "customer-groups": self.agreement.customer_groups,
            "employees": self.agreement.employees,
            "layouts": self.agreement.layouts,
            "payment-terms": self.agreement.payment_terms,
            "product-groups": self.agreement.product_groups,
            "units": self.agreement.units,
            "vat-zones": self.agreement.vat_zones,
            "customers": self.customers,
            "products": self.products,
            "invoices/drafts": self.drafts,
        }

    def now(self) -> datetime:
        """The sandbox's time, UTC."""
        return self._clock() + self._offset

    def advance(self, by: timedelta) -> None:
        """Move the sandbox's clock: past the hour that idempotency keys live, say."""
        self._offset += by

    def stamp(self) -> str:
        """Now, as `lastUpdated` shows it."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def link(self, *segments: str | int) -> str:
        """An absolute link; identifiers are encoded as e-conomic does."""
        return "/".join((self.base_url, *(url_segment(s) if i else str(s) for i, s in enumerate(segments))))

    def next_customer_number(self) -> int:
        """One above the highest in use, so that the number of a deleted customer comes back, as it really does."""
        return (self.customers.last_key() or 0) + 1

    def next_draft_number(self) -> int:
        """The next draft number. Numbers are used once, also when the draft is deleted."""
        self._last_draft += 1
        return self._last_draft

    def next_booked_number(self) -> int:
        """The next invoice number."""
        return max(self.booked.last_key() or 0, _FIRST_BOOKED_NUMBER - 1) + 1

    def spend(self, points: int) -> int:
        """Charge a call to the current minute's budget; the points used in that minute so far."""
        minute = int(self.now().timestamp() // 60)
        if minute != self._minute:
            self._minute = minute
            self._points = 0
        self._points += points
        return self._points
