"""The filter and sort language of collections, tried on customers."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.economic.errors import ApiError
from sandbox.economic.query.fields import CUSTOMERS
from sandbox.economic.query.filters import compile_filter
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client

NAMES = (
    "Joe",
    "joe's A/S",
    "Airport (Kastrup)",
    "Seaport",
    "50 % off, now",
    "A*B",
    "US$ Trading",
    "ZZ[X]",
    "Ærø Færge",
)


@pytest.fixture
def people(api: Client) -> Client:
    for number, name in enumerate(NAMES, start=1):
        api.customer(customerNumber=number, name=name, city="Kastrup" if "port" in name else "Aalborg")
    api.put("/customers/1", {**_body(api), "email": "joe@example.dk", "creditLimit": 500, "barred": True})
    return api


def _body(api: Client) -> dict[str, object]:
    body: dict[str, object] = api.get("/customers/1").json()
    return body


def names(api: Client, text: str) -> list[str]:
    return [item["name"] for item in api.filtered("/customers", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name$eq:joe", ["Joe"]),
        ("name$eq:JOE", ["Joe"]),
        ("name$eq:ærø færge", ["Ærø Færge"]),
        ("name$eq:A*B", ["A*B"]),
        ("name$eq:A$*B", ["A*B"]),
        ("name$eq:50 % off, now", ["50 % off, now"]),
        ("name$eq:50 % off$, now", ["50 % off, now"]),
        ("name$eq:US$$ Trading", ["US$ Trading"]),
        ("name$eq:Airport (Kastrup$)", ["Airport (Kastrup)"]),
        ("name$eq:Airport $(Kastrup$)", ["Airport (Kastrup)"]),
        ("name$eq:ZZ[X]", ["ZZ[X]"]),
        ("name$eq:ZZ$[X$]", []),
        ("name$like:port", ["Airport (Kastrup)", "Seaport"]),
        ("name$like:*port", ["Seaport"]),
        ("name$like:j*", ["Joe", "joe's A/S"]),
        ("name$like:a*)", None),
        ("name$like:a*$)", ["Airport (Kastrup)"]),
        ("name$like:$*", ["A*B"]),
        ("name$like:[as]*port*", ["Airport (Kastrup)", "Seaport"]),
        ("name$like:[a-c]*", ["Airport (Kastrup)", "A*B"]),
        ("name$like:[^a]*port", ["Seaport"]),
        ("name$like:[[]X]", ["ZZ[X]"]),
        ("name$ne:joe$and:city$eq:kastrup", ["Airport (Kastrup)", "Seaport"]),
        ("email$eq:$null:", list(NAMES[1:])),
        ("email$ne:$null:", ["Joe"]),
        ("customerNumber$in:[1,3, 99]", ["Joe", "Airport (Kastrup)"]),
        ("customerNumber$nin:[1,2,3,4,5,6,7,8]", ["Ærø Færge"]),
        ("name$in:[Joe,Seaport]", []),
        ("customerNumber$gt:7", ["ZZ[X]", "Ærø Færge"]),
        ("customerNumber$lte:1.0", ["Joe"]),
        ("creditLimit$gte:500", ["Joe"]),
        ("creditLimit$lt:500", []),
        ("barred$eq:true", ["Joe"]),
        ("barred$ne:true$and:customerNumber$lt:3", ["joe's A/S"]),
        ("lastUpdated$gt:2001-01-01T00:00:00Z$and:customerNumber$eq:4", ["Seaport"]),
        ("customerGroup.customerGroupNumber$eq:1$and:customerNumber$eq:4", ["Seaport"]),
        ("customerGroup.customerGroupNumber$eq:2", []),
        # $and: binds tighter than $or:.
        ("name$eq:Joe$or:city$eq:Kastrup$and:name$like:sea", ["Joe", "Seaport"]),
        ("(name$eq:Joe$or:city$eq:Kastrup)$and:name$like:sea", ["Seaport"]),
        ("((name$eq:Joe))", ["Joe"]),
        ("name$eq:Joe$or:name$eq:Seaport$or:name$eq:nobody", ["Joe", "Seaport"]),
        ("name$eq:Joe$and:email$eq:nobody@example.dk", []),
    ],
)
def test_what_a_filter_finds(people: Client, text: str, expected: list[str] | None) -> None:
    if expected is None:
        assert people.get("/customers", filter=text).status_code == 400
    else:
        assert names(people, text) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("bogusProp$eq:1", "Filtering is not allowed on property 'bogusProp'."),
        ("vatZone.vatZoneNumber$eq:1", "Filtering is not allowed on property 'vatZone.vatZoneNumber'."),
        ("name$eq:US$ Trading", "Syntax error"),
        ("name$eq:x)", "Syntax error"),
        ("(name$eq:x", "Syntax error, expected: )"),
        ("name", "Syntax error"),
        ("name$is:x", "Syntax error"),
        ("name$eq:x$and:", "Syntax error"),
        ("$eq:x", "Syntax error"),
        ("customerNumber$in:1,2", "Syntax error, expected: ["),
        ("customerNumber$in:[1,2", "Syntax error"),
        ("customerNumber$in:[]", "not valid"),
        ("customerNumber$eq:one", "not valid"),
        ("customerNumber$eq:NaN", "not valid"),
        ("customerNumber$like:1", "not supported"),
        ("barred$eq:maybe", "not valid"),
        ("barred$gt:true", "not supported"),
        ("name$gt:$null:", "cannot compare"),
        ("(" * 60 + "name$eq:x" + ")" * 60, "too many parentheses"),
        (f"customerNumber$in:[{','.join(str(n) for n in range(1, 202))}]", "limited to 200"),
    ],
)
def test_a_filter_that_cannot_be_used(api: Client, text: str, complaint: str) -> None:
    answer = api.get("/customers", filter=text)
    body = answer.json()
    assert answer.status_code == 400
    assert body["message"] == "Could not parse query string filter."
    assert complaint in body["errors"][0]
    assert "customerGroup.customerGroupNumber" in body["allowedFilteringFields"]


def test_two_hundred_numbers_are_allowed(people: Client) -> None:
    assert len(names(people, f"customerNumber$in:[{','.join(str(n) for n in range(1, 201))}]")) == len(NAMES)


@pytest.mark.parametrize(
    "text", ["barred$ne:true", "barred$ne:$null:", "departmentalDistribution.departmentalDistributionNumber$eq:1"]
)
def test_filters_that_crash_the_real_api(api: Client, text: str) -> None:
    assert api.get("/products", filter=text).status_code == 500
    assert api.get("/products", filter="barred$eq:false").status_code == 200


def test_an_index_follows_changes(people: Client) -> None:
    assert names(people, "email$eq:joe@example.dk") == ["Joe"]
    people.put("/customers/1", {**_body(people), "email": "new@example.dk"})
    assert names(people, "email$eq:joe@example.dk") == []
    assert names(people, "email$eq:NEW@example.dk") == ["Joe"]
    people.delete("/customers/1")
    assert names(people, "email$eq:new@example.dk") == []
    people.customer(email="new@example.dk", name="Ny")
    assert names(people, "email$eq:new@example.dk") == ["Ny"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "50 % off, now"),
        ("-name", "Ærø Færge"),
        ("~name", "50 % off, now"),
        ("-customerNumber", "Ærø Færge"),
        ("city,-customerNumber", "Ærø Færge"),
        ("-email", "Joe"),
    ],
)
def test_sorting(people: Client, sort: str, first: str) -> None:
    assert people.get("/customers", sort=sort).json()["collection"][0]["name"] == first


@pytest.mark.parametrize("sort", ["bogus", "barred", "pNumber", "name,", "--name"])
def test_a_sort_that_cannot_be_used(api: Client, sort: str) -> None:
    answer = api.get("/customers", sort=sort)
    assert answer.status_code == 400
    assert answer.json()["message"] == "Could not parse query string sort parameter."
    assert "allowedFilteringFields" not in answer.json()


def test_a_default_order_is_by_number(people: Client) -> None:
    assert [item["customerNumber"] for item in people.get("/customers").json()["collection"]] == list(range(1, 10))


@given(st.text())
def test_any_value_escaped_by_the_rules_finds_itself(value: str) -> None:
    # Brackets must stay, a value of nothing but "$null:" would be the keyword; it is escaped like any other.
    escaped = value.replace("$", "$$").replace(")", "$)")
    holds = compile_filter(f"name$eq:{escaped}", CUSTOMERS).holds
    assert holds({"name": value})
    assert not holds({"name": value + "x"})


@given(st.text(alphabet="name$eq:likeinandor()[]*,. 01x-^", max_size=80))
def test_no_filter_breaks_the_parser(text: str) -> None:
    # Anything but ApiError would fail the test.
    with suppress(ApiError):
        assert compile_filter(text, CUSTOMERS).holds({"name": "x"}) in {True, False}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date$eq:2026-11-20", [1]),
        ("date$eq:2026-11-20T23:30:00", [1]),
        ("date$gt:2026-11-20", [2]),
        ("date$gte:2026-11-20$and:date$lt:2026-11-21", [1]),
        ("lastUpdated$gte:2026-11-22", [2]),
        ("lastUpdated$gte:2026-11-22T09:00:00+01:00", [2]),
        ("lastUpdated$gt:2026-11-22T08:00:00Z", []),
        ("delivery.deliveryDate$eq:$null:", [1, 2]),
        ("date$eq:20-11-2026", None),
        ("date$gte:2026-13-01", None),
        ("date$gte:20261120", None),
        ("date$lt:tomorrow", None),
        ("lastUpdated$gt:1795248000", None),
        ("date$eq:", None),
    ],
)
def test_days_are_days_not_texts(api: Client, store: Store, text: str, expected: list[int] | None) -> None:
    for day in (20, 22):
        store.set_clock(datetime(2026, 11, day, 8, tzinfo=UTC))
        api.draft(date=f"2026-11-{day}")
    if expected is None:
        answer = api.get("/invoices/drafts", filter=text)
        assert answer.status_code == 400
        assert "is not valid" in answer.json()["errors"][0]
    else:
        assert [item["draftInvoiceNumber"] for item in api.filtered("/invoices/drafts", text)] == expected
