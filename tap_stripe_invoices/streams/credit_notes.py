"""The stream of credit notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.passes import Plan
from tap_stripe_invoices.feed.rules import seconds
from tap_stripe_invoices.records.credit_notes import CreditNoteHydrator
from tap_stripe_invoices.records.products import Products
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.changes import ChangingRules
from tap_stripe_invoices.streams.kinds import CREDIT_NOTES

if TYPE_CHECKING:
    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices

_EVENTS = ("credit_note.created", "credit_note.updated", "credit_note.voided")


class CreditNotesStream(StripeStream):
    """Credit notes with the invoice they credit, its customer, all their lines and the figures to post.

    They come in the order they were created, and again when they are voided, with that status.
    """

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, CREDIT_NOTES, schemas.credit_notes())

    def hydrator(self, client: Client) -> Hydrator:
        """Completes lines and adds invoice, customer, products and figures."""
        return CreditNoteHydrator(schemas.credit_notes(), client, Products(client))

    def rules(self, client: Client) -> Rules:  # noqa: ARG002  # the base's signature
        """New, changed and voided ones."""
        return _Rules("cn_", _EVENTS)

    def plan(self, settings: Settings, client: Client) -> Plan:  # noqa: ARG002  # the base's signature
        """Scans, since credit notes say when they were voided."""
        return Plan(rescan_days=settings.rescan_days, sweep_days=settings.sweep_days)

    def earliest(self, settings: Settings) -> int:
        """The start date of the settings."""
        return settings.start


class _Rules(ChangingRules):
    def due_at(self, one: JsonObject) -> int | None:
        """When the credit note was voided, or else issued."""
        voided = seconds(one.get("voided_at"))
        return seconds(one.get("created")) if voided is None else voided
