"""e-conomic's filter language, as it answers on a live agreement."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox import Sandbox
from target_economic.http import filters
from target_economic.http.client import Client
from target_economic.http.jsontext import encode
from tests.support import ECONOMIC_TOKENS


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
    longest = max((len(quote(one, safe="$:")) for one in conditions), default=0)
    assert all(len(quote(one, safe="$:")) <= max(filters.MAX_QUERY, longest) for one in sent)


@pytest.fixture(scope="module")
def ledger() -> Iterator[tuple[Sandbox, Client]]:
    with Sandbox(invoices=0) as running:
        client = Client(running.economic.url, *ECONOMIC_TOKENS.values())
        yield running, client
        client.close()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)
AWKWARD = st.text("$()[]*,: andorABæø%&+#?/\\'\"", min_size=1, max_size=12)


@settings(max_examples=60)
@given(wanted=TEXT | AWKWARD, other=TEXT | AWKWARD)
@example(wanted="a$or:b)", other="[X] *,(50%)")
@example(wanted="$eq:$and:$null:", other="$")
def test_whatever_a_text_holds_it_is_found_and_breaks_no_filter(
    ledger: tuple[Sandbox, Client], wanted: str, other: str
) -> None:
    running, client = ledger
    customers = running.economic.store.customers
    for number, name in ((1, wanted), (2, other)):
        customers.put(number, {"customerNumber": number, "name": name}, {})
    condition = next(filters.any_of([filters.equals("name", wanted), filters.equals("name", "nobody")]))
    found = {one["name"] for one in client.collection("/customers", "look customers up", condition)}
    assert wanted in found
    assert other not in found or other.casefold() == wanted.casefold() or other.lower() == wanted.lower()


@given(st.text(min_size=300, max_size=2500), st.sampled_from([filters.equals, filters.contains]))
def test_a_text_too_long_for_an_address_is_looked_up_by_its_beginning(text: str, condition: object) -> None:
    assert callable(condition)
    made = condition("references.other", text)
    assert len(quote(made, safe="$:", errors="replace")) <= filters.MAX_QUERY
    assert made.startswith("references.other$")


def test_a_long_text_is_found_by_its_beginning(ledger: tuple[Sandbox, Client]) -> None:
    running, client = ledger
    name = "東京" * 125
    running.economic.store.customers.put(1, {"customerNumber": 1, "name": name}, {})
    (found,) = client.collection("/customers", "look customers up", filters.equals("name", name))
    assert found["name"] == name


def test_half_a_character_neither_breaks_a_filter_nor_a_body() -> None:
    assert filters.equals("name", "a\ud83db") == "name$eq:a?b"
    assert filters.contains("name", "a\ud83db") == "name$like:*a?b*"
    assert encode({"name": "a\ud83db"}) == b'{"name":"a?b"}'
