"""Money: what is posted is what the source says, to the øre, or nothing is posted."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sandbox.economic.sales.totals import LineInput, compute
from sandbox.economic.sales.totals import Totals as LedgerTotals
from target_economic.errors import RecordError
from target_economic.sales.lines import LONGEST_TEXT, lay_out
from target_economic.sales.money import CENT, plain, to_decimal
from target_economic.sales.rounding import rounding_needed
from target_economic.sales.totals import Totals, predict
from tests.properties.examples import examples

tries = settings(max_examples=examples(100))
minor = st.integers(-(10**9), 10**9)
quantities = st.one_of(
    st.integers(0, 10_000).map(str),
    st.decimals("0", "10000", places=2).map(str),
    st.decimals("0", "10000", places=12).map(lambda number: format(number, "f")),
)


@tries
@given(minor, quantities, st.text(max_size=3000))
def test_a_posted_line_multiplies_to_its_net_at_two_decimals(net: int, quantity: str, text: str) -> None:
    line = lay_out({"product": "prod_1", "net": net, "quantity": quantity, "description": text}, 2)
    assert line.quantity is not None
    assert line.quantity * line.unit_price == line.net == to_decimal(net, 2)
    for number in (line.quantity, line.unit_price):
        assert number == number.quantize(CENT)
    assert line.quantity > 0
    if len(text) <= LONGEST_TEXT:
        assert len(line.text or "") <= LONGEST_TEXT


@tries
@given(minor, quantities)
def test_a_line_that_could_not_keep_its_quantity_says_it_in_its_text(net: int, quantity: str) -> None:
    line = lay_out({"product": "prod_1", "net": net, "quantity": quantity}, 2)
    assert line.quantity == Decimal(quantity) or f"({plain(Decimal(quantity))}" in (line.text or "")


@tries
@given(st.integers(-(10**6), 10**6))
def test_a_third_decimal_is_refused_rather_than_rounded_away(net: int) -> None:
    assume(net % 10)
    try:
        lay_out({"product": "prod_1", "net": net, "quantity": "1"}, 3)
    except RecordError as error:
        assert error.code == "currency_decimals"  # noqa: PT017 - both arms are the test
    else:
        raise AssertionError(net)


def stripe_tax(net: int, rate: Decimal) -> int:
    return int((net * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@tries
@given(st.lists(st.tuples(minor, st.sampled_from([Decimal("0.25"), Decimal(0)])), max_size=30))
def test_tax_rounded_per_line_is_evened_out_to_the_ore_or_refused(lines: list[tuple[int, Decimal]]) -> None:
    net, tax = sum(one for one, _ in lines), sum(stripe_tax(one, rate) for one, rate in lines)
    expected = Totals(*(to_decimal(amount, 2) for amount in (net, tax, net + tax)))
    priced = [(to_decimal(one, 2), rate) for one, rate in lines]
    limit = Decimal("0.10")
    try:
        rounding = rounding_needed(expected, predict(priced), limit, [rate for _, rate in lines])
    except RecordError as error:
        assert error.code == "totals_differ"  # noqa: PT017 - both arms are the test
        assert abs(expected.gross - predict(priced).gross) > limit
    else:
        posted = predict([*priced, (rounding, Decimal(0))])
        assert posted.gross == expected.gross
        assert abs(posted.vat - expected.vat) <= limit


@tries
@given(minor)
def test_a_missing_25_per_cent_is_never_evened_out(net: int) -> None:
    assume(abs(net) > 100)
    amount = to_decimal(net, 2)
    untaxed = Totals(amount, Decimal(0), amount)
    try:
        rounding_needed(untaxed, predict([(amount, Decimal("0.25"))]), Decimal("0.10"), [Decimal("0.25")])
    except RecordError as error:
        assert "25.00%" in str(error)  # noqa: PT017 - the other arm fails
    else:
        raise AssertionError(net)


priced = st.tuples(minor, st.sampled_from([Decimal("0.25"), Decimal(0), Decimal("0.125"), Decimal("0.0625")]))


def ledger_of(lines: list[tuple[int, Decimal]], exchange_rate: Decimal) -> LedgerTotals:
    """What the sandbox's e-conomic computes of nets in minor units and their VAT rates."""
    one, none = Decimal(1), Decimal(0)
    return compute([LineInput(one, to_decimal(net, 2), none, none, vat * 100) for net, vat in lines], exchange_rate)


@tries
@given(st.lists(priced, max_size=40))
def test_what_is_predicted_is_what_the_ledger_computes(lines: list[tuple[int, Decimal]]) -> None:
    predicted = predict((to_decimal(net, 2), rate) for net, rate in lines)
    ledger = ledger_of(lines, Decimal(100))
    assert (predicted.net, predicted.vat, predicted.gross) == (ledger.net, ledger.vat, ledger.gross)


@tries
@given(st.lists(priced, max_size=40), st.decimals("0.000001", "2000", places=6))
def test_in_base_currency_net_and_gross_are_each_within_half_an_ore_whatever_the_rate(
    lines: list[tuple[int, Decimal]], rate: Decimal
) -> None:
    ledger = ledger_of(lines, rate)
    for amount, in_base in ((ledger.net, ledger.net_in_base), (ledger.gross, ledger.gross_in_base)):
        assert abs(amount * rate / 100 - in_base) <= CENT / 2
    assert abs(ledger.vat * rate / 100 - (ledger.gross_in_base - ledger.net_in_base)) <= CENT
