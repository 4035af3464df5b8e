"""Reads the movements of the window and everything on the clearing accounts, and compares the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stripe_economic.errors import OperatorError
from stripe_economic.reconcile.clearing import clearing, rate_differences
from stripe_economic.reconcile.findings import Category, Clearing, Kind, Section
from stripe_economic.reconcile.ledger_side import LedgerSide
from stripe_economic.reconcile.movements import Comparison, Known
from stripe_economic.reconcile.owners import customers_of
from stripe_economic.reconcile.pools import Pools
from stripe_economic.reconcile.sides import PAYMENTS, by_mark
from stripe_economic.reconcile.sums import categories
from stripe_economic.terminal.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stripe_economic.reconcile.findings import Window
    from stripe_economic.reconcile.ledger_side import Sold
    from stripe_economic.reconcile.rulings import Rulings
    from stripe_economic.reconcile.sides import Entry, Payout
    from stripe_economic.reconcile.stripe_side import Money, StripeSide
    from target_economic.http.client import Client

_PAYOUT = "po_"
# Where movements are posted with their payout, those of before the window may be paid out in it, days or weeks later.
_DELAY = 60 * 86_400


@dataclass(frozen=True, slots=True)
class Journal:
    """What became of the movements."""

    section: Section
    categories: tuple[Category, ...] = ()
    clearing: tuple[Clearing, ...] = ()
    live: bool | None = None


NOTHING = Journal(Section(kind=Kind.VOUCHERS, read=False, rows=(), findings=()))


class Reading:
    """One reading of both sides.

    Args:
        stripe: Stripe's side.
        client: the door to e-conomic.
        window: the days.
        rulings: what the mappings say.
        base_currency: the agreement's.
    """

    def __init__(
        self, stripe: StripeSide, client: Client, window: Window, rulings: Rulings, base_currency: str
    ) -> None:
        self._stripe = stripe
        self._client = client
        self._window = window
        self._rulings = rulings
        self._base_currency = base_currency

    def journal(self, given: frozenset[int], sold: Mapping[str, Sequence[Sold]]) -> Journal:
        """Return what became of the movements.

        Args:
            given: the clearing accounts; empty where the mappings say them.
            sold: sales documents that were read already, by their Stripe ids.

        Raises:
            OperatorError: they are not known, or e-conomic does not have them.
        """
        by_payout = self._rulings.by_payout
        reach = self._window.start - (_DELAY if by_payout else 0)
        money = self._stripe.money(reach, self._rulings.of)
        payouts = self._stripe.payouts(reach) if by_payout else []
        accounts = self._accounts(given, money)
        names = self._names(accounts)
        # Where movements stand besides: on other balances' accounts, and on that of customers nobody knows.
        others = {number for one in money.movements for number in (*one.ruling.unassigned, one.ruling.clearing)}
        exchange = self._rulings.exchange if _shared(accounts, self._base_currency) else frozenset[int]()
        ledger = LedgerSide(self._client, {*names, *exchange, *(one for one in others if one is not None)})
        entries = ledger.entries(None if by_payout else self._window.first)
        entries += ledger.marked(self._unseen(money, payouts, entries), self._window.first)
        known = self._known(money, payouts, entries)
        adjustments = (one.voucher for one in entries if one.mark is None and one.account in exchange)
        pools = Pools(accounts, self._base_currency, (*known.movements, *known.later, *known.dated), adjustments)
        customers = customers_of(self._documents(money), sold, ledger)
        compared = Comparison(known, entries, self._window, pools, customers).compare()
        found = clearing(money, entries, self._window, pools, names=names, compared=compared)
        moved = (one for one in money.movements if one.created >= self._window.start)
        findings = (*compared.section.findings, *rate_differences(found, self._window, self._base_currency))
        section = replace(compared.section, findings=findings)
        return Journal(section, categories(moved), found, money.live)

    def _documents(self, money: Money) -> list[tuple[str, ...]]:
        """Return the ids of the sales documents that tell whose each movement of the window is."""
        return [
            one.ruling.documents
            for one in money.movements
            if one.created >= self._window.start and any(posting.account is None for posting in one.ruling.postings)
        ]

    def _accounts(self, given: frozenset[int], money: Money) -> dict[str, frozenset[int]]:
        """Return the accounts of each balance.

        An account is looked at even where its balance is empty and did not move: something may stand on it.
        """
        base = self._base_currency
        moved = {one.currency for one in (*money.movements, *money.later) if one.balance_type == PAYMENTS}
        wanted = moved | {one for one, amount in money.balance.items() if amount} | {base}
        found = {one: given or self._rulings.clearing(one) for one in sorted(wanted | set(money.balance))}
        found = {one: accounts for one, accounts in found.items() if one in wanted or accounts - found[base]}
        if not any(found.values()):
            raise OperatorError(
                "clearing_unknown",
                _("No active mapping says which account stands for Stripe's balance."),
                _("Name it: {option}.").format(option="--clearing 5830"),
            )
        return found

    def _names(self, accounts: Mapping[str, frozenset[int]]) -> dict[int, str]:
        ledger = LedgerSide(self._client)
        return {one: ledger.account_name(one) for one in sorted({one for all_ in accounts.values() for one in all_})}

    def _unseen(self, money: Money, payouts: Sequence[Payout], entries: Sequence[Entry]) -> list[str]:
        """Return the ids that should be on a voucher and are on none that was read: it may have left the accounts."""
        marks = by_mark(entries)
        paid_out = {member.id for payout in payouts for member in payout.members}
        wanted = [
            one.id
            for one in money.movements
            if one.id not in paid_out and not one.ruling.skip and not one.ruling.error and (one.amount or one.fee)
        ]
        if self._rulings.by_payout:
            wanted = [one.id for one in payouts if one.created < self._window.end]
        return [one for one in wanted if one not in marks]

    def _known(self, money: Money, payouts: Sequence[Payout], entries: Sequence[Entry]) -> Known:
        """Look up what else the vouchers of the window name."""
        listed = {one.id for one in (*money.movements, *money.later)} | {one.id for one in payouts}
        named = {
            mark: members
            for mark, members in by_mark(entries).items()
            if mark not in listed and any(one.day >= self._window.first for one in members)
        }
        dated = self._stripe.movements_by_id([one for one in named if not one.startswith(_PAYOUT)], self._rulings.of)
        more = self._stripe.payouts_by_id([one for one in named if one.startswith(_PAYOUT)])
        is_known = {one.id for one in dated} | {one.id for one in more}
        return Known(
            movements=money.movements,
            later=money.later,
            dated=dated,
            payouts=(*payouts, *more),
            strangers=[
                mark
                for mark, members in named.items()
                if mark not in is_known and any(one.day <= self._window.last for one in members)
            ],
            by_payout=self._rulings.by_payout,
        )


def _shared(accounts: Mapping[str, frozenset[int]], base_currency: str) -> bool:
    """Whether a foreign balance has its account in common with the balance in the agreement's currency."""
    own = accounts.get(base_currency, frozenset())
    return any(numbers & own for one, numbers in accounts.items() if one != base_currency)
