"""The stream of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.records.hydrate import PlainHydrator
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.kinds import CUSTOMERS

if TYPE_CHECKING:
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.tap import TapStripeInvoices


class CustomersStream(StripeStream):
    """Customers in the order they were created, with their tax ids; those of test clocks are hidden by Stripe."""

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, CUSTOMERS, schemas.customers())

    def hydrator(self, client: Client) -> Hydrator:
        """Makes the tax ids a plain array."""
        return PlainHydrator(client)
