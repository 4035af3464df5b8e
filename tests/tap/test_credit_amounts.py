"""The figures of credit notes: whatever is on them, each line's own add up, and all lines lead to the totals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.amounts import count_credit_note, count_line

Json = dict[str, Any]

AMOUNTS = st.integers(min_value=0, max_value=10**9)
BEHAVIORS = st.sampled_from(("inclusive", "exclusive"))
CURRENCIES = {"dkk": 2, "jpy": 0, "kwd": 3, "isk": 2}


@st.composite
def lines(draw: st.DrawFn) -> Json:
    """A line with discounts, billing credits and taxes of both kinds."""
    amount = draw(AMOUNTS)
    discounts = [{"amount": one, "discount": "di_1"} for one in draw(st.lists(st.integers(0, 1_000), max_size=3))]
    billing = draw(st.lists(st.integers(0, 1_000), max_size=2))
    taxes = [
        {"amount": one, "tax_behavior": behavior, "taxable_amount": amount}
        for one, behavior in draw(st.lists(st.tuples(st.integers(0, 10**8), BEHAVIORS), max_size=5))
    ]
    return {
        "id": "cnli_1",
        "amount": amount,
        "discount_amounts": discounts,
        "pretax_credit_amounts": [
            *({**one, "type": "discount"} for one in discounts),
            *({"amount": one, "type": "credit_balance_transaction"} for one in billing),
        ],
        "taxes": taxes,
    }


@st.composite
def notes(draw: st.DrawFn) -> Json:
    """A credit note with the totals that Stripe would give it, worked out from its parts and not from its lines."""
    made = draw(st.lists(lines(), min_size=1, max_size=8))
    shipping = draw(st.none() | st.tuples(st.integers(1, 10**6), st.integers(0, 10**5)))
    off = sum(one["amount"] for line in made for one in line["discount_amounts"])
    billing = sum(
        one["amount"] for line in made for one in line["pretax_credit_amounts"] if one["type"] != "discount"
    )
    taxes = [one for line in made for one in line["taxes"]]
    on_top = sum(one["amount"] for one in taxes if one["tax_behavior"] == "exclusive")
    cost = None
    shipped = shipped_tax = 0
    if shipping is not None:
        shipped, shipped_tax = sum(shipping), shipping[1]
        cost = {"amount_subtotal": shipping[0], "amount_tax": shipped_tax, "amount_total": shipped, "taxes": []}
    total = sum(line["amount"] for line in made) - off - billing + on_top + shipped
    all_tax = sum(one["amount"] for one in taxes) + shipped_tax
    return {
        "id": "cn_1",
        "currency": draw(st.sampled_from(sorted(CURRENCIES))),
        "lines": made,
        "shipping_cost": cost,
        "total": total,
        "total_excluding_tax": total - all_tax,
        "total_taxes": [{"amount": all_tax, "tax_behavior": "exclusive"}],
    }


@given(notes())
def test_the_figures_of_a_credit_note_add_up(note: Json) -> None:
    count_credit_note(note)

    for line in note["lines"]:
        assert line["gross"] == line["net"] + line["tax"]
    for name in ("net", "tax", "gross"):
        assert note["amounts"][name] == sum(line[name] for line in note["lines"])
    assert note["amounts"]["gross"] == note["total"]
    assert note["amounts"]["net"] == note["total_excluding_tax"]
    assert note["amounts"]["exponent"] == CURRENCIES[note["currency"]]


@given(notes(), st.sampled_from(("total", "total_excluding_tax")), st.integers(1, 1_000))
def test_totals_that_are_off_by_anything_are_told(note: Json, name: str, by: int) -> None:
    note[name] += by

    with pytest.raises(ObjectError) as caught:
        count_credit_note(note)

    assert caught.value.code == "amounts_do_not_add_up"
    # The figures are there nevertheless, for whoever looks into it.
    assert note["amounts"]["gross"] == sum(line["gross"] for line in note["lines"])


@given(lines())
def test_a_discount_is_taken_off_once(line: Json) -> None:
    counted = count_line(line, "credit note cn_1")

    without = count_line(line | {"discount_amounts": [], "pretax_credit_amounts": []}, "credit note cn_1")
    billing = sum(one["amount"] for one in line["pretax_credit_amounts"] if one["type"] != "discount")
    assert counted.gross == without.gross - counted.discount - billing
    assert counted.tax == without.tax


def test_the_tax_of_a_total_may_or_may_not_count_that_of_shipping() -> None:
    cost = {"amount_subtotal": 100, "amount_tax": 25, "amount_total": 125}
    line = {"id": "cnli_1", "amount": 1_000, "taxes": [{"amount": 250, "tax_behavior": "exclusive"}]}
    for all_tax in (250, 275):
        note = {
            "id": "cn_1",
            "currency": "dkk",
            "lines": [dict(line)],
            "shipping_cost": cost,
            "total": 1_375,
            "total_excluding_tax": 1_100,
            "total_taxes": [{"amount": all_tax}],
        }
        count_credit_note(note)
        assert note["amounts"] == {"net": 1_100, "tax": 275, "gross": 1_375, "exponent": 2}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "100"}, "the amount of line cnli_1 of credit note cn_1 is not a whole number"),
        ({"amount": True}, "is not a whole number"),
        ({"taxes": [5]}, "the taxes of line cnli_1 of credit note cn_1 is not a list of objects"),
        ({"taxes": {}}, "is not a list of objects"),
        ({"discount_amounts": [{"amount": None}]}, "an entry in discount_amounts"),
    ],
)
def test_what_cannot_be_counted_is_named(wrong: Json, said: str) -> None:
    line = {"id": "cnli_1", "amount": 100, "taxes": [], "discount_amounts": []} | wrong

    with pytest.raises(ObjectError) as caught:
        count_line(line, "credit note cn_1")

    assert caught.value.code == "object_malformed"
    assert said in caught.value.message
