"""An invoice's sums from its lines; see `amounts` for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.stripe.money import amounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Postage:
    """What the shipping costs before tax, the tax on it, and the id of Stripe's shipping rate."""

    amount: int
    rule: amounts.TaxRule | None
    rate: str | None


def tax_entry(rule: amounts.TaxRule, amount: int, taxable: int) -> JsonObject:
    """One element of `taxes` or `total_taxes`, amounts in minor units."""
    return {
        "amount": amount,
        "tax_behavior": rule.behavior,
        "tax_rate_details": {"tax_rate": rule.rate},
        "taxability_reason": rule.reason,
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def totals(priced: Sequence[amounts.Priced], lines: Sequence[JsonObject], postage: Postage | None) -> JsonObject:
    """The invoice's properties that are sums of its lines (Stripe's line items) and its shipping."""
    shipping = postage.amount if postage else 0
    postage_tax, taxable = amounts.tax_on(shipping, postage.rule if postage else None)
    taxes = [entry for line in lines for entry in line["taxes"]]
    if postage and postage.rule:
        taxes.append(tax_entry(postage.rule, postage_tax, taxable))
    subtotal = sum(line.amount - line.item_discount for line in priced)
    total = sum(line.after_discounts + line.added_tax for line in priced) + shipping + postage_tax
    all_tax = sum(entry["amount"] for entry in taxes)
    off = by_discount(line["discount_amounts"] for line in lines)
    cost = {
        "amount_subtotal": shipping,
        "amount_tax": postage_tax,
        "amount_total": shipping + postage_tax,
        "shipping_rate": postage.rate if postage else None,
    }
    return {
        "amount_shipping": shipping,
        "shipping_cost": cost if postage else None,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - sum(line.subtotal_tax for line in priced),
        "total": total,
        "total_discount_amounts": [{"amount": off[key], "discount": key} for key in off],
        "total_excluding_tax": total - all_tax,
        "total_pretax_credit_amounts": [{"amount": off[key], "discount": key, "type": "discount"} for key in off],
        "total_taxes": by_rate(taxes),
    }


def by_discount(lists: Iterable[Sequence[JsonObject]]) -> dict[str, int]:
    """The sums of `discount_amounts` by discount."""
    sums: dict[str, int] = {}
    for entries in lists:
        for entry in entries:
            sums[entry["discount"]] = sums.get(entry["discount"], 0) + entry["amount"]
    return sums


def by_rate(taxes: Sequence[JsonObject]) -> list[JsonObject]:
    """The elements of `taxes` summed by tax rate, as Stripe's `total_taxes`."""
    sums: dict[str, JsonObject] = {}
    for entry in taxes:
        rate = entry["tax_rate_details"]["tax_rate"]
        known = sums.setdefault(rate, {**entry, "amount": 0, "taxable_amount": 0})
        known["amount"] += entry["amount"]
        known["taxable_amount"] += entry["taxable_amount"]
    return list(sums.values())
