"""The objects of Stripe's API version 2026-10-28.endive, empty: every property, in Stripe's order, null where unset.

The property lists are those of Stripe's Python SDK 16.1.0. Left out are the properties that Stripe sends only when
they are expanded or apply: `NOT_ALWAYS`. For objects of which a recording exists it decided; for the rest the
published fixtures did, and where neither shows a property it is unverified whether Stripe sends a null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.objects import balance, catalogue, credit_notes, customers, invoices, payments, subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JsonObject = dict[str, Any]

BLANKS: dict[str, Callable[[], JsonObject]] = {
    "balance_transaction": balance.balance_transaction,
    "charge": payments.charge,
    "coupon": catalogue.coupon,
    "credit_note": credit_notes.credit_note,
    "credit_note_line_item": credit_notes.credit_note_line_item,
    "customer": customers.customer,
    "customer_balance_transaction": customers.customer_balance_transaction,
    "discount": catalogue.discount,
    "dispute": payments.dispute,
    "invoice": invoices.invoice,
    "invoice_payment": invoices.invoice_payment,
    "invoiceitem": invoices.invoiceitem,
    "line_item": invoices.line_item,
    "payment_intent": payments.payment_intent,
    "payout": balance.payout,
    "price": catalogue.price,
    "product": catalogue.product,
    "promotion_code": catalogue.promotion_code,
    "refund": payments.refund,
    "shipping_rate": catalogue.shipping_rate,
    "subscription": subscriptions.subscription,
    "tax_id": customers.tax_id,
    "tax_rate": catalogue.tax_rate,
}

NOT_ALWAYS: Mapping[str, frozenset[str]] = {
    "charge": frozenset({"authorization_code", "level3", "presentment_details", "refunds", "transfer"}),
    "coupon": frozenset({"applies_to", "currency_options"}),
    "credit_note_line_item": frozenset({"invoice_line_item"}),
    "customer": frozenset(
        {"cash_balance", "invoice_credit_balance", "sources", "subscriptions", "tax", "tax_ids"},
    ),
    "dispute": frozenset({"intended_submission_method", "network_reason_code"}),
    "invoice": frozenset({"amount_paid_off_stripe", "confirmation_secret", "payments", "threshold_reason"}),
    "invoiceitem": frozenset({"frozen_fields", "invoicing_rules"}),
    "payment_intent": frozenset(
        {"allowed_payment_method_types", "hooks", "managed_payments", "payment_record", "presentment_details"}
    ),
    "price": frozenset({"currency_options", "tiers"}),
    "refund": frozenset(
        {
            "description",
            "failure_balance_transaction",
            "failure_reason",
            "instructions_email",
            "next_action",
            "pending_reason",
            "presentment_details",
        }
    ),
    "subscription": frozenset({"presentment_details"}),
}
"""Properties that Stripe sends only when they are expanded or apply; `deleted` is one of them everywhere."""


def complete(values: Mapping[str, Any]) -> JsonObject:
    """The object with every property of the pinned version, in Stripe's order; other kinds come as they are."""
    blank = BLANKS.get(values["object"])
    return {**blank(), **values} if blank else dict(values)
