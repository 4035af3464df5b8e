"""The stream of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.records.hydrate import PlainHydrator
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.kinds import PRODUCTS

if TYPE_CHECKING:
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.tap import TapStripeInvoices


class ProductsStream(StripeStream):
    """Products in the order they were created, archived ones included."""

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, PRODUCTS, schemas.products())

    def hydrator(self, client: Client) -> Hydrator:
        """Leaves products as they are but for their dates."""
        return PlainHydrator(client)
