"""The stream of balance transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.newest import Newest
from tap_stripe_invoices.feed.place import READ_AT
from tap_stripe_invoices.records.invoice_pdfs import InvoicePdfs
from tap_stripe_invoices.records.movements import MovementHydrator
from tap_stripe_invoices.records.refund_notes import RefundNotes
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.kinds import BALANCE_TRANSACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.feed.due import Batch
    from tap_stripe_invoices.feed.reading import Reading
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices


class BalanceTransactionsStream(StripeStream):
    """Every movement of the Stripe balance, in the order of creation, with what is behind it. They never change."""

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, BALANCE_TRANSACTIONS, schemas.balance_transactions())

    def hydrator(self, client: Client) -> Hydrator:
        """Adds the ids of what is behind a movement, and checks its figures."""
        settlements = self._stripe_tap.settlements(client)
        pdfs = InvoicePdfs(client) if self._stripe_tap.settings.invoice_pdfs else None
        return MovementHydrator(schemas.balance_transactions(), client, settlements, RefundNotes(client), pdfs)

    def batches(self, reading: Reading) -> Iterator[Batch]:
        """What is new; until all have been read once, with the help of all invoice payments."""
        if reading.place.time(READ_AT) is None:
            self._stripe_tap.settlements(reading.client).sweep()
        return Newest(reading).batches()

    def earliest(self, settings: Settings) -> int:
        """The start date of the settings."""
        return settings.start
