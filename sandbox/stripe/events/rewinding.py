"""Winds an object's properties back to what they were when an event happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

JsonObject = dict[str, Any]
Body = Mapping[str, Any]

_NOT_YET_FINALISED: JsonObject = {
    "amount_paid": 0,
    "attempt_count": 0,
    "attempted": False,
    "auto_advance": True,
    "effective_at": None,
    "ending_balance": None,
    "hosted_invoice_url": None,
    "invoice_pdf": None,
    "number": None,
    "status": "draft",
    "status_details": None,
    "webhooks_delivered_at": None,
}
_NOT_YET_SETTLED: JsonObject = {
    "amount_paid": 0,
    "attempt_count": 0,
    "attempted": False,
    "status": "open",
    "status_details": None,
}
_TRANSITIONS = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
_FRESH_CHARGE: JsonObject = {
    "amount_refunded": 0,
    "balance_transaction": None,
    "disputed": False,
    "refunded": False,
}
_FRESH_INTENT: JsonObject = {"amount_received": 0, "latest_charge": None, "status": "requires_payment_method"}
_NOT_YET_FAILED: JsonObject = {"failure_balance_transaction": None, "failure_code": None, "failure_message": None}


def rewound(what: str, current: Body) -> JsonObject:
    """An object as it was when the event `what` happened; what cannot be told stays as it is now."""
    body = dict(current)
    wind = _WINDS.get(what)
    return body | wind(body) if wind else body


def before(what: str, current: Body) -> JsonObject | None:
    """What the changed properties were, for an event of a change that was worked out; None for other events."""
    return {"updated": current["created"]} if what == "product.updated" else None


def _draft(body: Body) -> JsonObject:
    undone = {"amount_remaining": body["amount_due"], "status_transitions": dict.fromkeys(_TRANSITIONS)}
    return _NOT_YET_FINALISED | undone


def _open(body: Body) -> JsonObject:
    finalised = {"finalized_at": body["status_transitions"]["finalized_at"]}
    return _NOT_YET_SETTLED | {
        "amount_remaining": body["amount_due"],
        "status_transitions": dict.fromkeys(_TRANSITIONS) | finalised,
    }


def _refund(body: Body) -> JsonObject:
    gone = {name: None for name in ("failure_balance_transaction", "failure_reason") if name in body}
    return gone | {"status": "pending" if body["status"] == "failed" else body["status"]}


def _fresh_payout(body: Body) -> JsonObject:
    state = "in_progress" if body["automatic"] else body.get("reconciliation_status")
    return _NOT_YET_FAILED | {"reconciliation_status": state, "status": "pending"}


def _fresh_dispute(body: Body) -> JsonObject:
    taken = [movement for movement in body.get("balance_transactions") or () if movement["amount"] < 0]
    return {"balance_transactions": taken, "status": "needs_response"}


def _always(values: JsonObject) -> Callable[[Body], JsonObject]:
    return lambda _: values


_WINDS: Mapping[str, Callable[[Body], JsonObject]] = {
    "charge.dispute.created": _fresh_dispute,
    "charge.dispute.funds_withdrawn": _fresh_dispute,
    "charge.failed": _always(_FRESH_CHARGE),
    "charge.pending": _always(_FRESH_CHARGE),
    "charge.succeeded": _always(_FRESH_CHARGE),
    "credit_note.created": _always({"status": "issued", "voided_at": None}),
    "invoice.created": _draft,
    "invoice.finalized": _open,
    "invoice.sent": _open,
    "payment_intent.created": _always(_FRESH_INTENT),
    "payout.created": _fresh_payout,
    "payout.paid": _always(_NOT_YET_FAILED | {"status": "paid"}),
    "payout.reconciliation_completed": _always(_NOT_YET_FAILED | {"status": "paid"}),
    "price.created": _always({"active": True}),
    "product.created": lambda body: {"active": True, "updated": body["created"]},
    "refund.created": _refund,
}
