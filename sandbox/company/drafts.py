"""What goes into an invoice before it is worked out: lines, discounts, tax and the customer, without any sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.stripe.money.amounts import Coupon, TaxRule, line_amount

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from sandbox.company.catalogue import Catalogue, Priceable
    from sandbox.company.customers import Person

_MAJOR = {"dkk": "kr", "eur": "€", "usd": "$"}


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line: `amount` in minor units before discounts, `unit` in minor units or None on a proration.

    `days` is the service period from the invoice's date on, negative when it lies before it.
    """

    goods: Priceable
    amount: int
    description: str
    quantity: Decimal
    unit: Decimal | None
    tax: TaxRule | None
    coupon: Coupon | None = None
    proration: bool = False
    subscribed: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """One invoice to be made. `credit` is what the customer's balance pays of it, in minor units."""

    customer: Person
    currency: str
    lines: Sequence[LineDraft]
    coupon: Coupon | None = None
    shipping: int = 0
    shipping_tax: TaxRule | None = None
    credit: int = 0
    description: str | None = None
    footer: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    one_off: LineDraft | None = None

    @property
    def subscribed(self) -> bool:
        """Whether a subscription made it."""
        return any(line.subscribed for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a recipe draws from: chance, the catalogue, and the customers there are so far by segment."""

    rng: random.Random
    catalogue: Catalogue
    people: Mapping[str, Sequence[Person]]

    def happens(self, percent: int) -> bool:
        """True in that many of a hundred cases."""
        return self.rng.randrange(100) < percent

    def someone(self, segment: str) -> Person:
        """A customer of a segment; one of the first two recurs often, as regular customers do."""
        crowd = self.people[segment]
        return self.rng.choice(crowd[:2] if self.happens(25) else crowd)

    def line(  # noqa: PLR0913 - what a line can vary in
        self,
        key: str,
        tag: str,
        tax: TaxRule | None,
        quantity: str | int = 1,
        *,
        coupon: Coupon | None = None,
        note: str = "",
    ) -> LineDraft:
        """A line of catalogue goods at the list price."""
        goods = self.catalogue.find(key, tag)
        count = Decimal(quantity)
        amount = line_amount(count, goods.unit)
        text = described(goods, count, tag.split(maxsplit=1)[0]) + (f"\n{note}" if note else "")
        subscribed = goods.interval is not None
        return LineDraft(
            goods, amount, text, count, goods.unit, tax, coupon, subscribed=subscribed, days=30 if subscribed else 0
        )


def described(goods: Priceable, quantity: Decimal, currency: str) -> str:
    """A line's text as Stripe writes it: a subscription says what, how many and at what price."""
    if goods.interval is None:
        return goods.name
    major = goods.unit / 100
    price = f"{_MAJOR[currency]}{major:.2f}" if goods.unit == int(goods.unit) else f"{_MAJOR[currency]}{major}"
    return f"{quantity} × {goods.name} (at {price} / {goods.interval})"  # noqa: RUF001 - the sign Stripe writes
