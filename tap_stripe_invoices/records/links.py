"""Which invoices payments belong to, as InvoicePayment objects say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Invoices = tuple[str, ...]


class Links:
    """From payment intents, and charges that have none, to the invoices they paid.

    An invoice payment that is still open counts only for a payment that has paid no other invoice: a charge may have
    gone through before its invoice payment says so. A cancelled one was taken off the invoice and does not count.
    """

    def __init__(self) -> None:
        # Nearly all payments paid one invoice; its id alone takes a third of the room of a tuple that holds it.
        self._paid: dict[str, str | Invoices] = {}
        self._open: dict[str, str | Invoices] = {}

    def __len__(self) -> int:
        return len(self._paid) + len(self._open)

    def add(self, payment: Mapping[str, Any]) -> bool:
        """Take up an InvoicePayment, newest first as Stripe lists them; whether it told of something new."""
        one, invoice, status = payment_id(payment), payment.get("invoice"), payment.get("status")
        if one is None or not isinstance(invoice, str) or status == "canceled":
            return False
        into = self._paid if status == "paid" else self._open
        others = _several(into.get(one, ()))
        if invoice in others:
            return False
        into[one] = (invoice, *others) if others else invoice
        return True

    def invoices(self, one: str) -> Invoices:
        """The invoices of a payment, oldest first; empty when none was taken up."""
        return _several(self._paid.get(one) or self._open.get(one, ()))


def payment_id(payment: Mapping[str, Any]) -> str | None:
    """The payment intent of an InvoicePayment, or the charge that has none; None for what was paid outside Stripe."""
    details = payment.get("payment")
    if not isinstance(details, dict):
        return None
    one = details.get("payment_intent") or details.get("charge")
    return one if isinstance(one, str) else None


def _several(stored: str | Invoices) -> Invoices:
    return (stored,) if isinstance(stored, str) else stored
