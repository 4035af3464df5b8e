"""Customers' balances: credit is negative, what they owe is positive, and each movement says why.

A customer's `balance` is in its own currency. Each other currency has a balance of its own, which only its movements
tell (SDK documentation of `invoice_credit_balance`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.objects.customers import customer_balance_transaction

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


def move(  # noqa: PLR0913 - what a movement consists of
    desk: Desk,
    customer: str,
    amount: int,
    kind: str,
    *,
    currency: str,
    description: str | None = None,
    **about: str | None,
) -> JsonObject:
    """Move a customer's balance by an amount; `about` are the invoice and the credit note it is about.

    A deleted customer has no balance any more: the movement is written down all the same.
    """
    ending = of(desk, customer, currency) + amount
    made = customer_balance_transaction() | {
        "id": desk.short_id("cbtxn"),
        "amount": amount,
        "created": desk.now,
        "currency": currency,
        "customer": customer,
        "description": description,
        "ending_balance": ending,
        "type": kind,
        **about,
    }
    desk.add(made)
    found = desk.store.find("customer", customer) or {"deleted": True}
    if not found.get("deleted") and found["currency"] in {None, currency}:
        desk.change("customer", customer, {"balance": ending, "currency": currency})
    return made


def unapply(desk: Desk, invoice: JsonObject) -> int:
    """Give back to the customer what an invoice took from the balance, or put on it; return how much that was."""
    applied: int = (invoice["ending_balance"] or 0) - invoice["starting_balance"]
    if applied:
        about = {"currency": invoice["currency"], "invoice": invoice["id"]}
        move(desk, invoice["customer"], -applied, "unapplied_from_invoice", **about)
    return applied


def of(desk: Desk, customer: str, currency: str) -> int:
    """A customer's balance in a currency."""
    found = desk.store.find("customer", customer) or {}
    if found.get("currency") in {None, currency}:
        balance: int = found.get("balance", 0)
        return balance
    moves = desk.having("customer_balance_transaction", "customer", customer)
    endings: list[int] = [move["ending_balance"] for move in moves if move["currency"] == currency]
    return endings[-1] if endings else 0
