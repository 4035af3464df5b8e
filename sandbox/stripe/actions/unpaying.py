"""What happens to an invoice when a payment of it is taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import balances, paying
from sandbox.stripe.api.errors import invalid

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


def lost(desk: Desk, payment: JsonObject) -> None:
    """A payment of an invoice was taken away again: it is open once more, and its invoice too."""
    invoice = desk.get("invoice", payment["invoice"])
    amount = payment["amount_paid"] or 0
    moments = {"canceled_at": None, "paid_at": None}
    desk.change(
        "invoice_payment", payment["id"], {"amount_paid": None, "status": "open", "status_transitions": moments}
    )
    values: JsonObject = {}
    if amount:
        values = _open_again(invoice, amount)
    desk.change("invoice", invoice["id"], values | {"attempted": True}, "invoice.updated", "invoice.payment_failed")


def reopen(desk: Desk, identifier: str) -> None:
    """Take the payments off a paid invoice, so that it is open again; their money stays, without an invoice.

    What the customer's balance had paid goes back to it (`unapplied_from_invoice`). The shape of such an invoice is
    unverified: Stripe's documentation says only that it returns to `open`.

    Raises:
        ApiError: 400 for an invoice that is not paid.
    """
    invoice = desk.get("invoice", identifier, param="invoice")
    if invoice["status"] != "paid":
        raise invalid(f"Invoice {identifier} is {invoice['status']}, not paid.", param="invoice")
    for payment in desk.having("invoice_payment", "invoice", identifier):
        if payment["status"] == "paid":
            moments = {"canceled_at": desk.now, "paid_at": None}
            desk.change("invoice_payment", payment["id"], {"status": "canceled", "status_transitions": moments})
    applied = balances.unapply(desk, invoice)
    values = _open_again(invoice, invoice["amount_paid"])
    if applied:
        values |= {
            "amount_due": invoice["amount_due"] + applied,
            "amount_remaining": values["amount_remaining"] + applied,
            "ending_balance": invoice["starting_balance"],
        }
    body = desk.change("invoice", identifier, values)
    if body["amount_remaining"]:
        paying.request_payment(desk, body)


def _open_again(invoice: JsonObject, amount: int) -> JsonObject:
    return {
        "amount_paid": invoice["amount_paid"] - amount,
        "amount_remaining": invoice["amount_remaining"] + amount,
        "status": "open",
        "status_transitions": invoice["status_transitions"] | {"paid_at": None},
    }
