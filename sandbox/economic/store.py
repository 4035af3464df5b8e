"""What the e-conomic side holds: the agreement, the documents, the clock, and what clients sent in vain."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from sandbox.economic.budget import Budget, RateLimit, charge
from sandbox.economic.idempotency import Keys
from sandbox.economic.identifiers import url_segment
from sandbox.economic.ledger.books import Ledger
from sandbox.economic.query.collection import Collection
from sandbox.economic.setup.demo import demo_agreement
from sandbox.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from sandbox.economic.budget import Charge
    from sandbox.economic.sales.totals import Ties
    from sandbox.economic.setup.agreement import Agreement
    from sandbox.economic.uploads import Upload

# What the published schemas allow for most numbers.
HIGHEST_NUMBER: Final = 999_999_999

# Where `stripe-economic connect economic` listens.
REDIRECT_ADDRESS: Final = "http://127.0.0.1:8422/"

# Clear of the draft numbers, so that a test that mixes the two up fails.
_FIRST_BOOKED_NUMBER = 10_001
_FIRST_HANDLE = 501

_NO_LINES = frozenset({"lines"})
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
        orders_drafts: Orders not sent yet, by order number.
        orders_sent: Orders registered as sent, by order number.
        orders_archived: Sent orders that became draft invoices, by order number.
        currency_prices: Products' prices in other currencies, by product and currency.
        sendings: What was sent as an electronic invoice, by an id of its own.
        ledger: Journals with their draft entries, and everything booked.
        files: Attachments, by the path of the resource they hang on: `invoices/drafts/3`.
        ties: How amounts that lie between two are rounded; which way e-conomic goes is unverified.
        contacts: People at customers, by a number that is unique in the agreement.
        delivery_locations: By a number that is unique in the agreement.
        stale_customers: Customers whose balance has to be worked out again before they are shown.
        customers_as_of: The day that the due amounts of customers were worked out for.
        granted: Whether the agreement grants access; `revoke` and `restore_grant` change it.
        redirect_address: Registered on the app: where the grant page sends the token.
        limits: When set, calls are refused once the points of the minute are used up.
        budget: The points used so far.
        ignored_properties: Every unknown or read-only property that was sent, in order.
        keys: Idempotency keys of the last hour.
    """

    # Worked out again when it is needed; writing it down would cost more with every booking.
    NOT_KEPT: ClassVar[frozenset[str]] = frozenset({"stale_customers"})

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
        self.orders_drafts: Collection[int] = Collection(emptied=_NO_LINES)
        self.orders_sent: Collection[int] = Collection(emptied=_NO_LINES)
        self.orders_archived: Collection[int] = Collection(emptied=_NO_LINES)
        self.sendings: Collection[int] = Collection()
        self.currency_prices: Collection[str] = Collection()
        self.files: Table[str, Upload] = Table()
        self.ledger = Ledger()
        self.ties: Ties = "half-up"
        self.contacts: Collection[int] = Collection()
        self.delivery_locations: Collection[int] = Collection()
        self.stale_customers: set[int] = set()
        self.customers_as_of: str | None = None
        self.granted = True
        self.redirect_address = REDIRECT_ADDRESS
        self.limits: RateLimit | None = None
        self.budget = Budget()
        self.ignored_properties: list[IgnoredProperty] = []
        self.keys = Keys()
        self._clock = clock
        self._offset = timedelta()
        self._stopped: datetime | None = None
        self._last_draft = 0
        self._last_order = 0
        self._last_sending = 0
        self._last_handle = _FIRST_HANDLE - 1
        self._last_contact = 0
        self._last_location = 0

    def restored(self) -> None:
        """Have every balance worked out again, after the documents were read back from a file."""
        self.stale_customers = set(self.customers)

    def exists(self, resource: str, key: int | str) -> bool:
        """Whether a collection has a resource of that number. A collection the sandbox lacks has none."""
        return key in self._referable().get(resource, {})

    def url(self, resource: str) -> str:
        """The address of a collection."""
        return f"{self.base_url}/{resource}"

    def _referable(self) -> Mapping[str, Container[int | str]]:
        return {
            "accounts": self.agreement.accounts,
            "vat-accounts": self.agreement.vat_accounts,
            "departments": self.agreement.departments,
            "departmental-distributions": self.agreement.distributions,
            "customer-contacts": self.contacts,
            "delivery-locations": self.delivery_locations,
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
            "payment-types": self.agreement.payment_types,
            "projects": self.agreement.projects,
            "suppliers": self.ledger.suppliers,
        }

    def now(self) -> datetime:
        """The sandbox's time, UTC: the wall clock's, until it is set."""
        return self._clock() + self._offset if self._stopped is None else self._stopped

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None goes back to the wall clock."""
        self._stopped, self._offset = moment, timedelta()

    def advance(self, by: timedelta) -> None:
        """Move the sandbox's clock: past the hour that idempotency keys live, say. One that runs goes on running."""
        if self._stopped is None:
            self._offset += by
        else:
            self._stopped += by

    def stamp(self) -> str:
        """Now, as `lastUpdated` shows it."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def link(self, *segments: str | int) -> str:
        """An absolute link; identifiers are encoded as e-conomic does."""
        return "/".join((self.base_url, *(url_segment(s) if i else str(s) for i, s in enumerate(segments))))

    def next_customer_number(self) -> int:
        """One above the highest in use, so that the number of a deleted customer comes back, as it really does."""
        number = (self.customers.last_key() or 0) + 1
        if number <= HIGHEST_NUMBER:
            return number
        return next(free for free in range(1, HIGHEST_NUMBER) if free not in self.customers)

    def next_draft_number(self) -> int:
        """The next draft number. Numbers are used once, also when the draft is deleted."""
        self._last_draft += 1
        return self._last_draft

    def next_order_number(self) -> int:
        """The next order number; a counter of its own."""
        self._last_order += 1
        return self._last_order

    def next_sending_id(self) -> int:
        """The next id of an electronic sending."""
        self._last_sending += 1
        return self._last_sending

    def next_handle(self) -> int:
        """The next `soap` handle. Orders and draft invoices draw theirs from one counter (unverified)."""
        self._last_handle += 1
        return self._last_handle

    def next_booked_number(self) -> int:
        """The next invoice number."""
        return max(self.booked.last_key() or 0, _FIRST_BOOKED_NUMBER - 1) + 1

    def next_contact_number(self) -> int:
        """The next number of a customer contact; unique in the agreement, as recorded numbers are."""
        self._last_contact += 1
        return self._last_contact

    def next_location_number(self) -> int:
        """The next number of a delivery location; unique in the agreement, which is unverified."""
        self._last_location += 1
        return self._last_location

    def spend(self, points: int) -> Charge:
        """Charge a call to the budget that all clients share; what to tell the one that called."""
        self.budget, charged = charge(self.budget, self.limits, points, self.now())
        return charged

    def revoke(self) -> None:
        """Take the grant back, as the agreement's owner can at any time: every call is 401 from now on."""
        self.granted = False

    def restore_grant(self) -> None:
        """Give the grant again, under the same token."""
        self.granted = True
