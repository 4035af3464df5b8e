"""Untrusted text comes out plain, and fits."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper_jmespath.text import MARK, cut, length, plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Ann ", "Ann"),
        ("Bo\x00b\x1b[31m", "Bob[31m"),
        ("one\r\ntwo\tthree", "one two three"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("\ufeffName", "Name"),
        ("half \ud83d", "half"),
        ("Søren 👩\u200d💻", "Søren 👩\u200d💻"),
        ("\n\t ", ""),
    ],
)
def test_text_is_made_plain(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_newlines_stay_where_they_are_allowed() -> None:
    assert plain_text("Vestergade 1\r\n 2. sal \x0b", newlines=True) == "Vestergade 1\n2. sal"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Annual plan", 11, "Annual plan"),
        ("Annual plan", 10, "Annual…"),
        ("Annual plan, with support", 13, "Annual plan…"),
        ("Donaudampfschiffahrt", 10, "Donaudamp…"),
        ("ab", 1, "…"),
        ("🎉🎉🎉", 6, "🎉🎉🎉"),
        ("🎉🎉🎉", 5, "🎉🎉…"),
        ("🎉🎉🎉", 4, "🎉…"),
        ("🎉", 1, "…"),
        ("Plan 🎉 ab", 9, "Plan 🎉…"),
        ("abcdefe\u0301fgh", 8, "abcdef…"),
        ("abcdef👩\u200d💻gh", 10, "abcdef…"),
        ("abcdef👍🏽gh", 10, "abcdef…"),
        ("ab🇩🇰🇸🇪🇳🇴", 9, "ab🇩🇰…"),
        ("a" + "\u0301" * 99, 10, "a" + "\u0301" * 8 + "…"),
    ],
)
def test_text_is_cut_at_a_word(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


@given(st.text(), st.integers(1, 60))
def test_cut_text_fits_and_begins_as_the_whole_did(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode("utf-16-le")) <= 2 * limit
    if short != text:
        assert short.endswith(MARK)
        assert text.startswith(short.removesuffix(MARK))


@given(st.text())
def test_length_is_counted_as_e_conomic_counts(text: str) -> None:
    assert length(text) == len(text.encode("utf-16-le")) // 2


@given(st.text(st.characters(exclude_categories=[])))
def test_plain_text_can_be_written_and_has_no_control_characters(text: str) -> None:
    plain = plain_text(text)
    plain.encode("utf-8")
    assert not [one for one in plain if unicodedata.category(one) in {"Cc", "Cs"}]
    assert plain_text(plain) == plain
