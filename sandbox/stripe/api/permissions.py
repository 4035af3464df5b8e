"""The rights of restricted keys: for each kind of object none, read or write.

The names are those that Stripe's messages give, as users reported them: invoice, customer, product, plan (which are
the prices), charge, payment_intent, credit_note, dispute, payout, balance_transaction_source, subscription, coupon,
event, accounts_kyc_basic. *Unverified*: tax_rate, balance,
shipping_rate, and which right refunds, invoice payments, invoice items and tax ids need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.api.access import Caller, masked
from sandbox.stripe.api.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAMES: Mapping[str, str] = {
    "account": "accounts_kyc_basic",
    "balance_transaction": "balance_transaction_source",
    "credit_note_line_item": "credit_note",
    "customer_balance_transaction": "customer",
    "discount": "coupon",
    "invoice_payment": "invoice",
    "invoiceitem": "invoice",
    "line_item": "invoice",
    "price": "plan",
    "promotion_code": "coupon",
    "refund": "charge",
    "tax_id": "customer",
}
_LEVELS = {"none": 0, "read": 1, "write": 2}
# Messages show more of a key's end here than in those about wrong keys.
_SHOWN = 6


def check(caller: Caller, kinds: Iterable[str], *, write: bool = False) -> None:
    """Refuse what the key has no right to.

    Raises:
        ApiError: 403 that names the missing permission.
    """
    needed = "write" if write else "read"
    for kind in kinds:
        if _LEVELS.get(_level(caller, kind), 0) < _LEVELS[needed]:
            raise ApiError(
                403,
                f"The provided key '{masked(caller.key, _SHOWN)}' does not have the required permissions for this "
                f"endpoint on account '{caller.account}'. Having the 'rak_{_NAMES.get(kind, kind)}_{needed}' "
                "permission would allow this request to continue.",
            )


def _level(caller: Caller, kind: str) -> str:
    """The level of a kind: by its own name, by that of its permission, or by that of everything."""
    rights = caller.rights
    return rights.get(kind) or rights.get(_NAMES.get(kind, kind)) or rights.get("*") or "none"
