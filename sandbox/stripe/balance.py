"""`GET /v1/balance`: what the balance transactions add up to, by currency."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sandbox.stripe.account import account
from sandbox.stripe.kinds import place
from sandbox.stripe.money.balance import ORDINARY
from sandbox.stripe.money.payouts import AT_ONCE

if TYPE_CHECKING:
    from sandbox.stripe.store import Store

_CURRENCY, _AVAILABLE_ON, _NET, _TYPE, _BALANCE = (
    place("balance_transaction", facet) for facet in ("currency", "available_on", "net", "type", "balance_type")
)


def balance(store: Store) -> dict[str, Any]:
    """The balance at the account's present: available is what has been so since `available_on`, the rest pending.

    What a payout takes is gone from when it is made. That all of it came from cards is a simplification, and that
    other balances than the ordinary one, such as reserves, are not shown.
    """
    now = store.clock
    available: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    with store.lock:
        for entry in store.collection("balance_transaction"):
            facets = entry.facets
            if facets[_BALANCE] not in ORDINARY:
                continue
            there = facets[_AVAILABLE_ON] <= now or facets[_TYPE] in AT_ONCE
            (available if there else pending)[facets[_CURRENCY]] += facets[_NET]
    currencies = sorted({*available, *pending}) or [account()["default_currency"]]
    return {
        "object": "balance",
        "available": [_amount(currency, available[currency]) for currency in currencies],
        "livemode": False,
        "pending": [_amount(currency, pending[currency]) for currency in currencies],
    }


def _amount(currency: str, amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
