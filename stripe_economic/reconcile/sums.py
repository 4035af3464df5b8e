"""What movements come to, on both sides and by Stripe's categories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stripe_economic.reconcile.findings import Category, Figures, Row
from stripe_economic.reconcile.sides import ZERO, shown
from tap_stripe_invoices.records.currencies import exponent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from stripe_economic.reconcile.sides import Movement


@dataclass(slots=True)
class Sums:
    """One currency: how many movements there were in Stripe and in e-conomic, and what they came to."""

    count: int = 0
    net: Decimal = ZERO
    fee: Decimal = ZERO
    gross: Decimal = ZERO
    ledger_count: int = 0
    ledger_net: Decimal = ZERO

    def moved(self, movement: Movement) -> None:
        """Add a movement in Stripe."""
        self.count += 1
        self.net += movement.net
        self.fee += movement.fee
        self.gross += movement.amount

    def posted(self, count: int, net: Decimal) -> None:
        """Add what e-conomic has: how many postings, and what they do to the balance."""
        self.ledger_count += count
        self.ledger_net += net

    def row(self, currency: str) -> Row:
        """Return both sides beside each other."""
        net, fee, gross = (shown(one, currency) for one in (self.net, self.fee, self.gross))
        ledger = Figures(self.ledger_count, shown(self.ledger_net, currency), None, None)
        return Row(currency, exponent(currency), Figures(self.count, net, fee, gross), ledger)


def categories(movements: Iterable[Movement]) -> tuple[Category, ...]:
    """Return what movements come to by Stripe's reporting category and currency."""
    sums: defaultdict[tuple[str, str], list[Movement]] = defaultdict(list)
    for one in movements:
        sums[one.category, one.currency].append(one)
    return tuple(
        Category(
            name,
            currency,
            exponent(currency),
            len(members),
            shown(sum((one.amount for one in members), ZERO), currency),
            shown(sum((one.fee for one in members), ZERO), currency),
            shown(sum((one.net for one in members), ZERO), currency),
        )
        for (name, currency), members in sorted(sums.items())
    )
