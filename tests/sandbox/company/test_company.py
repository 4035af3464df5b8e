"""The made-up company: the same every time, and with every kind of invoice a Danish company sends."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from sandbox.company import generate, stream
from sandbox.company.customers import cvr_number

JsonObject = dict[str, Any]


@pytest.fixture(scope="module")
def objects() -> list[JsonObject]:
    return generate()


@pytest.fixture(scope="module")
def paid(objects: list[JsonObject]) -> list[JsonObject]:
    return [item for item in objects if item["object"] == "invoice" and item["status"] == "paid"]


def by_kind(objects: list[JsonObject], kind: str) -> dict[str, JsonObject]:
    return {item["id"]: item for item in objects if item["object"] == kind}


def reasons(invoice: JsonObject) -> set[str]:
    return {tax["taxability_reason"] for tax in invoice["total_taxes"]}


def test_the_same_seed_gives_the_same_objects_and_another_seed_others() -> None:
    assert generate(seed=3) == generate(seed=3)
    assert {item["id"] for item in generate(seed=3)}.isdisjoint(
        item["id"] for item in generate(seed=4) if item["object"] != "coupon"
    )


def test_a_larger_company_keeps_the_ids_of_a_smaller_one() -> None:
    small = [item["id"] for item in generate(invoices=45) if item["object"] == "invoice"]
    large = [item["id"] for item in generate(invoices=90) if item["object"] == "invoice"]
    assert large[: len(small)] == small


def test_no_invoices_means_no_objects_at_all() -> None:
    assert generate(invoices=0) == []


def test_forty_invoices_are_paid_and_others_are_not(objects: list[JsonObject], paid: list[JsonObject]) -> None:
    assert len(paid) == 40
    statuses = Counter(item["status"] for item in objects if item["object"] == "invoice")
    assert set(statuses) == {"paid", "open", "draft", "void", "uncollectible"}


def test_ids_are_unique_and_shaped_like_stripes(objects: list[JsonObject]) -> None:
    ids = [item["id"] for item in objects]
    assert len(set(ids)) == len(ids)
    for kind, prefix, length in (
        ("invoice", "in_", 27), ("customer", "cus_", 18), ("product", "prod_", 19), ("price", "price_", 30),
    ):  # fmt: skip
        assert all(key.startswith(prefix) and len(key) == length for key in by_kind(objects, kind))


def test_everything_happens_between_january_and_mid_november_of_2026(objects: list[JsonObject]) -> None:
    first = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
    last = datetime(2026, 11, 15, 23, tzinfo=UTC).timestamp()
    for invoice in by_kind(objects, "invoice").values():
        moments = [invoice["created"], *(time for time in invoice["status_transitions"].values() if time)]
        assert all(first <= moment <= last for moment in moments)
        assert moments[0] == min(moments)


def test_every_customer_product_price_and_discount_that_is_named_exists(objects: list[JsonObject]) -> None:
    known = {item["id"] for item in objects}
    for invoice in by_kind(objects, "invoice").values():
        named = {invoice["customer"], *invoice["discounts"]}
        for line in invoice["lines"]["data"]:
            named |= {*line["pricing"]["price_details"].values(), *line["discounts"]}
            named |= {entry["discount"] for entry in line["discount_amounts"]}
            named |= {tax["tax_rate_details"]["tax_rate"] for tax in line["taxes"]}
        assert named <= known


def test_invoice_numbers_have_no_gaps_and_drafts_have_none(objects: list[JsonObject]) -> None:
    invoices = by_kind(objects, "invoice").values()
    numbers = sorted(int(item["number"].rpartition("-")[2]) for item in invoices if item["status"] != "draft")
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(item["number"] is None for item in invoices if item["status"] == "draft")


def test_danish_vat_comes_on_top_and_within_the_price(paid: list[JsonObject]) -> None:
    behaviors = Counter(
        (item["currency"], tax["tax_behavior"]) for item in paid for tax in item["total_taxes"] if tax["amount"]
    )
    assert behaviors["dkk", "exclusive"] >= 10
    assert behaviors["dkk", "inclusive"] >= 3
    assert behaviors["eur", "exclusive"] >= 2


def test_some_inclusive_prices_have_no_net_in_whole_oere(paid: list[JsonObject]) -> None:
    inclusive = [
        line
        for item in paid
        for line in item["lines"]["data"]
        for tax in line["taxes"]
        if tax["tax_behavior"] == "inclusive"
    ]
    assert any(Fraction(line["amount"]) / Fraction(5, 4) % 1 for line in inclusive)


def test_businesses_elsewhere_in_the_eu_are_reverse_charged(paid: list[JsonObject]) -> None:
    reverse = [item for item in paid if "reverse_charge" in reasons(item)]
    assert len(reverse) >= 3
    for item in reverse:
        assert item["currency"] == "eur"
        assert item["customer_tax_exempt"] == "reverse"
        assert item["customer_tax_ids"][0]["type"] == "eu_vat"
        assert item["total"] == item["total_excluding_tax"]


def test_customers_outside_the_eu_pay_dollars_without_tax(paid: list[JsonObject]) -> None:
    abroad = [item for item in paid if item["currency"] == "usd"]
    assert len(abroad) >= 3
    assert all(
        not item["total_taxes"] and item["customer_address"]["country"] in {"US", "CA", "CH"} for item in abroad
    )


def test_exactly_one_danish_customer_is_shown_no_tax(paid: list[JsonObject]) -> None:
    untaxed = [item for item in paid if item["currency"] == "dkk" and not item["total_taxes"]]
    assert len(untaxed) == 1


def test_long_invoices_have_12_37_and_120_lines(paid: list[JsonObject]) -> None:
    assert sorted(len(item["lines"]["data"]) for item in paid)[-3:] == [12, 37, 120]


def test_discounts_on_lines_on_invoices_and_of_everything(paid: list[JsonObject]) -> None:
    assert sum(any(line["discounts"] for line in item["lines"]["data"]) for item in paid) >= 2
    assert sum(bool(item["discounts"]) for item in paid) >= 3
    free = [item for item in paid if item["discounts"] and item["total"] == 0]
    assert free
    assert all(item["subtotal"] > 0 and not item["amount_paid"] for item in free)


def test_prorations_are_negative_without_a_unit_price(paid: list[JsonObject]) -> None:
    negative = [(item, line) for item in paid for line in item["lines"]["data"] if line["amount"] < 0]
    assert len({item["id"] for item, _ in negative}) >= 2
    for _, line in negative:
        assert line["pricing"]["unit_amount_decimal"] is None
        assert line["discountable"] is False
        assert line["parent"]["subscription_item_details"]["proration"] is True


def test_usage_is_priced_in_parts_of_an_oere_and_counted_in_parts_of_a_unit(paid: list[JsonObject]) -> None:
    lines = [line for item in paid for line in item["lines"]["data"]]
    places = [len((line["pricing"]["unit_amount_decimal"] or "").partition(".")[2]) for line in lines]
    assert max(places) == 12
    assert any(line["quantity"] != Fraction(line["quantity_decimal"]) for line in lines)


def test_shipping_carries_tax(paid: list[JsonObject]) -> None:
    shipped = [item["shipping_cost"] for item in paid if item["shipping_cost"]]
    assert len(shipped) >= 2
    assert all(cost["amount_tax"] * 4 == cost["amount_subtotal"] for cost in shipped)


def test_vat_by_line_and_by_invoice_differ_by_an_oere_or_two_somewhere(paid: list[JsonObject]) -> None:
    differences = set()
    for item in paid:
        taxes = [tax for line in item["lines"]["data"] for tax in line["taxes"] if tax["tax_behavior"] == "exclusive"]
        on_the_sum = Fraction(sum(tax["taxable_amount"] for tax in taxes), 4)
        differences.add(abs(sum(tax["amount"] for tax in taxes) - on_the_sum))
    assert 2 in differences


def test_a_deleted_customer_an_archived_product_and_a_typed_in_amount(objects: list[JsonObject]) -> None:
    customers, products = by_kind(objects, "customer"), by_kind(objects, "product")
    invoices = by_kind(objects, "invoice").values()
    assert any(customers[item["customer"]].get("deleted") and item["customer_name"] for item in invoices)
    sold = [
        products[line["pricing"]["price_details"]["product"]] for item in invoices for line in item["lines"]["data"]
    ]
    archived = [item for item in sold if not item["active"]]
    assert any(item["metadata"] for item in archived), "a plan that is no longer sold"
    assert any(not item["metadata"] for item in archived), "a product that Stripe made for a typed-in amount"


def test_some_are_created_early_and_paid_late(paid: list[JsonObject]) -> None:
    month = 30 * 86_400
    late = [item for item in paid if item["status_transitions"]["paid_at"] - item["created"] > month]
    assert len(late) >= 2
    assert all(item["collection_method"] == "send_invoice" and item["due_date"] for item in late)


def test_two_invoices_share_their_second(paid: list[JsonObject]) -> None:
    assert max(Counter(item["created"] for item in paid).values()) == 2


def test_a_credit_balance_pays_a_part(paid: list[JsonObject]) -> None:
    assert any(0 < item["amount_paid"] == item["amount_due"] < item["total"] for item in paid)


def test_customers_have_vat_numbers_but_no_ledger_number_and_two_have_no_email(objects: list[JsonObject]) -> None:
    customers = [item for item in by_kind(objects, "customer").values() if not item.get("deleted")]
    assert sum(item["email"] is None for item in customers) == 2
    assert all(item["metadata"] == {} for item in customers)
    values = [item["value"] for item in by_kind(objects, "tax_id").values()]
    danish = [value for value in values if value.startswith("DK")]
    assert len(danish) >= 5
    assert all(len(value) == 10 and value[2:].isdigit() for value in danish)
    assert {value[:2] for value in values} >= {"DE", "SE", "NL"}


def test_texts_carry_danish_letters_an_emoji_and_a_line_feed(objects: list[JsonObject]) -> None:
    text = str([item for item in objects if item["object"] in {"invoice", "customer", "product"}])
    assert all(letter in text for letter in "æøåÆØÅ☕👋")
    lines = [line for item in by_kind(objects, "invoice").values() for line in item["lines"]["data"]]
    assert any("\n" in line["description"] for line in lines)


def test_money_that_moved_leaves_payments_that_sum_to_it() -> None:
    objects = generate(invoices=120)
    paid_by: Counter[str] = Counter()
    for item in by_kind(objects, "invoice_payment").values():
        paid_by[item["invoice"]] += item["amount_paid"]
    past_stripe = 0
    for invoice in by_kind(objects, "invoice").values():
        if invoice["amount_paid"] and not invoice["attempted"]:
            past_stripe += 1
            assert invoice["id"] not in paid_by
        else:
            assert paid_by[invoice["id"]] == invoice["amount_paid"]
    assert past_stripe


def test_invoices_arrive_one_at_a_time_with_their_customers_before_them() -> None:
    seen: set[str] = set()
    for number, item in enumerate(stream(seed=2, invoices=1_000_000)):
        seen.add(item["id"])
        if item["object"] == "invoice":
            assert item["customer"] in seen
        if number > 2_000:
            break
    assert len(seen) > 2_000


def test_made_up_company_numbers_pass_the_check_of_real_ones() -> None:
    weights = (2, 7, 6, 5, 4, 3, 2, 1)
    numbers = [cvr_number(n) for n in range(0, 30_000, 997)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert len(number) == 8
        assert sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11 == 0
