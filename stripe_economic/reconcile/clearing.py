"""Lays Stripe's balance beside the accounts that stand for it, day by day to the end of the window."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

from stripe_economic.reconcile.days import days
from stripe_economic.reconcile.findings import Clearing, Day, Finding, FindingCode, Kind
from stripe_economic.reconcile.sides import PAYMENTS, ZERO, shown
from stripe_economic.terminal import numbers
from stripe_economic.terminal.language import _
from tap_stripe_invoices.records.currencies import exponent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from stripe_economic.reconcile.findings import Window
    from stripe_economic.reconcile.movements import Compared
    from stripe_economic.reconcile.pools import Pools
    from stripe_economic.reconcile.sides import Entry
    from stripe_economic.reconcile.stripe_side import Money


def clearing(  # noqa: PLR0913 - both sides, and how to tell them apart
    money: Money,
    entries: Iterable[Entry],
    window: Window,
    pools: Pools,
    *,
    names: Mapping[int, str],
    compared: Compared,
) -> tuple[Clearing, ...]:
    """Return a comparison for each balance.

    Args:
        money: Stripe's side. Its balance is that of now; what came after the window is taken off again.
        entries: everything on the accounts, of all years: openings by hand count, what carries a year over does not.
        window: the days.
        pools: which accounts stand for which balance.
        names: of the accounts.
        compared: what listed reasons make of the difference.
    """
    by_currency: defaultdict[str, list[Entry]] = defaultdict(list)
    adjusting: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        currency, adjusted = pools.currency(entry), pools.adjusts(entry)
        if currency is not None and entry.day <= window.last:
            by_currency[currency].append(entry)
        elif adjusted is not None and entry.day <= window.last:
            adjusting[adjusted] += entry.base
    found = []
    for currency in pools.currencies:
        accounts = tuple(sorted(pools.accounts(currency)))
        effects = [(one, one.in_currency(currency, pools.base_currency)) for one in by_currency[currency]]
        others = [amount for one, amount in effects if one.mark is None]
        stripe, by_day = _balance(money, currency)
        ledger = sum((amount for _one, amount in effects), ZERO)
        base = sum((one.base for one, _amount in effects), adjusting[currency])
        found.append(
            Clearing(
                accounts=accounts,
                name=names[accounts[0]] if accounts else "",
                currency=currency,
                exponent=exponent(currency),
                stripe=shown(stripe, currency),
                ledger=shown(ledger, currency),
                other=shown(sum(others, ZERO), currency),
                other_count=len(others),
                explained=shown(_explained(compared, currency, stripe - ledger, others), currency),
                days=tuple(_series(window, currency, stripe, by_day, effects)),
                base=None if currency == pools.base_currency else shown(base, pools.base_currency),
            )
        )
    return tuple(found)


def rate_differences(found: Iterable[Clearing], window: Window, base_currency: str) -> Iterator[Finding]:
    """Yield a finding for each account that is empty in its own currency, and is not in the agreement's."""
    for one in found:
        if one.ledger or not one.base:
            continue
        said = _(
            "The account is empty in {currency} and stands at {amount} {base}: the rate has changed between what "
            "came in and what went out. Move the amount to exchange gains or losses."
        )
        yield Finding(
            kind=Kind.VOUCHERS,
            code=FindingCode.RATE_DIFFERENCE,
            stripe_id="",
            document=f"account {', '.join(map(str, one.accounts))}",
            day=window.last,
            currency=base_currency,
            exponent=exponent(base_currency),
            stripe_amount=None,
            ledger_amount=one.base,
            explained=True,
            message=said.format(currency=one.currency, amount=numbers.amount(one.base), base=base_currency),
        )


def _explained(compared: Compared, currency: str, difference: Decimal, others: Sequence[Decimal]) -> Decimal:
    """Return what listed reasons make of a difference.

    What is left out on purpose may be on the account all the same: posted by hand, one by one or in an opening
    balance. So it explains what of the difference it can, and never makes one.
    """
    known = compared.explained.get(currency, ZERO)
    left_out = compared.left_out.get(currency, [])
    if difference == known:
        return known
    if difference == known + sum(left_out, ZERO):
        return difference
    by_hand = Counter(others)
    by_hand.subtract(Counter(left_out))
    for amount in left_out:
        if by_hand[amount] < 0:
            known += amount
            by_hand[amount] += 1
    return known


def _balance(money: Money, currency: str) -> tuple[Decimal, Mapping[date, Decimal]]:
    """Return the balance at the end of the window, and what each day did to it."""
    later = (one.net for one in money.later if one.currency == currency and one.balance_type == PAYMENTS)
    by_day: defaultdict[date, Decimal] = defaultdict(lambda: ZERO)
    for one in money.movements:
        if one.currency == currency and one.balance_type == PAYMENTS:
            by_day[one.day] += one.net
    return money.balance.get(currency, ZERO) - sum(later, ZERO), by_day


def _series(
    window: Window,
    currency: str,
    stripe: Decimal,
    by_day: Mapping[date, Decimal],
    effects: Sequence[tuple[Entry, Decimal]],
) -> Iterable[Day]:
    """Yield both sides at the end of each day, from the one before the window on."""
    listed = days(window)
    moved = [by_day.get(day, ZERO) for day in listed[1:]]
    before = sum((amount for one, amount in effects if one.day <= listed[0]), ZERO)
    posted: defaultdict[date, Decimal] = defaultdict(lambda: ZERO)
    for one, amount in effects:
        posted[one.day] += amount
    balances = accumulate(moved, initial=stripe - sum(moved, ZERO))
    ledgers = accumulate((posted[day] for day in listed[1:]), initial=before)
    for day, balance, ledger in zip(listed, balances, ledgers, strict=True):
        yield Day(day, shown(balance, currency), shown(ledger, currency))
