"""Hard cases 11 to 17: an invoice's money arrives in the ledger to the øre, or is refused with its reason."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from tests.scenarios.shop import Books, Shop, keep_books
from tests.tap.acting import do
from tests.target.documents import product
from tests.target.room import Room


def decimals_and_odd_quantities(shop: Shop, moms: list[str]) -> None:
    shop.sell("twelve decimals", {"price": shop.price("1.234567890123"), "quantity": 1000, "tax_rates": moms})
    shop.sell("part of a unit", {"price": shop.price(10_000), "quantity_decimal": "2.505", "tax_rates": moms})
    shop.sell("two decimals", {"price": shop.price(10_000), "quantity_decimal": "2.5", "tax_rates": moms})
    shop.sell(
        "quantity nought",
        {"price": shop.price(9_900), "quantity": 0, "tax_rates": moms},
        {"amount": 100, "tax_rates": moms},
    )


def prorations(shop: Shop, moms: list[str]) -> None:
    used = {"amount": -14_950, "description": "Ubrugt tid på Lille", "tax_rates": moms}
    rest = {"amount": 44_850, "description": "Resterende tid på Stor", "tax_rates": moms}
    shop.sell("proration", used, rest)
    shop.sell("cancelled out", {**used}, {**rest, "amount": 14_950})


def discounts(shop: Shop, moms: list[str]) -> None:
    third, whole, fixed = (
        shop.coupon(percent_off="33.33"),
        shop.coupon(percent_off="100"),
        shop.coupon(amount_off=1_001, currency="dkk"),
    )
    included = [shop.rate(inclusive=True)]
    items = [{"amount": amount, "tax_rates": moms} for amount in (9_999, 3_335, 1_001)]
    shop.sell("line discount", {**items[0], "discounts": [{"coupon": third}]}, items[1])
    shop.sell("invoice discount", *items, discounts=[{"coupon": fixed}])
    shop.sell("all of it", *items, discounts=[{"coupon": whole}])
    shop.sell("off inclusive", {"amount": 9_999, "tax_rates": included}, discounts=[{"coupon": third}])


def taxes(shop: Shop, moms: list[str]) -> None:
    included, free = [shop.rate(inclusive=True)], shop.price(8_000, metadata={"economic_product_number": "BOG"})
    shop.sell("included", {"amount": 12_500, "tax_rates": included})
    shop.sell("both", {"amount": 12_500, "tax_rates": included}, {"amount": 10_000, "tax_rates": moms})
    shop.sell("two rates", {"price": free, "tax_rates": [shop.rate("0")]}, {"amount": 10_000, "tax_rates": moms})
    vat = [{"type": "eu_vat", "value": "DE123456789"}]
    abroad = shop.buyer("DE", tax_exempt="reverse", tax_id_data=vat)
    shop.sell("reverse charge", {"amount": 10_000, "tax_rates": moms}, buyer=abroad)
    shop.sell("export", {"amount": 10_000}, buyer=shop.buyer("US"))
    shop.sell("no tax shown", {"amount": 12_500})


def roundings(shop: Shop, moms: list[str]) -> None:
    included = [shop.rate(inclusive=True)]
    shop.sell("per line", *[{"amount": amount, "tax_rates": moms} for amount in (1001, 1001, 1001)])
    shop.sell("an odd øre", {"amount": 99, "tax_rates": included})
    shop.sell("odd øre", *[{"amount": 99, "tax_rates": included}] * 8)


def currencies(shop: Shop, moms: list[str]) -> None:
    for code, amount in (("jpy", 999), ("isk", 99_900), ("eur", 9_999)):
        shop.sell(code, {"amount": amount, "tax_rates": moms}, currency=code)
    shop.sell("kwd", {"amount": 12_340}, currency="kwd", buyer=shop.buyer("US"))
    shop.sell("third decimal", {"amount": 12_345}, currency="kwd", buyer=shop.buyer("US"))


def amounts_that_differ(shop: Shop, moms: list[str]) -> None:
    item = {"amount": 10_000, "tax_rates": moms}
    shop.sell("paid from balance", item, buyer=shop.buyer(balance=-4_000))
    shop.sell("owed before", item, buyer=shop.buyer(balance=3_000))
    credited = shop.bill("credited before payment", item, item)
    shop.call("credit_notes", invoice=credited, amount=5_000)
    shop.call(f"invoices/{credited}/pay")
    shop.sell("all from balance", item, buyer=shop.buyer(balance=-100_000))
    for name, amounts in (("paid in parts", (5_000, 7_500)), ("paid too much", (20_000,))):
        invoice = shop.bill(name, item)
        for amount in amounts:
            do(shop.sandbox, "pay_invoice", invoice=invoice, amount=amount)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    with Sandbox(invoices=0) as sandbox:
        with Room(sandbox) as room:
            exempt = {"productGroup": {"productGroupNumber": 2}, "name": "Bog"}
            room.products.find_or_create(product("by hand", productNumber="BOG", **exempt))
        shop = Shop(sandbox)
        moms = [shop.rate()]
        for sales in (
            decimals_and_odd_quantities,
            prorations,
            discounts,
            taxes,
            roundings,
            currencies,
            amounts_that_differ,
        ):
            sales(shop, moms)
        yield keep_books(shop, tmp_path_factory.mktemp("books"))


def priced(books: Books, name: str) -> list[tuple[Any, Any, Any]]:
    """The lines of a draft: text, quantity, unit price."""
    lines = books.draft(name)["lines"]
    return [(line["description"], line["quantity"], line["unitNetPrice"]) for line in lines]


def test_case_11_more_than_two_decimals_are_one_at_the_amount_with_the_factors_in_the_text(books: Books) -> None:
    ((text, quantity, unit),) = priced(books, "twelve decimals")
    assert (quantity, unit) == (1, Decimal("12.35"))
    assert "(1000 ×" in text  # noqa: RUF001 - the multiplication sign
    ((text, quantity, unit),) = priced(books, "part of a unit")
    assert (quantity, unit) == (1, Decimal("250.50"))
    assert "(2.505 × 100)" in text  # noqa: RUF001 - the multiplication sign
    ((text, quantity, unit),) = priced(books, "two decimals")
    assert (quantity, unit) == (Decimal("2.5"), 100)
    assert "×" not in text  # noqa: RUF001 - the multiplication sign


def test_case_11_a_quantity_of_nought_comes_to_nothing(books: Books) -> None:
    (text, quantity, unit), _ = priced(books, "quantity nought")
    assert (quantity, unit) == (1, 0)
    assert text.endswith("(0)")


def test_case_12_what_was_not_used_is_a_negative_line(books: Books) -> None:
    assert [unit for _, _, unit in priced(books, "proration")] == [Decimal("-149.50"), Decimal("448.50")]


def test_case_12_two_lines_that_cancel_make_a_draft_of_nothing(books: Books) -> None:
    assert [unit for _, _, unit in priced(books, "cancelled out")] == [Decimal("-149.50"), Decimal("149.50")]
    assert books.draft("cancelled out")["grossAmount"] == 0


@pytest.mark.parametrize("name", ["line discount", "invoice discount", "all of it", "off inclusive"])
def test_case_13_discounts_are_in_the_lines_amounts(books: Books, name: str) -> None:
    assert all(
        "discountPercentage" not in line or not line["discountPercentage"] for line in books.draft(name)["lines"]
    )
    assert (books.draft(name)["grossAmount"] == 0) is (name == "all of it")


@pytest.mark.parametrize(("name", "vat"), [("included", 25), ("both", 50), ("two rates", 25)])
def test_case_14_tax_included_on_top_both_and_at_several_rates(books: Books, name: str, vat: int) -> None:
    assert books.draft(name)["vatAmount"] == vat


@pytest.mark.parametrize(("name", "zone"), [("reverse charge", 2), ("export", 3)])
def test_case_14_no_tax_with_a_reason_is_the_zone_s(books: Books, name: str, zone: int) -> None:
    draft = books.draft(name)
    assert (draft["recipient"]["vatZone"]["vatZoneNumber"], draft["vatAmount"]) == (zone, 0)


def test_case_14_no_tax_shown_at_all_is_refused_and_says_what_to_write(books: Books) -> None:
    outcome = books.missing("no tax shown")
    assert outcome["code"] == "totals_differ"
    assert "prices: gross" in outcome["message"]


def test_case_15_vat_per_line_and_per_invoice_are_evened_out(books: Books) -> None:
    *_, (text, quantity, unit) = priced(books, "per line")
    assert (text, quantity, abs(unit)) == ("Afrunding / Rounding", 1, Decimal("0.01"))


@pytest.mark.parametrize("name", ["an odd øre", "odd øre"])
def test_case_15_an_amount_with_vat_included_arrives_to_the_ore(books: Books, name: str) -> None:
    assert books.draft(name)["grossAmount"] in {Decimal("0.99"), Decimal("7.92")}


@pytest.mark.parametrize(
    ("name", "gross"), [("jpy", "1249"), ("isk", "1248.75"), ("eur", "124.99"), ("kwd", "12.34")]
)
def test_case_16_each_currency_has_its_own_decimals(books: Books, name: str, gross: str) -> None:
    assert books.draft(name)["grossAmount"] == Decimal(gross)


def test_case_16_a_third_decimal_is_refused_not_rounded_away(books: Books) -> None:
    assert books.missing("third decimal")["code"] == "currency_decimals"


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("paid from balance", (125, 85, 85, 0)),
        ("owed before", (125, 155, 155, 0)),
        ("all from balance", (125, 0, 0, 0)),
        ("credited before payment", (250, 200, 200, 0)),
        ("paid in parts", (125, 125, 125, 0)),
        ("paid too much", (125, 125, 125, 75)),
    ],
)
def test_case_17_what_was_sold_is_posted_whatever_was_due_and_paid(
    books: Books, name: str, amounts: tuple[int, ...]
) -> None:
    invoice = books.shop.invoice(name)
    found = [invoice[one] for one in ("total", "amount_due", "amount_paid", "amount_overpaid")]
    assert found == [amount * 100 for amount in amounts]
    assert books.draft(name)["grossAmount"] == amounts[0]
