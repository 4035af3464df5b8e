"""What the objects of an account come to: counts by kind, money by category of movement and by currency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.company.schedule import stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(slots=True)
class Category:
    """The movements of one reporting category, øre."""

    count: int = 0
    amount: int = 0
    fee: int = 0
    net: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """Known totals.

    Attributes:
        objects: How many objects of each kind, deleted ones included.
        invoices: How many invoices of each status.
        invoiced: The `total` of paid invoices, minor units by currency.
        paid: The `amount_paid` of paid invoices, minor units by currency.
        charged: The `amount` of charges that succeeded, minor units by currency.
        credited: The `total` of credit notes that are not void, minor units by currency.
        refunded: The `amount` of refunds that succeeded, minor units by currency.
        categories: Movements of the balance by reporting category.
        paid_out: The `amount` of payouts that did not fail, by currency.
    """

    objects: Counter[str] = field(default_factory=Counter)
    invoices: Counter[str] = field(default_factory=Counter)
    invoiced: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)
    credited: Counter[str] = field(default_factory=Counter)
    refunded: Counter[str] = field(default_factory=Counter)
    categories: dict[str, Category] = field(default_factory=dict)
    paid_out: Counter[str] = field(default_factory=Counter)

    @property
    def balance(self) -> int:
        """What is on the account's balance in the end, øre, pending money included."""
        return sum(category.net for category in self.categories.values())


def totals(seed: int = 1, invoices: int = 40) -> Totals:
    """The totals of the company that `stream` makes up from the same seed and number."""
    return sum_up(stream(seed, invoices))


def sum_up(objects: Iterable[Mapping[str, Any]]) -> Totals:
    """The totals of any objects."""
    found = Totals()
    for item in objects:
        kind = item["object"]
        found.objects[kind] += 1
        if not item.get("deleted"):
            _add(found, kind, item)
    return found


def _add(found: Totals, kind: str, item: Mapping[str, Any]) -> None:
    if kind == "balance_transaction":
        category = found.categories.setdefault(item["reporting_category"], Category())
        category.count += 1
        category.amount += item["amount"]
        category.fee += item["fee"]
        category.net += item["net"]
    elif kind == "invoice":
        found.invoices[item["status"]] += 1
        if item["status"] == "paid":
            found.invoiced[item["currency"]] += item["total"]
            found.paid[item["currency"]] += item["amount_paid"]
    elif kind == "charge" and item["status"] == "succeeded":
        found.charged[item["currency"]] += item["amount"]
    elif kind == "credit_note" and item["status"] == "issued":
        found.credited[item["currency"]] += item["total"]
    elif kind == "refund" and item["status"] == "succeeded":
        found.refunded[item["currency"]] += item["amount"]
    elif kind == "payout" and item["status"] != "failed":
        found.paid_out[item["currency"]] += item["amount"]
