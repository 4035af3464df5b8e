"""The stream of payouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.passes import Plan
from tap_stripe_invoices.records.payouts import PayoutHydrator, became_due, is_over
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.changes import ChangingRules
from tap_stripe_invoices.streams.kinds import PAYOUTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices

_EVENTS = ("payout.paid", "payout.failed", "payout.canceled", "payout.reconciliation_completed")


class PayoutsStream(StripeStream):
    """Payouts that have arrived at the bank, and those that came back, sometimes after they had arrived.

    A payout under way is not told of; its money is in the balance transactions. An automatic one comes once more when
    Stripe knows what it consists of.
    """

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, PAYOUTS, schemas.payouts())

    def hydrator(self, client: Client) -> Hydrator:
        """Adds the sums of what was paid out."""
        return PayoutHydrator(schemas.payouts(), client)

    def rules(self, client: Client) -> Rules:  # noqa: ARG002  # the base's signature
        """Those that are over, and again when that changes."""
        return _Rules("po_", _EVENTS)

    def plan(self, settings: Settings, client: Client) -> Plan:  # noqa: ARG002  # the base's signature
        """Scans, since payouts tell about when they arrived or came back."""
        return Plan(rescan_days=settings.rescan_days, sweep_days=settings.sweep_days)

    def earliest(self, settings: Settings) -> int:
        """The start date of the settings."""
        return settings.start


class _Rules(ChangingRules):
    def due_at(self, one: JsonObject) -> int | None:
        """When the payout arrived or came back."""
        return became_due(one)

    def wanted(self, objects: list[JsonObject], was_due: Collection[str] = ()) -> list[JsonObject]:  # noqa: ARG002  # the base's signature
        """Those that are not under way."""
        return [one for one in objects if is_over(one)]
