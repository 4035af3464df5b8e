"""The stream of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.rules import Hint
from tap_stripe_invoices.records.hydrate import PlainHydrator
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.changes import ChangingRules
from tap_stripe_invoices.streams.kinds import CUSTOMERS

if TYPE_CHECKING:
    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.tap import TapStripeInvoices

_TAX_IDS = "customer.tax_id."
_EVENTS = (
    "customer.created",
    "customer.updated",
    f"{_TAX_IDS}created",
    f"{_TAX_IDS}updated",
    f"{_TAX_IDS}deleted",
)


class CustomersStream(StripeStream):
    """Customers with their tax ids, in the order they were created, and again when they change.

    A customer does not say when it changed; events do. Those of test clocks are hidden by Stripe. A deleted customer
    is not told of: what was written of it stays.
    """

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, CUSTOMERS, schemas.customers())

    def hydrator(self, client: Client) -> Hydrator:
        """Makes the tax ids a plain array."""
        return PlainHydrator(schemas.customers(), client)

    def rules(self, client: Client) -> Rules:  # noqa: ARG002  # the base's signature
        """New and changed ones."""
        return _Rules("cus_", _EVENTS)


class _Rules(ChangingRules):
    def hint(self, event: JsonObject) -> Hint | None:
        """The customer an event is about; for a tax id, the one it belongs to."""
        if event["type"].startswith(_TAX_IDS):
            return Hint(event["data"]["object"]["customer"] or "")
        return super().hint(event)
