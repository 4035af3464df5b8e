"""e-conomic's filter language, as it answers on a live agreement."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from target_economic.http import filters


def test_dollar_and_parenthesis_are_escaped_and_brackets_are_not() -> None:
    assert filters.equals("name", "A$B (x) [y], 50%*") == "name$eq:A$$B $(x$) [y]$, 50%$*"


def test_a_bracket_in_a_like_is_a_character_class_unless_bracketed() -> None:
    assert filters.contains("email", "a[1]@b.dk") == "email$like:*a[[]1]@b.dk*"


def test_product_numbers_are_encoded_as_e_conomic_documents_them() -> None:
    assert filters.in_url("My Awesome Product_Discount5%") == "My_9_Awesome_9_Product_8_Discount5_3_"
    assert filters.in_url('2026/2027 "a".#+?') == "2026_6_2027_9_%22a%22_11__12__13__10_"


@given(st.lists(st.text(min_size=1, max_size=60), max_size=80))
def test_every_condition_goes_out_once_and_no_filter_is_too_long_to_send(values: list[str]) -> None:
    conditions = [filters.equals("email", value) for value in values]
    sent = list(filters.any_of(conditions))
    assert "$or:".join(sent) == "$or:".join(conditions)
    longest = max((len(quote(one, safe="")) for one in conditions), default=0)
    assert all(len(quote(one, safe="")) <= max(filters.MAX_QUERY, longest) for one in sent)
