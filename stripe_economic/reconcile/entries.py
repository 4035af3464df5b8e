"""Reads the entries of e-conomic's journals and books: what each does to an account or to a customer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stripe_economic.reconcile.sides import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from target_economic.http.client import Json

_MOVEMENT = re.compile(r"(?:txn|po)_[A-Za-z0-9]{14,250}")
# They carry last year's balance over, which the entries of last year say already; those of the first year do not.
# Unverified: which of the two e-conomic makes when, so both are taken for it.
_OPENING = frozenset({"openingEntry", "transferredOpeningEntry"})


def in_journal(body: Json, accounts: Collection[int]) -> list[Entry]:
    """Read an entry of a journal, which names both of its sides.

    Args:
        body: e-conomic's.
        accounts: whose entries count whatever their texts; of others only entries with a Stripe id do.
    """
    mark, amount, in_base = _mark(body), Decimal(body["amount"]), body.get("amountDefaultCurrency")
    voucher = body["voucher"]
    year = str((voucher.get("accountingYear") or {}).get("year") or body["date"][:4])
    number = int(voucher["voucherNumber"])
    own = Entry(
        mark=mark,
        voucher=(year, number),
        name=f"voucher {number} ({year}, not booked)",
        day=date.fromisoformat(body["date"]),
        account=_account_of(body, "account"),
        customer=_customer_of(body),
        currency=body["currency"]["code"],
        amount=amount,
        base=amount if in_base is None else Decimal(in_base),
    )
    contra = replace(
        own, account=_account_of(body, "contraAccount"), customer=None, amount=-own.amount, base=-own.base
    )
    named = [one for one in (own, contra) if (one.account, one.customer) != (None, None)]
    if mark is not None:
        return named or [own]
    return [one for one in named if one.account in accounts]


def in_books(body: Json, year: str, accounts: Collection[int], *, is_first: bool) -> Entry | None:
    """Read a line of a booked entry, which names one side; its other lines are on other accounts.

    Args:
        body: e-conomic's.
        year: the accounting year.
        accounts: whose entries count whatever their texts; of others only entries with a Stripe id do.
        is_first: whether the year is the agreement's first, whose openings no entries before it say.
    """
    account, mark = _account_of(body, "account"), _mark(body)
    is_ours = account in accounts
    is_carried = body.get("entryType") in _OPENING and not is_first
    if is_carried or (mark is None and not is_ours):
        return None
    number = int(body["voucherNumber"])
    return Entry(
        mark=mark,
        voucher=(year, number),
        name=f"voucher {number} ({year})",
        day=date.fromisoformat(body["date"]),
        account=account,
        # A line on one of our own accounts is no customer's, whoever is named beside it.
        customer=None if is_ours else _customer_of(body),
        currency=body["currency"],
        amount=Decimal(body["amount"]),
        base=Decimal(body["amountInBaseCurrency"]),
    )


def same(entry: Entry) -> tuple[object, ...]:
    """Return what an entry keeps when it is booked."""
    side = (None, entry.customer) if entry.customer is not None else (entry.account, None)
    return entry.voucher, entry.mark, side, entry.day, entry.amount, entry.base


def _mark(body: Mapping[str, Any]) -> str | None:
    """Return the Stripe id that the text of an entry ends in."""
    words = str(body.get("text") or "").split()
    return words[-1] if words and _MOVEMENT.fullmatch(words[-1]) else None


def _account_of(body: Mapping[str, Any], name: str) -> int | None:
    account = body.get(name)
    return account.get("accountNumber") if isinstance(account, dict) else None


def _customer_of(body: Mapping[str, Any]) -> int | None:
    customer = body.get("customer")
    return customer.get("customerNumber") if isinstance(customer, dict) else None
