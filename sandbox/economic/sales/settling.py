"""What is left to pay of a booked invoice, and how it goes down when the ledger settles it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic.sales import customers
from sandbox.economic.sales.totals import in_base

if TYPE_CHECKING:
    from sandbox.economic.store import Store


def open_amount(store: Store, number: int) -> Decimal | None:
    """An invoice's remainder in its own currency, negative for a credit note; None when there is no such invoice."""
    document = store.booked.get(number)
    return None if document is None else Decimal(document["remainder"])


def settle(store: Store, number: int, amount: Decimal) -> Decimal:
    """Take an amount, in the invoice's currency, off its remainder; the amount that was taken.

    Positive for a payment of an invoice, negative for the refund of a credit note. The opposite sign opens again what
    was settled before. The remainder never passes zero nor exceeds the gross amount: what does not fit is left to the
    caller, as a payment too large stays open on the customer. Nothing is taken off an unknown invoice.
    """
    entry = store.booked.entry(number)
    if entry is None:
        return Decimal(0)
    gross, before = entry.document["grossAmount"], entry.document["remainder"]
    low, high = min(gross, Decimal("0.00")), max(gross, Decimal("0.00"))
    after = min(max(before - amount, low), high)
    rate = entry.document["exchangeRate"]
    # Whole again, it is what it was; in between, that the rate of the invoice counts is unverified.
    in_base_currency = (
        entry.document["grossAmountInBaseCurrency"] if after == gross else in_base(after, rate, store.ties)
    )
    document = entry.document | {"remainder": after, "remainderInBaseCurrency": in_base_currency}
    store.booked.put(number, document, entry.fields)
    customers.refresh(store, document["customer"]["customerNumber"])
    return Decimal(before - after)
