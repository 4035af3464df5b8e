"""The stream of invoices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.invoices import PAID, InvoiceRules
from tap_stripe_invoices.feed.passes import Plan
from tap_stripe_invoices.records.hydrate import InvoiceHydrator
from tap_stripe_invoices.records.products import Products
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.kinds import INVOICES

if TYPE_CHECKING:
    from tap_stripe_invoices.feed.ascending import Listing
    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices

_OF_ANY_STATUS = replace(INVOICES, filters=())


class InvoicesStream(StripeStream):
    """Paid invoices, or all that were finalised, each with its customer, all its lines, their products and figures.

    Stripe has no filter on when an invoice was paid. It is found by an event of the last 30 days, by the money that
    came in for it, by the daily re-scan of those created within `rescan_days`, and by the sweep every `sweep_days`.
    """

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, INVOICES, schemas.invoices())

    def hydrator(self, client: Client) -> Hydrator:
        """Completes lines and adds customer, products and figures."""
        return InvoiceHydrator(schemas.invoices(), client, Products(client))

    def rules(self, client: Client) -> Rules:  # noqa: ARG002  # the base's signature
        """As the trigger says."""
        return InvoiceRules(self._stripe_tap.settings.trigger)

    def plan(self, settings: Settings, client: Client) -> Plan:
        """All passes; a later sweep looks at invoices of any status, because paid ones may have been voided since."""
        return Plan(
            rescan_days=settings.rescan_days,
            sweep_days=settings.sweep_days,
            settlements=self._stripe_tap.settlements(client),
            trigger=settings.trigger,
        )

    def listing(self, settings: Settings) -> Listing:
        """Paid invoices, or those of any status."""
        return (INVOICES if settings.trigger == PAID else _OF_ANY_STATUS).listing

    def earliest(self, settings: Settings) -> int:
        """The start date of the settings."""
        return settings.start
