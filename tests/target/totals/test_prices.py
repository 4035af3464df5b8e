"""Prices with VAT that the source does not show, and prices that VAT comes on top of: declared, never guessed."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox import Sandbox
from target_economic.sales.totals import predict, without_vat
from tests.target.conftest import Post
from tests.target.documents import invoice, line, product
from tests.target.ledger import batch, drafts

Json = dict[str, Any]


def with_gross(*amounts: int, products: tuple[str, ...] = (), zone: int = 1) -> Json:
    """A document whose lines state what was paid for each, VAT included and not shown."""
    names = products or ("prod_1",) * len(amounts)
    lines = [
        {"product": name, "description": "Abonnement", "quantity": "1", "gross": amount}
        for name, amount in zip(names, amounts, strict=True)
    ]
    exempt = [product("prod_2", productGroup={"productGroupNumber": 4})] if "prod_2" in names else []
    document = invoice(lines=lines, zone=zone, products=[product(), *exempt])
    document["expected"] |= {"net": None, "tax": None, "gross": sum(amounts)}
    return document


def test_vat_that_the_source_does_not_show_is_taken_out_of_its_prices(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(with_gross(37375)))
    assert ended.status == 0, ended.stderr
    draft = drafts(empty_sandbox)["in_1"]
    assert (draft["netAmount"], draft["vatAmount"], draft["grossAmount"]) == (
        299,
        Decimal("74.75"),
        Decimal("373.75"),
    )


def test_each_line_has_the_rate_of_its_own_product(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(with_gross(12500, 8000, products=("prod_1", "prod_2"))))
    assert ended.status == 0, ended.stderr
    draft = drafts(empty_sandbox)["in_1"]
    assert [one["unitNetPrice"] for one in draft["lines"]] == [100, 80]
    assert (draft["vatAmount"], draft["grossAmount"]) == (25, 205)


def test_where_the_zone_has_no_vat_all_of_it_is_net(empty_sandbox: Sandbox, post: Post) -> None:
    assert post(batch(with_gross(10000, zone=3))).status == 0
    assert drafts(empty_sandbox)["in_1"]["netAmount"] == 100


def test_many_lines_agree_to_the_ore(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(with_gross(*[999] * 40)))
    assert ended.status == 0, ended.stderr
    draft = drafts(empty_sandbox)["in_1"]
    assert draft["grossAmount"] == Decimal("399.60")
    assert len(draft["lines"]) <= 41


def test_vat_on_top_of_the_source_s_prices_is_the_ledgers_affair(empty_sandbox: Sandbox, post: Post) -> None:
    document = invoice(lines=[line(10000)])
    document["expected"] |= {"tax": None, "gross": None}
    assert post(batch(document)).status == 0
    assert drafts(empty_sandbox)["in_1"]["grossAmount"] == 125


def test_an_invoice_that_is_there_is_compared_by_what_is_known(empty_sandbox: Sandbox, post: Post) -> None:
    document = with_gross(37375)
    post(batch(document))
    again = post(batch(document)).outcome("in_1")
    assert (again["action"], again["code"]) == ("unchanged", None)
    dearer = with_gross(40000)
    changed = post(batch(dearer)).outcome("in_1")
    assert (changed["action"], changed["code"]) == ("unchanged", "totals_changed_in_ledger")
    assert len(drafts(empty_sandbox)) == 1


def test_vat_that_is_missing_names_the_policy(post: Post) -> None:
    assert "prices: gross" in post(batch(invoice(tax=0))).outcome("in_1")["message"]


def test_a_line_has_a_net_or_a_gross_and_never_both(post: Post) -> None:
    both = with_gross(37375)
    both["body"]["lines"][0]["net"] = 29900
    neither = with_gross(37375)
    del neither["body"]["lines"][0]["gross"]
    for document in (both, neither):
        assert post(batch(document)).outcome("in_1")["code"] == "document_invalid"


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from(["0.25", "0", "0.081"])), max_size=30))
def test_taking_vat_out_and_adding_it_again_leaves_at_most_an_ore_for_each_rate(lines: list[tuple[int, str]]) -> None:
    given_lines = [(Decimal(amount).scaleb(-2), Decimal(rate)) for amount, rate in lines]
    nets = without_vat(given_lines)
    predicted = predict(zip(nets, (rate for _, rate in given_lines), strict=True))
    rates = {rate for _, rate in given_lines}
    assert abs(predicted.gross - sum(amount for amount, _ in given_lines)) <= Decimal("0.01") * len(rates)
    assert all(
        abs(net * (1 + rate) - amount) <= Decimal("0.02")
        for net, (amount, rate) in zip(nets, given_lines, strict=True)
    )
