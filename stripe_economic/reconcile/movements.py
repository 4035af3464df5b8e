"""Compares the movements of the balance with the vouchers that bear their ids, or their payouts' ids."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stripe_economic.reconcile.counterparts import Counterparts
from stripe_economic.reconcile.findings import FindingCode, Kind, Section
from stripe_economic.reconcile.sides import PAYMENTS, ZERO, by_mark
from stripe_economic.reconcile.sums import Sums
from stripe_economic.reconcile.units import Unit, unknown
from stripe_economic.reconcile.words import document
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.numbers import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from stripe_economic.reconcile.findings import Finding, Window
    from stripe_economic.reconcile.pools import Pools
    from stripe_economic.reconcile.sides import Entry, Movement, Payout

_PAYOUT, _CAME_BACK = "payout", "refund_failure"


@dataclass(frozen=True, slots=True)
class Known:
    """What Stripe knows of movements.

    Attributes:
        movements: of the window, and of the time before it where they are posted with their payout.
        later: those after the window.
        dated: those from before all that, which e-conomic has dated in the window or after it.
        payouts: with their members; those whose id is on a voucher, and where movements are posted with their payout
            all since the first of `movements`.
        strangers: ids on vouchers of the window that Stripe does not know.
        by_payout: whether movements are posted with their payout.
    """

    movements: Sequence[Movement]
    later: Sequence[Movement]
    dated: Sequence[Movement]
    payouts: Sequence[Payout]
    strangers: Iterable[str]
    by_payout: bool


@dataclass(slots=True)
class Compared:
    """What is found, and by currency what it makes of the difference at the end of the window.

    Attributes:
        section: what is found.
        explained: what has a reason not to be on the accounts.
        left_out: what is left out on purpose, one by one; a person may have posted it by hand.
    """

    section: Section
    explained: dict[str, Decimal]
    left_out: dict[str, list[Decimal]]


class Comparison:
    """One comparison.

    Args:
        known: Stripe's side.
        entries: e-conomic's.
        window: the days.
        pools: which accounts stand for which balance.
        customers: numbers of customers by the Stripe ids of the sales documents that they have.
    """

    def __init__(
        self, known: Known, entries: Iterable[Entry], window: Window, pools: Pools, customers: Mapping[str, int]
    ) -> None:
        self._customers = customers
        self._known = known
        self._marks = by_mark(entries)
        self._window = window
        self._pools = pools
        self._sums: defaultdict[str, Sums] = defaultdict(Sums)
        self._explained: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        self._left_out: defaultdict[str, list[Decimal]] = defaultdict(list)
        self._findings: list[Finding] = []
        # By movement, the payout that pays it out.
        self._paid_out_by = {member.id: payout for payout in known.payouts for member in payout.members}
        self._payouts = {payout.id: payout for payout in known.payouts}
        self._missing_payouts: set[str] = set()
        # Refunds that did not arrive: nothing is left of them to be credited.
        self._came_back = {one.source for one in self._all() if one.category == _CAME_BACK}

    def compare(self) -> Compared:
        """Return the section of the vouchers."""
        for movement in self._known.movements:
            if movement.created >= self._window.start:
                self._sums[movement.currency].moved(movement)
            self._movement(movement)
        for movement in (*self._known.later, *self._known.dated):
            if self._marks.get(movement.id):
                self._posted(self._unit(movement))
        for payout in self._known.payouts:
            if self._marks.get(payout.id):
                self._payout(payout)
        for one in self._known.strangers:
            self._stranger(one)
        rows = (sums.row(currency) for currency, sums in sorted(self._sums.items()))
        findings = sorted(self._findings, key=lambda one: (one.day, one.stripe_id))
        section = Section(kind=Kind.VOUCHERS, read=True, rows=tuple(rows), findings=tuple(findings))
        return Compared(section, dict(self._explained), dict(self._left_out))

    def _movement(self, movement: Movement) -> None:
        unit = self._unit(movement)
        payout = self._paid_out_by.get(movement.id)
        has_voucher = payout is not None and bool(self._marks.get(payout.id))
        if unit.entries:
            self._posted(unit, twice=payout if has_voucher else None)
        elif has_voucher:
            if unit.is_here:
                self._sums[movement.currency].posted(1, movement.net)
        elif movement.ruling.skip:
            self._explain(unit, FindingCode.LEFT_OUT, movement.ruling.skip)
        elif self._known.by_payout:
            self._unpaid(unit, movement, payout)
        elif movement.amount or movement.fee:
            self._missing(unit, movement)
        is_uncredited = movement.is_refund and movement.credit_note is None
        if unit.is_here and is_uncredited and movement.source not in self._came_back:
            said = _("The money went back, and no credit note takes the sale back.")
            self._findings.append(unit.finding(FindingCode.REFUND_WITHOUT_CREDIT_NOTE, said, explained=True))

    def _missing(self, unit: Unit, movement: Movement) -> None:
        """Tell of a movement that is on no voucher: why, where the mapping says it, which is no excuse for it."""
        if unit.is_here:
            said = f"{_('No voucher in e-conomic bears its id.')} {movement.ruling.error}".rstrip()
            self._findings.append(unit.finding(FindingCode.MISSING, said))

    def _unpaid(self, unit: Unit, movement: Movement, payout: Payout | None) -> None:
        """Tell of a movement whose payout is not in e-conomic.

        One that came back is no part of its payout but of a later one.
        """
        if payout is None and movement.category == _PAYOUT:
            payout = self._payouts.get(movement.payout or "")
        if payout is not None and payout.created < self._window.end and payout.is_over:
            self._missing_payout(payout)
        elif movement.amount or movement.fee:
            said = _("It is posted with its payout, which is still to come.")
            self._explain(unit, FindingCode.AWAITING_PAYOUT, said)

    def _missing_payout(self, payout: Payout) -> None:
        if payout.id in self._missing_payouts or payout.created < self._window.start:
            return
        self._missing_payouts.add(payout.id)
        unit = self._unit_of_payout(payout)
        said = _("It pays out {amount} {currency}, of which Stripe does not tell what.")
        if payout.members:
            said = plural(
                "It pays out {amount} {currency}, {count} movement.",
                "It pays out {amount} {currency}, {count} movements.",
                len(payout.members) - 1,
            )
        said = said.format(amount=amount(payout.amount), currency=payout.currency, count=len(payout.members) - 1)
        said = f"{_('No voucher in e-conomic bears its id.')} {said}"
        skipped = payout.told.left_out or (payout.told.reason if payout.told.is_skipped else "")
        if skipped:
            self._explain(unit, FindingCode.MISSING, f"{said} {skipped}")
        else:
            self._findings.append(unit.finding(FindingCode.MISSING, f"{said} {payout.told.reason}".rstrip()))

    def _payout(self, payout: Payout) -> None:
        unit = self._unit_of_payout(payout)
        self._judge(unit)
        if unit.is_here and unit.trouble is not None:
            self._sums[payout.currency].posted(0, unit.posted - unit.expected)

    def _posted(self, unit: Unit, twice: Payout | None = None) -> None:
        """Tell of a movement that has entries of its own."""
        if unit.is_here:
            self._sums[unit.currency].posted(len({one.voucher for one in unit.entries}), unit.posted)
        if twice is not None:
            said = _("It is posted by itself, and with its payout {payout} on {voucher} as well.").format(
                payout=twice.id, voucher=document(self._marks[twice.id][0].name)
            )
            self._findings.append(unit.finding(FindingCode.DUPLICATE, said))
        else:
            self._judge(unit)
            if unit.is_here and unit.trouble is None:
                self._look_across(unit)
        accounts = unit.members[0].ruling.unassigned
        if unit.is_here and sum((one.base for one in unit.entries if one.account in accounts), ZERO):
            said = _("Nobody could be found in e-conomic whose payment this is.")
            self._findings.append(unit.finding(FindingCode.CUSTOMER_UNKNOWN, said, explained=True))

    def _look_across(self, unit: Unit) -> None:
        """Tell where the other sides of what is right on the clearing account are not the mapping's."""
        (movement,) = unit.members
        named = (self._customers.get(one) for one in movement.ruling.documents)
        across = Counterparts(movement, unit, next((one for one in named if one is not None), None))
        if across.edited:
            self._findings.append(unit.finding(FindingCode.EDITED, across.edited))
        elif across.moved:
            self._findings.append(unit.finding(FindingCode.MOVED, across.moved, explained=True))

    def _judge(self, unit: Unit) -> None:
        found = unit.judged()
        if found is not None and found.explained:
            self._explained[unit.currency] += self._of_payments(unit)
        # What is apart at the end of the window is worth telling, whenever it was created.
        if found is not None and (unit.is_here or unit.is_dated_here or found.explained):
            self._findings.append(found)

    def _explain(self, unit: Unit, code: FindingCode, message: str) -> None:
        if code is FindingCode.LEFT_OUT:
            self._left_out[unit.currency].append(self._of_payments(unit))
        else:
            self._explained[unit.currency] += self._of_payments(unit)
        if unit.is_here and (unit.expected or code is not FindingCode.LEFT_OUT):
            self._findings.append(unit.finding(code, message, explained=True))

    def _of_payments(self, unit: Unit) -> Decimal:
        """What a unit makes of the ordinary balance's difference; the others are not compared."""
        return unit.apart if all(one.balance_type == PAYMENTS for one in unit.members) else ZERO

    def _stranger(self, stripe_id: str) -> None:
        entries = self._marks[stripe_id]
        touching = [one for one in entries if self._pools.currency(one) is not None]
        currency = (self._pools.currency(touching[0]) if touching else None) or self._pools.base_currency
        amount = sum((one.in_currency(currency, self._pools.base_currency) for one in touching), ZERO)
        self._sums[currency].posted(len({one.voucher for one in entries}), amount)
        self._findings.append(unknown(stripe_id, entries, currency, amount))

    def _unit(self, movement: Movement) -> Unit:
        accounts = self._pools.accounts_of(movement)
        entries = self._marks.get(movement.id, ())
        return Unit(movement, (movement,), entries, accounts, self._pools.base_currency, self._window)

    def _unit_of_payout(self, payout: Payout) -> Unit:
        members = payout.members or [one for one in self._all() if one.payout == payout.id]
        accounts, entries = self._pools.accounts(payout.currency), self._marks.get(payout.id, ())
        own = [one for one in members if one.payout == payout.id and one.category == _PAYOUT]
        moved = frozenset(amount for one in own for amount in (one.amount, one.net))
        return Unit(payout, members, entries, accounts, self._pools.base_currency, self._window, moved)

    def _all(self) -> Iterator[Movement]:
        yield from (*self._known.movements, *self._known.later, *self._known.dated)
