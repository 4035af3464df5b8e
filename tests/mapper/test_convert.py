"""The converters: what they take, what they make, and what they refuse."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper_jmespath.evaluation.convert import CONVERTERS, Conversion, ConversionError, as_plain, convert, number_text

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def _date(value: object) -> object:
    return convert(value, Conversion("date", zone=COPENHAGEN))


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("text", 17, "17"),
        ("text", Decimal("1.50"), "1.5"),
        ("text", "  ", None),
        ("integer", "10031", 10031),
        ("integer", " 7 ", 7),
        ("integer", Decimal("4.0"), 4),
        ("integer", "", None),
        ("decimal", "3", "3"),
        ("decimal", "0.123456789012", "0.123456789012"),
        ("decimal", Decimal("1E+3"), "1000"),
        ("decimal", "-0.00", "0"),
        ("money", -2500, -2500),
        ("country", "dk ", "DK"),
        ("currency", "dkk", "DKK"),
        ("boolean", False, False),
        ("boolean", "TRUE", True),
        ("phone", "0045 12345678", "0045 12345678"),
        ("phone", "unknown", None),
        ("vat_number", "ie 6388047-v", "IE6388047V"),
    ],
)
def test_a_value_is_converted(name: str, value: object, made: object) -> None:
    assert convert(value, Conversion(name)) == made


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", True),
        ("text", ["a"]),
        ("text", {"a": 1}),
        ("integer", "1.000"),
        ("integer", True),
        ("integer", Decimal("1.5")),
        ("integer", "١٢"),
        ("integer", Decimal("NaN")),
        ("decimal", "1,5"),
        ("decimal", "1e5"),
        ("decimal", Decimal("1E+999999999")),
        ("decimal", Decimal("Infinity")),
        ("decimal", 1.5),
        ("money", "29900"),
        ("money", Decimal("299.00")),
        ("money", 299.0),
        ("money", True),
        ("country", "Danmark"),
        ("country", "UK"),
        ("currency", "kr."),
        ("boolean", 1),
        ("boolean", "yes"),
        ("phone", 12345678),
        ("phone", "1" * 60),
        ("vat_number", "DK 12 34 56 78 / SE 1"),
    ],
)
def test_a_value_is_refused(name: str, value: object) -> None:
    with pytest.raises(ConversionError):
        convert(value, Conversion(name))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-30T22:59:59Z", "2026-11-30"),
        ("2026-11-30T23:00:00Z", "2026-12-01"),
        ("2026-03-29T00:59:59Z", "2026-03-29"),
        ("2026-10-24T22:00:00Z", "2026-10-25"),
        ("2026-06-30T22:00:00Z", "2026-07-01"),
        ("2026-11-20", "2026-11-20"),
    ],
)
def test_a_day_is_copenhagens(moment: str, day: str) -> None:
    assert _date(moment) == day


@pytest.mark.parametrize(
    "moment", [1762799355, "20.11.2026", "2026-11-31", "2026-11-20T08:00:00", "9999-12-31T23:59:59Z", None]
)
def test_what_is_no_moment_is_refused(moment: object) -> None:
    with pytest.raises(ConversionError):
        _date(moment)


def test_a_prefix_is_dropped_for_its_own_country_only() -> None:
    conversion = Conversion("vat_number", drop_prefix="DK")
    assert convert("DK12345678", conversion) == "12345678"
    assert convert("SE556677889901", conversion) == "SE556677889901"


@pytest.mark.parametrize("value", [Decimal("1.5"), 1.5, {"a": 1}])
def test_without_a_converter_a_value_must_be_plain(value: object) -> None:
    with pytest.raises(ConversionError):
        as_plain(value)


@given(st.integers(-(10**15), 10**15))
def test_money_comes_out_as_it_went_in(amount: int) -> None:
    assert convert(amount, Conversion("money")) == amount


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=12))
def test_a_decimal_keeps_its_value(number: Decimal) -> None:
    text = number_text(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert convert(text, Conversion("decimal")) == text


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(CONVERTERS)), _JSON)
def test_a_converter_makes_its_type_or_refuses(name: str, value: object) -> None:
    kinds = {"string": str, "integer": int, "boolean": bool}
    try:
        made = convert(value, Conversion(name, zone=COPENHAGEN, max=20 if name == "text" else None))
    except ConversionError:
        return
    assert made is None or type(made) is kinds[CONVERTERS[name].makes]
