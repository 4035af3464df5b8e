"""Which invoices are due: those that have been paid, or finalised, and those whose standing changed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.feed.rules import Hint, Rules, seconds

if TYPE_CHECKING:
    from collections.abc import Collection

    from tap_stripe_invoices.http.answers import JsonObject

PAID, FINALIZED = "paid", "finalized"

# `invoice.paid` comes with every transition to paid, the others in case it got lost, or for what happens afterwards.
# Stripe's documentation of event types.
_EVENTS = (
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice.overpaid",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "invoice.updated",
    "invoice_payment.paid",
)
# Written into an invoice's metadata by whoever posts it: it has been emitted before.
_WRITTEN_BACK = ("economic_document", "economic_status")


class InvoiceRules(Rules):
    """What is due under a trigger.

    `paid`: invoices that are paid, and those that were once and are void, uncollectible or open now.
    `finalized`: all that are no drafts, and again when they have been paid, voided or given up.

    Args:
        trigger: Which of the two.
    """

    def __init__(self, trigger: str) -> None:
        super().__init__("in_", (*_EVENTS, "invoice.finalized") if trigger == FINALIZED else _EVENTS)
        self._is_paid_only = trigger == PAID
        changes = ("paid_at", "voided_at", "marked_uncollectible_at")
        self._transitions = changes if self._is_paid_only else ("finalized_at", *changes)

    def hint(self, event: JsonObject) -> Hint | None:
        """The invoice an event is about; for a payment, the invoice it was for."""
        kind, data = event["type"], event["data"]
        about = data["object"]
        if kind == "invoice_payment.paid":
            # Its `created` is the payment's own.
            one, created, names = about["invoice"], None, _payments(about["payment"])
        else:
            one, created, names = about.get("id"), seconds(about.get("created")), _payments(about)
        if not isinstance(one, str) or not one.startswith(self.prefix):
            return Hint("")
        before = None
        if kind == "invoice.updated":
            # A change of anything else does not matter here, above all our own note in the metadata, which would
            # make every invoice due again. A re-opened invoice shows up in this way.
            before = (data.get("previous_attributes") or {}).get("status")
            if before is None:
                return None
        return Hint(one, created, was_due=kind == "invoice.paid" or before == PAID, names=names)

    def due_at(self, one: JsonObject) -> int | None:
        """The latest of the invoice's transitions; None for an open one, which does not say when it was re-opened."""
        times = _transitions(one)
        if one.get("status") == "open" and self._was_paid(one):
            return None
        if one.get("status") == PAID and seconds(times.get("paid_at")) is None:
            return None
        return max((at for name in self._transitions if (at := seconds(times.get(name))) is not None), default=None)

    def wanted(self, objects: list[JsonObject], was_due: Collection[str] = ()) -> list[JsonObject]:
        """Without drafts; under trigger `paid` without those that never were."""
        return [one for one in objects if self._is_wanted(one, was_due)]

    def _is_wanted(self, one: JsonObject, was_due: Collection[str]) -> bool:
        status = one.get("status")
        if status == PAID:
            return True
        if status == "draft" or one.get("deleted"):
            return False
        return not self._is_paid_only or one["id"] in was_due or self._was_paid(one)

    def _was_paid(self, one: JsonObject) -> bool:
        metadata = one.get("metadata") or {}
        paid_before = seconds(_transitions(one).get("paid_at")) is not None
        return paid_before or (self._is_paid_only and any(metadata.get(name) for name in _WRITTEN_BACK))


def _transitions(one: JsonObject) -> dict[str, Any]:
    times = one.get("status_transitions")
    return times if isinstance(times, dict) else {}


def _payments(owner: JsonObject) -> tuple[str, ...]:
    """The payment intent and charge that an invoice (before 2025-03-31.basil) or an InvoicePayment names."""
    named = (owner.get("payment_intent"), owner.get("charge"))
    ids = (one.get("id") if isinstance(one, dict) else one for one in named)
    return tuple(one for one in ids if isinstance(one, str))
