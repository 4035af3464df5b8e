"""Requests nobody should send: each gets an answer in e-conomic's shape, never a crash, and changes nothing."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, customer, draft, line, product

BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"12",
    b"NaN",
    b'{"name": NaN}',
    b'{"name": 1e999999999}',
    b'{"creditLimit": 1e40000}',
    b'{"creditLimit": ' + b"9" * 5000 + b"}",
    b'{"creditLimit": 0.' + b"1" * 5000 + b"}",
    b'{"name": "\xff\xfe"}',
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"name": {"a": [[[[1]]]]}}',
    '{"name": "bøh"'.encode("utf-16"),
]


@pytest.mark.parametrize("path", ["/customers", "/products", "/invoices/drafts", "/invoices/booked"])
@pytest.mark.parametrize("body", BODIES, ids=[str(n) for n in range(len(BODIES))])
def test_a_body_that_makes_no_sense(api: Client, path: str, body: bytes) -> None:
    answer = api.call("POST", path, data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == answer.json()["httpStatusCode"] == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_a_body_that_is_not_called_json(api: Client, kind: str) -> None:
    answer = api.call("POST", "/customers", data=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["httpStatusCode"]) == (415, 415)


def test_a_body_that_is_too_large(api: Client, store: Store) -> None:
    answer = api.post("/customers", customer(name="x" * 10_000_001))
    assert (answer.status_code, answer.json()["httpStatusCode"]) == (413, 413)
    assert len(store.customers) == 0


def test_half_a_character_is_replaced(api: Client) -> None:
    body = b'{"productNumber": "P1", "name": "a\\ud83d", "productGroup": {"productGroupNumber": 1}}'
    answer = api.call("POST", "/products", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["name"]) == (201, "a?")


def test_the_largest_numbers_are_computed_exactly(api: Client) -> None:
    most = 999_999_999_999
    made = api.draft(
        currency="KWD",
        exchangeRate=most,
        lines=[line(quantity=most, unitNetPrice=most, unitCostPrice=most, discountPercentage=0.01)] * 3,
    )
    assert Fraction(made["lines"][0]["totalNetAmount"]) == round(Fraction(most * most * 9999, 10000), 2)
    assert made["netAmount"] + made["vatAmount"] == made["grossAmount"]


@pytest.mark.parametrize(
    "path",
    [
        "/customers/abc",
        "/customers/-1",
        "/customers/0",
        "/customers/1.0",
        "/customers/%00",
        "/customers/%E2%98%83",
        "/customers/" + "9" * 5000,
        "/products/%FF%FE",
        "/products/..%2f..%2fetc",
        "/invoices/drafts/²",
        "/invoices/booked/1e3",
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_address_that_names_nothing(api: Client, method: str, path: str) -> None:
    answer = api.call(method, path)
    assert answer.status_code in {404, 405}
    assert answer.json()["httpStatusCode"] == answer.status_code


@pytest.mark.parametrize("host", ["[", "a b", "x" * 2000, "evil.example"])
def test_a_host_header_changes_nothing(api: Client, host: str) -> None:
    answer = api.call("GET", "/customers?pagesize=5", headers={"Host": host})
    assert answer.status_code == 200
    assert answer.json()["self"].startswith(api.url)


@pytest.mark.parametrize(
    "query", ["filter=%", "filter=%ff", "filter=name$eq:%00", "sort=%ff", "pagesize=\uff11", "&&&=&", "filter"]
)
def test_a_query_that_makes_no_sense(api: Client, query: str) -> None:
    answer = api.get(f"/customers?{query}")
    assert answer.status_code in {200, 400}
    assert answer.json()


def test_a_pattern_of_many_stars_is_answered(api: Client) -> None:
    api.customer(name="a" * 250)
    assert api.filtered("/customers", f"name$like:{'*a' * 200}b") == []
    assert len(api.filtered("/customers", f"name$like:{'*a' * 200}")) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_is_answered(api: Client, data: st.DataObject) -> None:
    path, body = data.draw(
        st.sampled_from([("/customers", customer()), ("/products", product()), ("/invoices/drafts", draft())])
    )
    name = data.draw(
        st.sampled_from(sorted(body)) | st.sampled_from(["email", "references", "notes", "exchangeRate"])
    )
    answer = api.post(path, {**body, name: data.draw(values)})
    assert answer.status_code in {201, 400}
    assert answer.json()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(data=st.data())
def test_any_value_on_a_line_is_answered(api: Client, data: st.DataObject) -> None:
    api.draft()
    name = data.draw(
        st.sampled_from([*sorted(line()), "unit", "accrual", "discountPercentage", "lineNumber", "sortKey"])
    )
    answer = api.post("/invoices/drafts", draft(lines=[line(**{name: data.draw(values)})]))
    assert answer.status_code in {201, 400}
    assert answer.json()
