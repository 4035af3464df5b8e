"""Customers' balances: credit is negative, what they owe is positive, and each movement says why."""

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
    found = desk.store.find("customer", customer) or {}
    ending = found.get("balance", 0) + amount
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
    if found and not found.get("deleted"):
        desk.change("customer", customer, {"balance": ending, "currency": found["currency"] or currency})
    return made


def of(desk: Desk, customer: str) -> int:
    """A customer's balance."""
    found = desk.store.find("customer", customer) or {}
    balance: int = found.get("balance", 0)
    return balance
