"""The stream of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.passes import Plan
from tap_stripe_invoices.feed.rules import seconds
from tap_stripe_invoices.records.hydrate import PlainHydrator
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.changes import ChangingRules
from tap_stripe_invoices.streams.kinds import PRODUCTS

if TYPE_CHECKING:
    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices

_EVENTS = ("product.created", "product.updated")


class ProductsStream(StripeStream):
    """Products in the order they were created, archived ones included, and again when they change."""

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, PRODUCTS, schemas.products())

    def hydrator(self, client: Client) -> Hydrator:
        """Leaves products as they are but for their dates."""
        return PlainHydrator(schemas.products(), client)

    def rules(self, client: Client) -> Rules:  # noqa: ARG002  # the base's signature
        """New and changed ones."""
        return _Rules("prod_", _EVENTS)

    def plan(self, settings: Settings, client: Client) -> Plan:  # noqa: ARG002  # the base's signature
        """A sweep now and then, since products say when they changed."""
        return Plan(sweep_days=settings.sweep_days)


class _Rules(ChangingRules):
    def due_at(self, one: JsonObject) -> int | None:
        """When the product was changed last."""
        return seconds(one.get("updated"))
