"""The stream of payments without an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.feed.passes import Plan
from tap_stripe_invoices.feed.place import SWEEP
from tap_stripe_invoices.records.payments import PaymentHydrator, became_due, has_paid, invoices_of
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.base import StripeStream
from tap_stripe_invoices.streams.changes import ChangingRules
from tap_stripe_invoices.streams.kinds import PAYMENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tap_stripe_invoices.feed.due import Batch
    from tap_stripe_invoices.feed.reading import Reading
    from tap_stripe_invoices.feed.rules import Rules
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.records.settlements import Settlements
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.tap import TapStripeInvoices

_FAILED = "charge.failed"
# `charge.updated` tells, among other things, that the balance transaction of a fresh charge is there.
_EVENTS = ("charge.succeeded", "charge.updated", "charge.captured", "charge.refunded", _FAILED)


class PaymentsStream(StripeStream):
    """Charges that brought money in and belong to no invoice, each with customer, refunds and balance transaction.

    A charge may be pending for days before it succeeds, and may fail after that; it comes when it has succeeded,
    again when its balance transaction is there, and again with status `failed`.
    """

    def __init__(self, tap: TapStripeInvoices) -> None:
        super().__init__(tap, PAYMENTS, schemas.payments())

    def hydrator(self, client: Client) -> Hydrator:
        """Completes refunds and adds figures."""
        return PaymentHydrator(schemas.payments(), client, self._stripe_tap.settlements(client))

    def rules(self, client: Client) -> Rules:
        """Those that succeeded, were captured, and paid no invoice."""
        return _Rules(self._stripe_tap.settlements(client))

    def plan(self, settings: Settings, client: Client) -> Plan:  # noqa: ARG002  # the base's signature
        """Scans, since balance transactions tell when the money came."""
        return Plan(rescan_days=settings.rescan_days, sweep_days=settings.sweep_days)

    def batches(self, reading: Reading) -> Iterator[Batch]:
        """What is due; until all charges have been looked at once, with the help of all invoice payments."""
        if reading.place.time(SWEEP.done_at) is None:
            self._stripe_tap.settlements(reading.client).sweep()
        return super().batches(reading)

    def earliest(self, settings: Settings) -> int:
        """The start date of the settings."""
        return settings.start


class _Rules(ChangingRules):
    def __init__(self, settlements: Settlements) -> None:
        super().__init__(PAYMENTS.prefix, _EVENTS)
        self._settlements = settlements

    def is_news(self, event: JsonObject) -> bool:
        """Without charges that were simply declined: no money has moved for them."""
        if event["type"] == _FAILED and event["data"]["object"].get("balance_transaction") is None:
            return False
        return super().is_news(event)

    def due_at(self, one: JsonObject) -> int | None:
        """When the charge last moved money."""
        return became_due(one)

    def wanted(self, objects: list[JsonObject], was_due: Collection[str] = ()) -> list[JsonObject]:  # noqa: ARG002  # the base's signature
        """Payments without an invoice; one of which that cannot be said is among them, and will say so itself."""
        paid = [one for one in objects if has_paid(one)]
        answers = invoices_of(paid, self._settlements)
        return [one for one in paid if not answers[one["id"]] or isinstance(answers[one["id"]], AnswerError)]
