"""Marks: the events in an object's life so far, worked out from its own properties.

A mark is a type and epoch seconds, or those and the kind and id of another object that the event is about: a refund
knows when its charge was refunded, a charge when its payment intent succeeded. Which events Stripe sends is from the
event types' documentation in its SDK; where an object does not tell when something happened there is no mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]
Mark = tuple[str, int] | tuple[str, int, str, str]


def marks_of(kind: str, body: Body) -> tuple[Mark, ...]:
    """The marks of an object, in the order Stripe leaves the events."""
    find = _MARKS.get(kind)
    return tuple(find(body)) if find else ()


def _created(what: str) -> Callable[[Body], Iterator[Mark]]:
    def marks(body: Body) -> Iterator[Mark]:
        yield f"{what}.created", body["created"]

    return marks


def _invoice(body: Body) -> Iterator[Mark]:
    times = body["status_transitions"]
    yield "invoice.created", body["created"]
    if times["finalized_at"]:
        yield "invoice.finalized", times["finalized_at"]
        if body["collection_method"] == "send_invoice":
            yield "invoice.sent", times["finalized_at"]
    if times["voided_at"]:
        yield "invoice.voided", times["voided_at"]
    if times["marked_uncollectible_at"]:
        yield "invoice.marked_uncollectible", times["marked_uncollectible_at"]
    if times["paid_at"]:
        # Where nothing is charged only `invoice.paid` is sent (Stripe's invoicing documentation). A payment out of
        # band leaves `attempted` false.
        if body["amount_paid"] and body["attempted"]:
            yield "invoice.payment_succeeded", times["paid_at"]
        yield "invoice.paid", times["paid_at"]
        if body.get("amount_overpaid"):
            yield "invoice.overpaid", times["paid_at"]


def _invoice_payment(body: Body) -> Iterator[Mark]:
    paid = (body.get("status_transitions") or {}).get("paid_at")
    if paid:
        yield "invoice_payment.paid", paid


def _payment_intent(body: Body) -> Iterator[Mark]:
    yield "payment_intent.created", body["created"]
    if body.get("canceled_at"):
        yield "payment_intent.canceled", body["canceled_at"]


def _charge(body: Body) -> Iterator[Mark]:
    when, intent = body["created"], body.get("payment_intent")
    yield f"charge.{body['status']}", when
    if intent and body["status"] == "succeeded":
        yield "payment_intent.succeeded", when, "payment_intent", intent
    elif intent and body["status"] == "failed":
        yield "payment_intent.payment_failed", when, "payment_intent", intent
    elif intent:
        yield "payment_intent.processing", when, "payment_intent", intent


def _refund(body: Body) -> Iterator[Mark]:
    yield "refund.created", body["created"]
    if body.get("charge"):
        yield "charge.refunded", body["created"], "charge", body["charge"]


def _dispute(body: Body) -> Iterator[Mark]:
    yield "charge.dispute.created", body["created"]
    closed = 0
    for movement in body.get("balance_transactions") or ():
        if movement["amount"] < 0:
            yield "charge.dispute.funds_withdrawn", movement["created"]
        else:
            closed = movement["created"]
    if body["status"] in {"won", "lost", "warning_closed"}:
        due = (body.get("evidence_details") or {}).get("due_by")
        # It does not say when it was decided: with the money's return, else when evidence was due (unverified).
        yield "charge.dispute.closed", closed or due or body["created"]
    if closed:
        yield "charge.dispute.funds_reinstated", closed


def _credit_note(body: Body) -> Iterator[Mark]:
    yield "credit_note.created", body["created"]
    if body.get("voided_at"):
        yield "credit_note.voided", body["voided_at"]


def _payout(body: Body) -> Iterator[Mark]:
    yield "payout.created", body["created"]
    failed_after = body["status"] == "failed" and body.get("failure_balance_transaction")
    if body["status"] == "canceled":
        yield "payout.canceled", body["created"]
    elif body["status"] == "paid" or failed_after:
        yield "payout.paid", body["arrival_date"]
        if body.get("reconciliation_status") == "completed":
            yield "payout.reconciliation_completed", body["arrival_date"]
    elif body["status"] == "failed":
        yield "payout.failed", body["arrival_date"]


def _balance_transaction(body: Body) -> Iterator[Mark]:
    # A movement of money has no events of its own; these two tell when something else failed.
    source, when = body.get("source"), body["created"]
    if source and body["type"] in {"refund_failure", "payment_failure_refund"}:
        yield "refund.failed", when, "refund", source
        yield "charge.refund.updated", when, "refund", source
    elif source and body["type"] == "payout_failure":
        yield "payout.failed", when, "payout", source


def _product(body: Body) -> Iterator[Mark]:
    yield "product.created", body["created"]
    if body.get("updated", body["created"]) > body["created"]:
        yield "product.updated", body["updated"]


def _subscription(body: Body) -> Iterator[Mark]:
    yield "customer.subscription.created", body["created"]
    if body.get("ended_at"):
        yield "customer.subscription.deleted", body["ended_at"]


_MARKS: Mapping[str, Callable[[Body], Iterator[Mark]]] = {
    "balance_transaction": _balance_transaction,
    "charge": _charge,
    "coupon": _created("coupon"),
    "credit_note": _credit_note,
    "customer": _created("customer"),
    "dispute": _dispute,
    "invoice": _invoice,
    "invoice_payment": _invoice_payment,
    "invoiceitem": lambda body: iter([("invoiceitem.created", body.get("date") or 0)]),
    "payment_intent": _payment_intent,
    "payout": _payout,
    "price": _created("price"),
    "product": _product,
    "promotion_code": _created("promotion_code"),
    "refund": _refund,
    "subscription": _subscription,
    "tax_id": _created("customer.tax_id"),
    "tax_rate": _created("tax_rate"),
}
