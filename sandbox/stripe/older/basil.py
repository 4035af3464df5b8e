"""Before 2025-03-31.basil: an invoice names its one charge and payment intent, its lines have prices and tax amounts.

What a property means is from the documentation of those days. *Unverified*: `amount_excluding_tax` of lines that have
both a discount and an inclusive tax, and the amounts of invoices that were paid out of band.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.older import clover
from sandbox.stripe.older.basil_lines import invoiceitem, line_item, tax_amounts
from sandbox.stripe.older.dropping import drop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.stripe.older.lookup import Lookup

JsonObject = dict[str, Any]

_GONE = ("parent", "total_taxes", "amount_overpaid", "confirmation_secret", "payments")
ON_STRIPE = frozenset({"payment_intent", "charge"})
"""The types of payments that went through Stripe."""


def _invoice(body: JsonObject, look: Lookup) -> None:
    parent = body.get("parent") or {}
    subscribed = parent.get("subscription_details") or {}
    payments = [entry for entry in look.payments(body["id"]) if (entry["payment"] or {}).get("type") in ON_STRIPE]
    payment = _chosen(payments)
    intent = payment.get("payment_intent")
    # Whatever was due and not paid through Stripe was paid out of band; what the balance paid was not due.
    elsewhere = (
        body["status"] == "paid"
        and body["amount_due"] > 0
        and not any(entry["status"] == "paid" for entry in payments)
    )
    taxes = tax_amounts(body.get("total_taxes") or ())
    discounts = body.get("discounts") or []
    discount = look.find("discount", discounts[0]) if len(discounts) == 1 else None
    for name in _GONE:
        body.pop(name, None)
    if discount is not None:
        # It is looked up in the pinned version's shape, so that the earlier steps are made up for.
        clover.BEFORE_LINE_SUBTOTAL["discount"](discount, look)
        clover.BEFORE["discount"](discount, look)
    body |= {
        "application_fee_amount": None,
        "charge": payment.get("charge") or look.charge_of(intent),
        "discount": discount,
        "paid": body["status"] == "paid",
        "paid_out_of_band": elsewhere,
        "payment_intent": intent,
        "quote": (parent.get("quote_details") or {}).get("quote"),
        "subscription": subscribed.get("subscription"),
        "subscription_details": {"metadata": subscribed.get("metadata")},
        "tax": sum(entry["amount"] for entry in taxes) if taxes else None,
        "total_tax_amounts": taxes,
        "transfer_data": None,
    }
    if elsewhere:
        body |= {"amount_paid": 0, "amount_remaining": body["amount_due"]}
    _without_new_taxes(body.get("shipping_cost"))


def _chosen(payments: Sequence[JsonObject]) -> JsonObject:
    """What pays the invoice, of the payments through Stripe: the default one, else the newest."""
    chosen = next((entry for entry in payments if entry["is_default"]), payments[-1] if payments else None)
    found: JsonObject = chosen["payment"] if chosen else {}
    return found


def _charge(body: JsonObject, look: Lookup) -> None:
    body["invoice"] = look.invoice_of(body.get("payment_intent"))


def _payment_intent(body: JsonObject, look: Lookup) -> None:
    body["invoice"] = look.invoice_of(body["id"])


def _credit_note(body: JsonObject, _: Lookup) -> None:
    refunds = body.pop("refunds", None) or []
    body["refund"] = refunds[0]["refund"] if refunds else None
    body["tax_amounts"] = tax_amounts(body.pop("total_taxes", None) or ())
    _without_new_taxes(body.get("shipping_cost"))


def _credit_note_line(body: JsonObject, _: Lookup) -> None:
    taxes = body.pop("taxes", None) or []
    inclusive = sum(entry["amount"] for entry in taxes if entry["tax_behavior"] == "inclusive")
    body["tax_amounts"] = tax_amounts(taxes)
    body["amount_excluding_tax"] = body["amount"] - inclusive
    body["unit_amount_excluding_tax"] = None


def _mixed(body: JsonObject, _: Lookup) -> None:
    after = body.pop("post_payment_amount", 0)
    body.pop("pre_payment_amount", None)
    if body["type"] == "mixed":
        body["type"] = "post_payment" if after else "pre_payment"


def _without_new_taxes(shipping: JsonObject | None) -> None:
    for entry in (shipping or {}).get("taxes") or ():
        entry.pop("tax_behavior", None)


BEFORE_MIXED_CREDIT_NOTES = {"balance_transaction": drop("balance_type"), "credit_note": _mixed}

BEFORE = {
    "charge": _charge,
    "credit_note": _credit_note,
    "credit_note_line_item": _credit_note_line,
    "invoice": _invoice,
    "invoiceitem": invoiceitem,
    "line_item": line_item,
    "payment_intent": _payment_intent,
}
