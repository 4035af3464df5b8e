"""Which stream reads a Stripe id, and which other ids lead to one that a stream reads."""

from tap_stripe_invoices.streams import kinds
from tap_stripe_invoices.streams.kinds import Kind

KINDS = (
    kinds.CUSTOMERS,
    kinds.PRODUCTS,
    kinds.INVOICES,
    kinds.CREDIT_NOTES,
    kinds.PAYMENTS,
    kinds.BALANCE_TRANSACTIONS,
    kinds.PAYOUTS,
)
INTENTS, REFUNDS, DISPUTES = ("pi_",), ("re_", "pyr_"), ("dp_", "du_")
LEADING = (*INTENTS, *REFUNDS, *DISPUTES)


def kind_of(stripe_id: str) -> Kind | None:
    """Return the kind that a stream reads by this id; None where none does."""
    return next((kind for kind in KINDS if stripe_id.startswith(kind.prefix)), None)


def stream_of(stripe_id: str) -> str:
    """Return the stream that reads an id; empty where none does."""
    kind = kind_of(stripe_id)
    return kind.stream if kind else ""
