"""The stream of paid invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.records.hydrate import InvoiceHydrator
from tap_stripe_invoices.records.products import Products
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.kinds import INVOICES

if TYPE_CHECKING:
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices


class InvoicesStream(StripeStream):
    """Paid invoices, each with its customer, all its lines, their products and the figures to post.

    Invoices paid late are found by looking `rescan_days` back from the bookmark. Stripe's events are not read, so an
    invoice paid longer than that after it was created is found only by a run with an earlier `start_date` and STATE
    cleared, or by naming it in `ids`.
    """

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, INVOICES, schemas.invoices())

    def hydrator(self, client: Client) -> Hydrator:
        """Completes lines and adds customer, products and figures."""
        return InvoiceHydrator(client, Products(client))

    def became_due(self, one: JsonObject) -> int | None:
        """When the invoice was paid; Stripe has no filter on it, so invoices are compared one by one."""
        transitions = one.get("status_transitions")
        paid_at = transitions.get("paid_at") if isinstance(transitions, dict) else None
        return paid_at if isinstance(paid_at, int) else None

    def earliest(self, settings: Settings) -> int:
        """The start date of the settings."""
        return settings.start

    def rescan_days(self, settings: Settings) -> int:
        """As the setting says: an invoice is often paid weeks after it was created."""
        return settings.rescan_days
