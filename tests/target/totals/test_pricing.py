"""What a document comes to before anything is posted, and what is done where the ledger counts otherwise."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.errors import RecordError
from target_economic.sales.pricing import Pricing
from target_economic.sales.rounding import ROUNDING, Rounding, rounding_needed
from target_economic.sales.totals import Totals
from tests.target.documents import invoice, line, product
from tests.target.room import Room

Json = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """What the ledger says of a draft."""

    net: Decimal
    vat: Decimal
    gross: Decimal
    place: str = "draft"
    number: int = 7


def pricing(room: Room, group: int | None = 4) -> Pricing:
    return Pricing(room.agreement, room.products, Rounding(Decimal("0.10"), "AFR", group))


def refused(room: Room, document: Json) -> RecordError:
    with pytest.raises(RecordError) as caught:
        pricing(room).price(document)
    assert room.writes == []
    return caught.value


def test_nothing_is_created_until_the_numbers_are_asked_for(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        gate = pricing(room)
        priced = gate.price(invoice(lines=[line(1001)] * 3, tax=750))
        assert room.writes == []
        numbers = gate.numbers(priced)
        assert room.writes == ["POST /products"] * 2
        *_, last = priced.lines(numbers)
    assert last == {
        "product": {"productNumber": "AFR"},
        "description": ROUNDING,
        "quantity": 1,
        "unitNetPrice": Decimal("-0.01"),
    }
    assert (priced.predicted.vat, priced.predicted.gross) == (Decimal("7.51"), Decimal("37.53"))


def test_lines_name_the_product_that_was_found_not_the_one_that_was_mapped(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        room.products.find_or_create(product("by hand", productNumber="HAND"))
    with Room(empty_sandbox, match=("number", "name")) as room:
        gate = pricing(room)
        priced = gate.price(invoice())
        assert [one["product"] for one in priced.lines(gate.numbers(priced))] == [{"productNumber": "HAND"}]


def test_the_default_products_group_decides_the_vat(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        room.products.find_or_create(product("d", productNumber="DIV", productGroup={"productGroupNumber": 4}))
    with Room(empty_sandbox, missing="default", default="DIV") as room:
        empty_sandbox.economic.requests.clear()
        assert pricing(room).price(invoice(tax=0)).predicted.vat == 0
        assert refused(room, invoice()).code == "totals_differ"


def test_a_group_without_an_account_for_the_zone_is_refused(empty_sandbox: Sandbox) -> None:
    store = empty_sandbox.economic.store
    groups = dict(store.agreement.product_groups)
    groups[1] = type(groups[1])(1, groups[1].name, {1: 1010})
    store.agreement = type(store.agreement)(**{**vars(store.agreement), "product_groups": groups})
    with Room(empty_sandbox) as room:
        error = refused(room, invoice(tax=0, zone=3))
    assert error.code == "no_account_for_vat_zone"
    assert "it has: 1" in error.message


@pytest.mark.parametrize(
    ("currency", "rate", "posted"),
    [("EUR", "743.914941", Decimal("743.914941")), ("DKK", "100", None), ("DKK", "100.000000", None)],
)
def test_an_exchange_rate_is_posted_per_hundred_and_never_for_the_base_currency(
    empty_sandbox: Sandbox, currency: str, rate: str, posted: Decimal | None
) -> None:
    document = invoice(currency=currency)
    document["body"]["exchangeRate"] = rate
    with Room(empty_sandbox) as room:
        assert pricing(room).price(document).exchange_rate == posted


@pytest.mark.parametrize(("currency", "rate"), [("EUR", "0"), ("EUR", "0.000000"), ("DKK", "1"), ("DKK", "746.03")])
def test_an_exchange_rate_that_cannot_be_is_refused(empty_sandbox: Sandbox, currency: str, rate: str) -> None:
    document = invoice(currency=currency)
    document["body"]["exchangeRate"] = rate
    with Room(empty_sandbox) as room:
        assert refused(room, document).code == "document_invalid"


def test_a_ledger_that_rounds_half_an_ore_down_gets_a_rounding_line(empty_sandbox: Sandbox) -> None:
    document = invoice(lines=[line(1002)], tax=251)
    with Room(empty_sandbox) as room:
        gate = pricing(room)
        priced = gate.price(document)
        assert priced.rounding is None
        even = Answered(Decimal("10.02"), Decimal("2.50"), Decimal("12.52"))
        assert priced.difference(even) is not None
        again = gate.corrected(document, priced, even)
        assert again is not None
        assert again.lines(gate.numbers(again))[-1]["unitNetPrice"] == Decimal("0.01")
        assert again.difference(Answered(Decimal("10.03"), Decimal("2.50"), Decimal("12.53"))) is None


def test_a_rounding_line_that_the_ledger_makes_needless_is_left_out_again(empty_sandbox: Sandbox) -> None:
    document = invoice(lines=[line(1002)], tax=250)
    with Room(empty_sandbox) as room:
        gate = pricing(room)
        priced = gate.price(document)
        assert priced.rounding is not None
        again = gate.corrected(document, priced, Answered(Decimal("10.01"), Decimal("2.50"), Decimal("12.51")))
        assert again is not None
        assert len(again.lines(gate.numbers(again))) == 1


@pytest.mark.parametrize("group", [4, None])
def test_what_rounding_cannot_explain_is_not_evened_out(empty_sandbox: Sandbox, group: int | None) -> None:
    document = invoice(lines=[line(1002)], tax=251)
    with Room(empty_sandbox) as room:
        gate = pricing(room, group)
        priced = gate.price(document)
        untaxed = Answered(Decimal("10.02"), Decimal("0.00"), Decimal("10.02"))
        even = Answered(Decimal("10.02"), Decimal("2.50"), Decimal("12.52"))
        assert gate.corrected(document, priced, untaxed) is None
        assert (gate.corrected(document, priced, even) is None) is (group is None)


def test_vat_rounded_on_each_of_many_lines_names_the_setting() -> None:
    lines, rate = 80, Decimal("0.25")
    predicted = Totals(Decimal(800), Decimal(200), Decimal(1000))
    per_line = Totals(Decimal(800), Decimal("200.40"), Decimal("1000.40"))
    with pytest.raises(RecordError) as caught:
        rounding_needed(per_line, predicted, Decimal("0.10"), [rate] * lines)
    assert "rounding_limit" in (caught.value.hint or "")
    with pytest.raises(RecordError) as caught:
        rounding_needed(per_line, predicted, Decimal("0.10"), [rate] * 8)
    assert "rounding_limit" not in (caught.value.hint or "")


def test_a_rounding_line_has_two_decimals_in_a_currency_of_three() -> None:
    expected, predicted = Totals(Decimal("4.000"), Decimal("1.010"), Decimal("5.010")), Totals(*map(Decimal, "415"))

    net = rounding_needed(expected, predicted, Decimal("0.10"), [Decimal("0.25")])

    assert str(net) == "0.01"
