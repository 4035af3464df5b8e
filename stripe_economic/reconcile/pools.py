"""Which accounts stand for which balance, and to which balance an entry on them belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe_economic.reconcile.sides import PAYMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stripe_economic.reconcile.sides import Entry, Movement


class Pools:
    """The accounts of each balance. One account may stand for the balances of several currencies.

    Args:
        accounts: by currency, those that stand for the ordinary balance.
        base_currency: the agreement's.
        movements: all that are known, whose entries belong to the currency that they moved.
        adjustments: the vouchers, by year and number, with entries without a Stripe id on the accounts of exchange
            gains and losses.
    """

    def __init__(
        self,
        accounts: Mapping[str, frozenset[int]],
        base_currency: str,
        movements: Iterable[Movement],
        adjustments: Iterable[tuple[str, int]] = (),
    ) -> None:
        self._accounts = accounts
        self._adjustments = frozenset(adjustments)
        self._currencies = {one.id: one.currency for one in movements}
        self.base_currency = base_currency

    @property
    def currencies(self) -> list[str]:
        """The currencies of the balances, in alphabetical order."""
        return sorted(self._accounts)

    def accounts(self, currency: str) -> frozenset[int]:
        """Return the accounts that stand for the ordinary balance in a currency."""
        return self._accounts.get(currency, frozenset())

    def accounts_of(self, movement: Movement) -> frozenset[int]:
        """Return the accounts that a movement is posted against; the mapping has the word for other balances."""
        if movement.balance_type == PAYMENTS or movement.ruling.clearing is None:
            return self.accounts(movement.currency)
        return frozenset({movement.ruling.clearing})

    def currency(self, entry: Entry) -> str | None:
        """Return the currency of the balance that an entry belongs to; None where it touches none.

        A charge in a foreign currency that Stripe paid into the balance of another is posted in the charge's own;
        what Stripe knows of the movement decides. Where that is not read, it is a balance in the entry's currency,
        if there is one.
        """
        held = [one for one, accounts in self._accounts.items() if entry.account in accounts]
        known = self._currencies.get(entry.mark or "")
        if known in held:
            return known
        if self.adjusts(entry):
            return None
        if entry.currency in held:
            return entry.currency
        return self.base_currency if self.base_currency in held else None

    def adjusts(self, entry: Entry) -> str | None:
        """Return the foreign balance whose account an entry brings to another rate; None for other entries.

        On an account of its own any entry in the agreement's currency does that. On one that it shares with the
        balance in that currency, only one against exchange gains and losses does: others are money. Where several
        foreign balances share an account nobody can tell which; it is then named by the first.
        """
        if entry.mark is not None or entry.currency != self.base_currency:
            return None
        held = [one for one in self.currencies if entry.account in self._accounts[one]]
        foreign = next((one for one in held if one != self.base_currency), None)
        return foreign if self.base_currency not in held or entry.voucher in self._adjustments else None
