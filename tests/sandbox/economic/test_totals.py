"""The arithmetic of invoices, beside an independent reckoning in fractions."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sandbox.economic.jsontext import places
from sandbox.economic.sales.totals import LineInput, Ties, compute, margin_percentage

cents = st.decimals(min_value=-100_000, max_value=100_000, places=2)
lines = st.builds(
    LineInput,
    quantity=cents,
    unit_net_price=cents,
    discount=st.decimals(min_value=0, max_value=100, places=2),
    unit_cost_price=cents,
    vat_rate=st.sampled_from([Decimal(25), Decimal(0), Decimal("12.5")]),
)
rates = st.decimals(min_value=Decimal("0.000001"), max_value=3000, places=6)


ways: st.SearchStrategy[Ties] = st.sampled_from(["half-up", "half-even"])


def cut(value: Fraction, ties: Ties) -> Fraction:
    """To two decimals; ties away from zero, or to the even digit."""
    whole, rest = divmod(abs(value) * 100, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (ties == "half-up" or whole % 2 == 1))
    rounded = Fraction(int(whole) + up, 100)
    return rounded if value >= 0 else -rounded


@given(st.lists(lines, max_size=8), rates, ways)
def test_totals_are_exact(invoice: list[LineInput], rate: Decimal, ties: Ties) -> None:
    totals = compute(invoice, rate, ties)
    nets = [
        cut(Fraction(one.quantity) * Fraction(one.unit_net_price) * (1 - Fraction(one.discount) / 100), ties)
        for one in invoice
    ]
    assert [Fraction(one.net) for one in totals.lines] == nets
    assert Fraction(totals.net) == sum(nets)
    by_rate = {
        percent: sum((net for net, one in zip(nets, invoice, strict=True) if one.vat_rate == percent), Fraction(0))
        for percent in {one.vat_rate for one in invoice}
    }
    assert Fraction(totals.vat) == sum(cut(net * Fraction(percent) / 100, ties) for percent, net in by_rate.items())
    assert totals.gross == totals.net + totals.vat
    assert Fraction(totals.gross_in_base) == cut(Fraction(totals.gross) * Fraction(rate) / 100, ties)
    assert Fraction(totals.net_in_base) == cut(Fraction(totals.net) * Fraction(rate) / 100, ties)


@given(st.lists(lines, max_size=8), ways)
def test_a_credit_note_mirrors_its_invoice(invoice: list[LineInput], ties: Ties) -> None:
    mirrored = [
        LineInput(-one.quantity, one.unit_net_price, one.discount, one.unit_cost_price, one.vat_rate)
        for one in invoice
    ]
    one, other = compute(invoice, Decimal(100), ties), compute(mirrored, Decimal(100), ties)
    assert (one.net, one.vat, one.gross) == (-other.net, -other.vat, -other.gross)


def test_the_recorded_draft() -> None:
    recorded = [
        LineInput(Decimal(3), Decimal("153.44"), Decimal(10), Decimal("10.2"), Decimal(25)),
        LineInput(Decimal(2), Decimal(23), Decimal(0), Decimal("10.22"), Decimal(25)),
    ]
    totals = compute(recorded, Decimal(100))
    assert [line.net for line in totals.lines] == [Decimal("414.29"), Decimal("46.00")]
    assert (totals.net, totals.vat, totals.gross) == (Decimal("460.29"), Decimal("115.07"), Decimal("575.36"))
    assert (totals.margin_in_base, totals.cost_in_base) == (Decimal("409.25"), Decimal("51.04"))
    assert margin_percentage(totals.margin_in_base, totals.net) == Decimal("88.91")


def test_ties_go_away_from_zero() -> None:
    assert [str(places(Decimal(text), 2)) for text in ("0.005", "-0.005", "0.0049", "2.675")] == [
        "0.01",
        "-0.01",
        "0.00",
        "2.68",
    ]
