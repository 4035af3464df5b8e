"""Stripe's arithmetic: every made-up invoice adds up by identities that do not come from the code that made it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company import generate
from sandbox.stripe.money import amounts
from sandbox.stripe.money.amounts import Coupon, TaxRule

JsonObject = dict[str, Any]
minor = st.integers(min_value=-10_000_000, max_value=10_000_000)


def rule(behavior: str, percent: str = "25.0") -> TaxRule:
    return TaxRule(Decimal(percent), behavior, "standard_rated", "txr_x")


def check_line(line: JsonObject, rates: dict[str, JsonObject]) -> None:
    off = sum(entry["amount"] for entry in line["discount_amounts"])
    left = line["amount"] - off
    assert line["subtotal"] == line["amount"]
    assert line["pretax_credit_amounts"] == [{**entry, "type": "discount"} for entry in line["discount_amounts"]]
    assert line["quantity"] == int(Decimal(line["quantity_decimal"]))
    unit = line["pricing"]["unit_amount_decimal"]
    if unit is not None:
        exact = Decimal(unit) * Decimal(line["quantity_decimal"])
        assert line["amount"] == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    for tax in line["taxes"]:
        percent = rates[tax["tax_rate_details"]["tax_rate"]]["percentage"]
        inclusive = tax["tax_behavior"] == "inclusive"
        assert tax["taxable_amount"] == (left - tax["amount"] if inclusive else left)
        exact = left * percent / (100 + percent if inclusive else 100)
        assert tax["amount"] == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def check_invoice(invoice: JsonObject, discounts: dict[str, JsonObject]) -> None:
    lines = invoice["lines"]["data"]
    taxes = [tax for line in lines for tax in line["taxes"]]
    off = [entry for line in lines for entry in line["discount_amounts"]]
    item_off = [entry for entry in off if discounts[entry["discount"]]["invoice_item"]]
    postage = invoice["shipping_cost"] or {"amount_subtotal": 0, "amount_tax": 0, "amount_total": 0}
    gross_of_lines = sum(line["amount"] for line in lines) - sum(entry["amount"] for entry in off)
    added = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    all_tax = sum(tax["amount"] for tax in invoice["total_taxes"])

    assert invoice["total"] == gross_of_lines + added + postage["amount_total"]
    assert invoice["total"] - invoice["total_excluding_tax"] == all_tax
    assert all_tax == sum(tax["amount"] for tax in taxes) + postage["amount_tax"]
    assert invoice["subtotal"] == sum(line["amount"] for line in lines) - sum(entry["amount"] for entry in item_off)
    assert invoice["subtotal_excluding_tax"] <= max(invoice["subtotal"], 0)
    assert sum(entry["amount"] for entry in invoice["total_discount_amounts"]) == sum(
        entry["amount"] for entry in off
    )
    assert postage["amount_subtotal"] + postage["amount_tax"] == postage["amount_total"]
    ending = invoice["ending_balance"] or 0 if invoice["status"] != "draft" else invoice["starting_balance"]
    moved, credited = ending - invoice["starting_balance"], invoice["pre_payment_credit_notes_amount"]
    assert invoice["amount_due"] == invoice["total"] - moved - credited
    assert invoice["amount_due"] - invoice["amount_paid"] == invoice["amount_remaining"]
    if invoice["status"] == "paid":
        assert invoice["amount_remaining"] == 0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(min_value=0, max_value=1 << 40), invoices=st.integers(min_value=1, max_value=120))
def test_every_made_up_invoice_adds_up(seed: int, invoices: int) -> None:
    objects = generate(seed, invoices)
    rates = {item["id"]: item for item in objects if item["object"] == "tax_rate"}
    discounts = {item["id"]: item for item in objects if item["object"] == "discount"}
    made = [item for item in objects if item["object"] == "invoice"]
    assert len([item for item in made if item["status"] == "paid"]) == invoices
    for invoice in made:
        for line in invoice["lines"]["data"]:
            check_line(line, rates)
        check_invoice(invoice, discounts)


@given(base=minor, percent=st.decimals(min_value="0", max_value="40", places=4))
def test_an_inclusive_tax_and_its_net_make_up_the_price(base: int, percent: Decimal) -> None:
    tax, net = amounts.tax_on(base, rule("inclusive", str(percent)))
    assert tax + net == base
    assert abs(Fraction(tax) - base * Fraction(percent) / (100 + Fraction(percent))) <= Fraction(1, 2)


@given(base=minor)
def test_a_tax_is_rounded_half_up_and_is_the_same_for_a_credit(base: int) -> None:
    tax, taxable = amounts.tax_on(base, rule("exclusive"))
    assert taxable == base
    assert amounts.tax_on(-base, rule("exclusive"))[0] == -tax
    assert tax == int((Decimal(base) / 4).quantize(Decimal(1), ROUND_HALF_UP))


@given(amount=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_a_discount_spread_over_lines_sums_to_itself_and_exceeds_no_line(amount: int, weights: list[int]) -> None:
    parts = amounts.spread(amount, weights)
    assert sum(parts) == min(amount, sum(weights))
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(amount=minor, percent=st.decimals(min_value="0", max_value="100", places=2))
def test_a_coupon_never_takes_more_than_there_is(amount: int, percent: Decimal) -> None:
    for coupon in (Coupon("a", "a", percent_off=percent), Coupon("b", "b", amount_off=50_000, currency="dkk")):
        assert 0 <= amounts.discounted(amount, coupon) <= max(amount, 0)


def test_a_whole_oere_is_kept_and_a_half_goes_away_from_zero() -> None:
    assert [amounts.round_half_up(Fraction(n, 2)) for n in (-3, -2, -1, 0, 1, 2, 3)] == [-2, -1, -1, 0, 1, 1, 2]
