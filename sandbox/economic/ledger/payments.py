"""The bank details of supplier invoices: each type of payment asks for two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.economic.ledger.sent import Fields, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.economic.ledger.trees import Wrong
    from sandbox.economic.store import Store

# By the name of the payment type; the numbers are an agreement's own. From the published schema.
_NEEDED: Final[Mapping[str, tuple[tuple[str, int, int], ...]]] = {
    "+71": (("fiSupplierNo", 1, 255), ("ocrLine", 15, 15)),
    "+73": (("fiSupplierNo", 1, 255), ("message", 5, 100)),
    "+04": (("giroAccount", 1, 255), ("ocrLine", 16, 16)),
    "Bank transfer": (("accountNo", 1, 255), ("message", 5, 100)),
    "IBAN": (("ibanSwift", 1, 255), ("message", 5, 100)),
    "+75": (("fiSupplierNo", 1, 255), ("ocrLineMessage", 16, 157)),
}


def payment_details(store: Store, fields: Fields, wrong: Wrong) -> dict[str, Any] | None:
    """The payment type's number and the details it asks for; None when there are none. The codes are unverified."""
    details: Fields | None = fields.get("paymentDetails")
    if not details:
        return None
    given = number(details, "paymentType", "paymentTypeNumber")
    known = store.agreement.payment_types.get(given) if given is not None else None
    if known is None:
        # One that was sent and does not exist was found by the check of the body.
        if given is None:
            wrong("paymentDetails", "Required payment details are missing: paymentType.")
        return None
    needed = _NEEDED.get(known.name, ())
    for name, least, most in needed:
        if not least <= len(details.get(name, "")) <= most:
            wrong("paymentDetails", f"{name} must have {least} to {most} characters for payment type {known.name}.")
    return {"paymentTypeNumber": known.number, **{name: details.get(name) for name, _, _ in needed}}
