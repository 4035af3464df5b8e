"""The JSON Schemas of the streams: Stripe's objects at API version 2026-10-28.endive, with what the tap adds.

They are made anew for each stream, so that nothing is shared that the SDK might change. They name every place that
holds a time or an embedded list: records are dated and completed by them.
"""

from tap_stripe_invoices.schemas.charges import payments
from tap_stripe_invoices.schemas.credit_notes import credit_notes
from tap_stripe_invoices.schemas.invoices import invoices
from tap_stripe_invoices.schemas.movements import balance_transactions, payouts
from tap_stripe_invoices.schemas.parties import customers, products

__all__ = [
    "balance_transactions",
    "credit_notes",
    "customers",
    "invoices",
    "payments",
    "payouts",
    "products",
]
