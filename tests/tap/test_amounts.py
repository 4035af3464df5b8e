"""What a line nets, and that Stripe's totals are met to the minor unit or the invoice says why not."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.amounts import count_invoice, count_line
from tap_stripe_invoices.records.currencies import exponent

RECORDED = Path(__file__).parents[3] / "shared" / "stripe" / "recorded"


def tax(amount: int, behavior: str = "exclusive") -> dict[str, Any]:
    return {"amount": amount, "tax_behavior": behavior, "type": "tax_rate_details"}


def line(amount: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # properties of any kind
    return {"id": "il_1", "amount": amount, "discount_amounts": [], "taxes": [], "pretax_credit_amounts": []} | more


def invoice(lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:  # noqa: ANN401  # properties of any kind
    return {
        "id": "in_1",
        "currency": "dkk",
        "livemode": False,
        "lines": lines,
        "shipping_cost": None,
        "total_excluding_tax": None,
        "total_taxes": None,
    } | more


@pytest.mark.parametrize(
    ("given_line", "net", "tax_amount", "gross", "discount"),
    [
        (line(10000, taxes=[tax(2500)]), 10000, 2500, 12500, 0),
        (line(9999, taxes=[tax(2000, "inclusive")]), 7999, 2000, 9999, 0),
        (line(10000), 10000, 0, 10000, 0),
        (
            line(10000, discount_amounts=[{"amount": 1000}, {"amount": 500}], taxes=[tax(2125)]),
            8500,
            2125,
            10625,
            1500,
        ),
        (line(10000, discount_amounts=[{"amount": 10000}], taxes=[tax(0)]), 0, 0, 0, 10000),
        (line(12500, discount_amounts=[{"amount": 2500}], taxes=[tax(2000, "inclusive")]), 8000, 2000, 10000, 2500),
        (line(10000, taxes=[tax(500, "inclusive"), tax(950)]), 9500, 1450, 10950, 0),
        (line(-5000, taxes=[tax(-1250)]), -5000, -1250, -6250, 0),
        (line(10000, taxes=None, discount_amounts=None, pretax_credit_amounts=None), 10000, 0, 10000, 0),
        (
            line(
                10000,
                discount_amounts=[{"amount": 1000}],
                pretax_credit_amounts=[
                    {"amount": 1000, "type": "discount"},
                    {"amount": 4000, "type": "credit_balance_transaction"},
                ],
                taxes=[tax(1250)],
            ),
            5000,
            1250,
            6250,
            1000,
        ),
    ],
    ids=[
        "tax on top",
        "tax inside",
        "no tax",
        "two discounts",
        "free",
        "discount on a price with tax inside",
        "one tax inside and one on top",
        "a proration that gives back",
        "nulls where lists could be",
        "billing credits come off before tax, and are no discount",
    ],
)
def test_a_line_has_its_net_tax_gross_and_discount(
    given_line: dict[str, Any], net: int, tax_amount: int, gross: int, discount: int
) -> None:
    amounts = count_line(given_line, "in_1")

    assert (amounts.net, amounts.tax, amounts.gross, amounts.discount) == (net, tax_amount, gross, discount)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("dkk", 2), ("EUR", 2), ("jpy", 0), ("kwd", 3), ("isk", 2), ("ugx", 2), ("krw", 0), ("tnd", 3)],
)
def test_decimals_are_stripes_and_not_the_iso_standards(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


def test_shipping_becomes_the_last_line_of_its_own_kind() -> None:
    shipped = invoice(
        [line(10000, taxes=[tax(2500)])],
        shipping_cost={
            "amount_subtotal": 4900,
            "amount_tax": 1225,
            "amount_total": 6125,
            "shipping_rate": "shr_1",
        },
        total=18625,
        total_excluding_tax=14900,
        total_taxes=[tax(3725)],
    )

    count_invoice(shipped)

    item, shipping = shipped["lines"]
    assert item["kind"] == "item"
    assert shipping["id"] == "in_1-shipping"
    assert shipping["kind"] == "shipping"
    assert shipping["description"] == "Shipping"
    assert (shipping["net"], shipping["tax"], shipping["gross"]) == (4900, 1225, 6125)
    assert (shipping["quantity"], shipping["product"], shipping["period"]) == (1, None, None)
    assert shipped["amounts"] == {"net": 14900, "tax": 3725, "gross": 18625, "exponent": 2}


def test_free_shipping_is_no_line() -> None:
    shipped = invoice(
        [line(100)], shipping_cost={"amount_subtotal": 0, "amount_tax": 0, "amount_total": 0}, total=100
    )

    count_invoice(shipped)

    assert [one["kind"] for one in shipped["lines"]] == ["item"]


@pytest.mark.parametrize("totals", [{"total": 12501}, {"total_excluding_tax": 9999}, {"total_taxes": [tax(2499)]}])
def test_an_invoice_whose_lines_do_not_lead_to_its_totals_says_so(totals: dict[str, Any]) -> None:
    right = {"total": 12500, "total_excluding_tax": 10000, "total_taxes": [tax(2500)]}
    wrong = invoice([line(10000, taxes=[tax(2500)])], **(right | totals))

    with pytest.raises(ObjectError, match="in_1") as caught:
        count_invoice(wrong)

    assert caught.value.code == "amounts_do_not_add_up"
    assert wrong["amounts"]["gross"] == 12500


@pytest.mark.parametrize("amount", [None, "100", Decimal("100.5"), True])
def test_an_amount_that_is_no_whole_number_is_refused_with_its_line_and_invoice(amount: object) -> None:
    with pytest.raises(ObjectError) as caught:
        count_invoice(invoice([line(100), line(100) | {"id": "il_2", "amount": amount}], total=200))

    assert caught.value.code == "object_malformed"
    assert "amount of line il_2 of invoice in_1 is not a whole number" in caught.value.message


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (
            {"lines": [line(100, taxes=[{"amount": "25"}])]},
            "amount of an entry in taxes of line il_1 of invoice in_1",
        ),
        ({"lines": [line(100, discount_amounts=5)]}, "discount_amounts of line il_1 of invoice in_1"),
        ({"currency": None}, "currency of invoice in_1"),
        ({"total": None}, "total of invoice in_1"),
        ({"total_taxes": [{"amount": None}]}, "amount of an entry in total_taxes of invoice in_1"),
        ({"shipping_cost": []}, "shipping_cost of invoice in_1"),
        ({"shipping_cost": {"amount_total": "1"}}, "amount_total of the shipping of invoice in_1"),
    ],
)
def test_what_cannot_be_counted_is_named_with_where_it_stands(wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(ObjectError) as caught:
        count_invoice(invoice([line(100)], total=100) | wrong)

    assert caught.value.code == "object_malformed"
    assert where in caught.value.message


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded Stripe traffic is not beside this checkout")
def test_every_recorded_invoice_adds_up() -> None:
    files = sorted(RECORDED.glob("invoice_*.json"))

    for file in files:
        recorded = json.loads(file.read_text("utf-8"), parse_float=Decimal)
        recorded["lines"] = recorded["lines"]["data"]
        count_invoice(recorded)
        assert recorded["amounts"]["gross"] == recorded["total"], file.name

    assert len(files) == 22


minor = st.integers(min_value=-(10**12), max_value=10**12)
taxes = st.lists(st.builds(tax, minor, st.sampled_from(["inclusive", "exclusive"])), max_size=5)
discounts = st.lists(st.fixed_dictionaries({"amount": st.integers(0, 10**12)}), max_size=3)
lines = st.lists(st.builds(line, minor, taxes=taxes, discount_amounts=discounts), max_size=12)


def total_of(counted: list[dict[str, Any]]) -> tuple[int, int]:
    """Total and total without tax, in the way Stripe describes them rather than in the way the tap counts."""
    total = excluding = 0
    for one in counted:
        after_discounts = one["amount"] - sum(entry["amount"] for entry in one["discount_amounts"])
        inside = sum(entry["amount"] for entry in one["taxes"] if entry["tax_behavior"] == "inclusive")
        on_top = sum(entry["amount"] for entry in one["taxes"] if entry["tax_behavior"] == "exclusive")
        total += after_discounts + on_top
        excluding += after_discounts - inside
    return total, excluding


@given(lines)
def test_net_and_tax_are_gross_on_every_line_and_on_the_invoice(given_lines: list[dict[str, Any]]) -> None:
    total, excluding = total_of(given_lines)
    counted = invoice(
        given_lines,
        total=total,
        total_excluding_tax=excluding,
        total_taxes=[tax(entry["amount"]) for one in given_lines for entry in one["taxes"]],
    )

    count_invoice(counted)

    for one in counted["lines"]:
        assert one["net"] + one["tax"] == one["gross"]
        assert one["discount"] >= 0
    amounts = counted["amounts"]
    assert amounts["net"] + amounts["tax"] == amounts["gross"] == total
    for name in ("net", "tax", "gross"):
        assert amounts[name] == sum(one[name] for one in counted["lines"])
        assert type(amounts[name]) is int


@given(lines, st.integers(min_value=-5, max_value=5).filter(bool))
def test_being_off_by_a_single_minor_unit_is_noticed(given_lines: list[dict[str, Any]], off: int) -> None:
    total, _ = total_of(given_lines)

    with pytest.raises(ObjectError):
        count_invoice(invoice(given_lines, total=total + off))
