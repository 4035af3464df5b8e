"""Where a movement stands beside the clearing account, and where the mapping says that it should.

That the clearing account is right says nothing of what was posted against it. Two questions, with two answers:

- Are the amounts right? The customer has the whole of what was paid, and each fee is there. A voucher in which a
  krone went from the one to the other is wrong, whoever did it.
- Are they on the accounts of the mapping, and on the customer of the sales document? A person may have moved them on
  purpose, in the voucher or by another one with the same id, and whoever reads about it knows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stripe_economic.reconcile.sides import ZERO, shown
from stripe_economic.terminal.language import _
from stripe_economic.terminal.numbers import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from stripe_economic.reconcile.sides import Entry, Movement, Ruling
    from stripe_economic.reconcile.units import Unit

# An account's number, or a customer's; where that is None the customer is not known.
_Side = tuple[str, int | None]
_ACCOUNT, _CUSTOMER = "account", "customer"
_NOBODY: _Side = (_CUSTOMER, None)


@dataclass(frozen=True)
class Counterparts:
    """The other sides of one movement that is on vouchers, and right on the clearing account.

    Attributes:
        movement: with what the mapping posts for it.
        unit: its entries.
        customer: number of the customer of its sales document; None where no document in e-conomic tells.
    """

    movement: Movement
    unit: Unit
    customer: int | None

    @property
    def edited(self) -> str:
        """What is wrong with the amounts; empty where they are right, or where the books do not tell.

        Of vouchers that leave the clearing account alone nothing is asked: they are a person's.
        """
        own = {one.voucher for one in self.unit.touching}
        there = self._there(one for one in self.unit.entries if one.voucher in own)
        if not self._is_said or sum(there.values(), self.unit.posted):
            # A line that is not told of, such as that of VAT without a text.
            return ""
        of_customers, wanted = _of_customers(there), _of_customers(self._wanted)
        moved_whole = Counter(_amounts(there)) == Counter(_amounts(self._wanted))
        if of_customers == wanted or moved_whole or self._is_of_exchange(there):
            return ""
        said = _("The clearing account is right, and its other sides are {there} where the mapping says {wanted}.")
        return said.format(there=self._listed(there), wanted=self._listed(self._wanted))

    @property
    def moved(self) -> str:
        """Where it stands in place of where it should; empty where nothing stands elsewhere."""
        if not self._is_said:
            return ""
        there, wanted = self._there(self.unit.entries), dict(self._wanted)
        if self.customer is None and any(side == _CUSTOMER and number for side, number in there):
            # Whoever's it is.
            there = _merged(there)
        gone = {side: by for side, by in wanted.items() if by and not there.get(side)}
        new = {side: by for side, by in there.items() if by and side not in wanted}
        if not gone or not new:
            return ""
        return _("It stands on {there} where the mapping says {wanted}.").format(
            there=self._listed(new), wanted=self._listed(gone)
        )

    @property
    def _ruling(self) -> Ruling:
        return self.movement.ruling

    @property
    def _is_said(self) -> bool:
        """Whether the mapping says the other sides; with another clearing account than its own it does not."""
        return bool(self._ruling.postings) and self._ruling.clearing in self.unit.accounts

    @cached_property
    def _wanted(self) -> Mapping[_Side, Decimal]:
        sums: defaultdict[_Side, Decimal] = defaultdict(lambda: ZERO)
        for one in self._ruling.postings:
            sums[(_CUSTOMER, self.customer) if one.account is None else (_ACCOUNT, one.account)] += one.amount
        return sums

    def _there(self, entries: Iterable[Entry]) -> dict[_Side, Decimal]:
        """Return what entries do to each side; what waits for its customer is the customer's, and so is exchange."""
        sums: defaultdict[_Side, Decimal] = defaultdict(lambda: ZERO)
        expected = _NOBODY if self.customer is None else (_CUSTOMER, self.customer)
        for one in entries:
            if one.account in self.unit.accounts:
                continue
            is_waiting = one.account in self._ruling.unassigned | self._ruling.exchange
            side = (_ACCOUNT, one.account) if one.customer is None else (_CUSTOMER, one.customer)
            sums[expected if is_waiting and one.customer is None else side] += self.unit.effect(one)
        return dict(sums)

    def _is_of_exchange(self, there: Mapping[_Side, Decimal]) -> bool:
        """Whether only the customer's part differs, in a currency of its own: the mapping had other accounts then."""
        own = [one for one in self.unit.entries if one.customer is not None]
        fees = {side: by for side, by in self._wanted.items() if side[0] == _ACCOUNT}
        return any(one.currency != self.unit.currency for one in own) and all(
            there.get(side) == by for side, by in fees.items()
        )

    def _listed(self, sides: Mapping[_Side, Decimal]) -> str:
        return ", ".join(
            f"{_named(side)} ({amount(shown(by, self.unit.currency))})"
            for side, by in sorted(sides.items(), key=str)
            if by
        )


def _of_customers(sides: Mapping[_Side, Decimal]) -> Decimal:
    return sum((by for (kind, _number), by in sides.items() if kind == _CUSTOMER), ZERO)


def _amounts(sides: Mapping[_Side, Decimal]) -> list[Decimal]:
    """Return the amounts by side, of all customers together."""
    return [by for by in (_of_customers(sides), *(by for side, by in sides.items() if side[0] == _ACCOUNT)) if by]


def _merged(sides: Mapping[_Side, Decimal]) -> dict[_Side, Decimal]:
    return {side: by for side, by in sides.items() if side[0] == _ACCOUNT} | {_NOBODY: _of_customers(sides)}


def _named(side: _Side) -> str:
    kind, number = side
    if number is None:
        return _("its customer")
    return (_("account {number}") if kind == _ACCOUNT else _("customer {number}")).format(number=number)
