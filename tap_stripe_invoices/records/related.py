"""What a movement of the balance is about: the ids that its source leads to, by Stripe's kinds of objects.

Which property of which kind names what follows the types of stripe-python 16.1.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.schemas.movements import RELATED

if TYPE_CHECKING:
    from collections.abc import Mapping

Related = dict[str, str | None]

# By the source's `object`: which of its properties names which kind. Its own id stands under its own kind.
_NAMES: Mapping[str, Mapping[str, str]] = {
    "application_fee": {"application_fee": "id", "charge": "charge"},
    "charge": {"charge": "id", "customer": "customer", "payment_intent": "payment_intent", "transfer": "transfer"},
    "customer_cash_balance_transaction": {"customer": "customer"},
    "dispute": {"charge": "charge", "dispute": "id", "payment_intent": "payment_intent"},
    "fee_refund": {"application_fee": "fee"},
    "issuing.dispute": {"dispute": "id"},
    "payout": {"payout": "id"},
    "refund": {"charge": "charge", "customer": "customer", "payment_intent": "payment_intent", "refund": "id"},
    "topup": {"topup": "id"},
    "transfer": {"charge": "source_transaction", "transfer": "id"},
    "transfer_reversal": {"refund": "source_refund", "transfer": "transfer"},
}

# Kinds whose money is the customer's, so that there may be an invoice behind it.
SETTLING = frozenset({"charge", "dispute", "refund"})


def related(source: Mapping[str, Any] | None) -> Related:
    """The ids that a balance transaction's source leads to; all null without one, and for rare kinds."""
    found: Related = dict.fromkeys(RELATED)
    if source is not None:
        for name, key in _NAMES.get(str(source.get("object")), {}).items():
            value = source.get(key)
            found[name] = value if isinstance(value, str) else None
    return found
