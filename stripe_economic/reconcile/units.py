"""What is posted as one: a movement, or all movements of a payout, beside the vouchers that bear its id."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stripe_economic.reconcile.findings import Finding, FindingCode, Kind
from stripe_economic.reconcile.sides import ZERO, named, shown
from stripe_economic.terminal.language import _
from stripe_economic.terminal.numbers import amount
from tap_stripe_invoices.records.currencies import exponent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from stripe_economic.reconcile.findings import Window
    from stripe_economic.reconcile.sides import Entry, Movement, Payout


@dataclass(frozen=True)
class Unit:
    """One Stripe id with its movements and its entries.

    Attributes:
        source: the movement or the payout that is posted.
        members: the movements it stands for, itself where it is one.
        entries: those that bear its id.
        accounts: where its effect is looked at.
        base_currency: the agreement's.
        window: the days.
        own: what one of its entries has to do to the accounts, any of these; empty where nothing is asked.
    """

    source: Movement | Payout
    members: Sequence[Movement]
    entries: Sequence[Entry]
    accounts: frozenset[int]
    base_currency: str
    window: Window
    own: frozenset[Decimal] = frozenset()

    @property
    def currency(self) -> str:
        """The currency of the balance that moved."""
        return self.source.currency

    @cached_property
    def expected(self) -> Decimal:
        """What its movements did to the balance."""
        return sum((one.net for one in self.members), ZERO)

    @cached_property
    def posted(self) -> Decimal:
        """What its vouchers do to the accounts, whatever their dates."""
        return self._on_accounts(self.entries)

    @property
    def is_here(self) -> bool:
        """Whether the source or one of its movements belongs to the window."""
        created = [self.source.created, *(one.created for one in self.members)]
        return any(self.window.start <= one < self.window.end for one in created)

    @property
    def is_dated_here(self) -> bool:
        """Whether an entry is dated in the window."""
        return any(self.window.first <= one.day <= self.window.last for one in self.entries)

    @cached_property
    def apart(self) -> Decimal:
        """What it makes of the difference between the balance and the accounts at the end of the window."""
        moved = sum((one.net for one in self.members if one.created < self.window.end), ZERO)
        return moved - self._on_accounts(one for one in self.entries if one.day <= self.window.last)

    @cached_property
    def trouble(self) -> FindingCode | None:
        """What is wrong with its vouchers; None where nothing is.

        e-conomic may split what was posted as one over several vouchers, which then come to the movement together
        and none of them alone. A voucher that leaves the accounts alone is a person's, such as one that moves a
        payment on to its customer; and one too many that another takes back is none too many.
        """
        effects = self._effects
        if len(effects) > 1 and (self.posted != self.expected or self.expected in effects):
            return FindingCode.DUPLICATE
        pays = not self.own or any(self.effect(one) in self.own for one in self.touching)
        return None if effects and pays and self.posted == self.expected else FindingCode.EDITED

    @cached_property
    def touching(self) -> Sequence[Entry]:
        """Its entries on the accounts."""
        return [one for one in self.entries if one.account in self.accounts]

    @cached_property
    def _effects(self) -> Sequence[Decimal]:
        """What each voucher on the accounts does to them, without pairs of which one takes the other back."""
        by_voucher: defaultdict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
        for one in self.touching:
            by_voucher[one.voucher] += self.effect(one)
        left: list[Decimal] = []
        for effect in by_voucher.values():
            # Of what comes to nothing as a whole, two halves may be opposites too.
            if self.expected and effect and -effect in left:
                left.remove(-effect)
            else:
                left.append(effect)
        return left

    def judged(self) -> Finding | None:
        """Return what is found about vouchers that are there."""
        if self.trouble is FindingCode.DUPLICATE:
            said = _(
                "It is on several vouchers. Delete those that are too many, or reverse them where they are booked."
            )
            return self.finding(FindingCode.DUPLICATE, said)
        if self.trouble is FindingCode.EDITED:
            if self.touching and not self._effects:
                return self.finding(
                    FindingCode.EDITED, _("Its vouchers take each other back, so that it is not posted.")
                )
            if self.posted == self.expected:
                said = _("Its voucher agrees as a whole, and does not move what it should one by one.")
                return self.finding(FindingCode.EDITED, said)
            said = _("Its voucher moves account {accounts} by {there} where Stripe moved {here}.")
            if not self.accounts:
                said = _("Its voucher moves no account by {there} where Stripe moved {here}.")
            said = said.format(
                accounts=", ".join(str(number) for number in sorted(self.accounts)),
                there=amount(shown(self.posted, self.currency)),
                here=amount(shown(self.expected, self.currency)),
            )
            return self.finding(FindingCode.EDITED, said)
        if self.apart:
            days = ", ".join(sorted({one.day.isoformat() for one in self.entries}))
            said = _("It is of {day} in Stripe and dated {days} in e-conomic.").format(day=self.source.day, days=days)
            return self.finding(FindingCode.DATED_LATER, said, explained=True)
        return None

    def finding(self, code: FindingCode, message: str, *, explained: bool = False) -> Finding:
        """Return a finding about it."""
        return Finding(
            kind=Kind.VOUCHERS,
            code=code,
            stripe_id=self.source.id,
            document=named(self.entries) or None,
            day=self.source.day,
            currency=self.currency,
            exponent=exponent(self.currency),
            stripe_amount=self._amount,
            ledger_amount=shown(self.posted, self.currency) if self.entries else None,
            explained=explained,
            message=message,
            url=self.source.url,
        )

    @property
    def _amount(self) -> Decimal:
        return shown(self.expected, self.currency)

    def effect(self, entry: Entry) -> Decimal:
        """Return what an entry does to its side, in the currency of the balance."""
        return entry.in_currency(self.currency, self.base_currency)

    def _on_accounts(self, entries: Iterable[Entry]) -> Decimal:
        return sum((self.effect(one) for one in entries if one.account in self.accounts), ZERO)


def unknown(stripe_id: str, entries: Sequence[Entry], currency: str, effect: Decimal) -> Finding:
    """Return the finding about entries with an id that Stripe does not know."""
    day: date = min(one.day for one in entries)
    return Finding(
        kind=Kind.VOUCHERS,
        code=FindingCode.NOT_IN_STRIPE,
        stripe_id=stripe_id,
        document=named(entries),
        day=day,
        currency=currency,
        exponent=exponent(currency),
        stripe_amount=None,
        ledger_amount=shown(effect, currency),
        explained=False,
        message=_("Its text ends in a Stripe id, and this Stripe account does not know it."),
    )
