"""Before the versions named dahlia: whole quantities only, refunds without their customer."""

from __future__ import annotations

from sandbox.stripe.older.dropping import drop

BEFORE_REFUND_CUSTOMER = {"refund": drop("customer", "customer_account", "payment_method")}

BEFORE = {
    "credit_note_line_item": drop("metadata"),
    "invoiceitem": drop("quantity_decimal"),
    "line_item": drop("quantity_decimal"),
}
