"""The account's balance through the year: weekly payouts, Stripe's monthly bill, and what else moves money.

The cashier is told of every movement as it is made up, and gives the objects of the calendar when the year has come
that far. It remembers the movements that were not paid out yet, and nothing else.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from sandbox.company.timeline import CLOSING, DAY, OPENING
from sandbox.stripe.money import payouts
from sandbox.stripe.money.amounts import round_half_up
from sandbox.stripe.money.balance import movement
from sandbox.stripe.objects.ids import long_id, randomness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JsonObject = dict[str, Any]

PRESENT = CLOSING
"""The moment as of which money is available or still pending."""

_HOUR = 3_600
_WEEK = 7 * DAY
_FIRST_PAYOUT = OPENING // DAY * DAY + _WEEK + 4 * _HOUR  # Mondays, 04:00 UTC
_DAILY_FROM = 1_769_472_000 + 4 * _HOUR  # 2026-01-27, a Tuesday: for the rest of that week the bank is paid daily
_DAILY_UNTIL = _DAILY_FROM + 5 * DAY  # 2026-02-01, a Sunday, when Stripe's bill for January is all there is
_FAILING_FROM = 1_780_272_000  # 2026-06-01: the first payout from then on comes back
_BILLED = (
    1_769_904_000, 1_772_323_200, 1_775_001_600, 1_777_593_600, 1_780_272_000,
    1_782_864_000, 1_785_542_400, 1_788_220_800, 1_790_812_800, 1_793_491_200,
)  # fmt: skip
"""The first moment of each month, UTC: Stripe bills by UTC months."""
_BASE_BILL, _BILL_SHARE = 7_000, 250
_OTHERS = (
    (1_773_129_600, "topup", "topup", 500_000, "Top-up from the bank account"),
    (1_778_587_200, "adjustment", "other_adjustment", 4_200, "Correction of a fee charged twice"),
    (1_781_524_800, "reserve_transaction", "risk_reserved_funds", -250_000, "Reserve held"),
    (1_786_723_200, "reserve_transaction", "risk_reserved_funds", 250_000, "Reserve released"),
)
"""A top-up, an adjustment, a reserve held and released: moment, type, category, øre and text."""


class Cashier:
    """Collects movements and gives the calendar's objects in order."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._open: list[tuple[int, str, int]] = []
        self._volume: dict[int, int] = {}
        self._calendar: list[tuple[int, int, Callable[[int], Iterator[JsonObject]]]] = []
        self._failed = False
        for moment in _BILLED:
            heappush(self._calendar, (moment + _HOUR // 2, 1, self._bill))
        for row in _OTHERS:
            heappush(self._calendar, (row[0], 2, self._other))
        days = {*range(_FIRST_PAYOUT, CLOSING, _WEEK), *range(_DAILY_FROM, _DAILY_UNTIL + 1, DAY)}
        for moment in days:
            heappush(self._calendar, (moment, 3, self._pay_out))

    def take(self, moved: JsonObject) -> JsonObject:
        """Remember a movement until it is paid out; gives it back."""
        heappush(self._open, (moved["available_on"], moved["id"], moved["net"]))
        if moved["reporting_category"] == "charge":
            month = sum(moved["created"] >= start for start in _BILLED)
            self._volume[month] = self._volume.get(month, 0) + moved["amount"]
        return moved

    def until(self, moment: int) -> Iterator[JsonObject]:
        """What the calendar brings up to a moment; every movement available by then must have been taken."""
        while self._calendar and self._calendar[0][0] <= moment:
            due, _, bring = heappop(self._calendar)
            yield from bring(due)

    def _pay_out(self, moment: int) -> Iterator[JsonObject]:
        members, amount = [], 0
        while self._open and self._open[0][0] <= moment:
            _, identifier, net = heappop(self._open)
            members.append(identifier)
            amount += net
        if not amount:
            for identifier in members:
                heappush(self._open, (moment, identifier, 0))
            return
        rng = randomness(self._seed, "payout", moment)
        made, moved = payouts.payout(amount, moment, rng, automatic=True, present=PRESENT)
        yield moved
        if moment >= _FAILING_FROM and amount > 0 and not self._failed:
            self._failed = True
            changes, back = payouts.failure(made, moment + 4 * DAY, rng, present=PRESENT)
            made |= changes
            yield self.take(back)
        yield made | {payouts.MEMBERS: [moved["id"], *members]}

    def _bill(self, moment: int) -> Iterator[JsonObject]:
        """Stripe's fee for its invoicing in the month before: a fixed part and 0.4 % of what was charged."""
        month = sum(moment >= start for start in _BILLED) - 1
        amount = _BASE_BILL + round_half_up(Fraction(self._volume.pop(month, 0), _BILL_SHARE))
        yield self.take(
            movement(
                long_id(randomness(self._seed, "bill", moment), "txn"),
                "stripe_fee",
                "fee",
                -amount,
                moment,
                source=None,
                description=f"Billing - Usage Fee (2026-{month + 1:02d})",
                present=PRESENT,
            )
        )

    def _other(self, moment: int) -> Iterator[JsonObject]:
        _, kind, category, amount, text = next(row for row in _OTHERS if row[0] == moment)
        identifier = long_id(randomness(self._seed, kind, moment), "txn")
        yield self.take(
            movement(identifier, kind, category, amount, moment, source=None, description=text, present=PRESENT)
        )
