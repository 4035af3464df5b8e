"""Whatever is asked, the answer is a page, an object or one of Stripe's errors; never a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company import generate
from sandbox.stripe.api.errors import ApiError
from sandbox.stripe.api.params import parse
from sandbox.stripe.kinds import SERVED
from sandbox.stripe.lists.filters import known_parameters
from sandbox.stripe.resources import Resources
from sandbox.stripe.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.stripe.api.params import Params

STORE = Store.load(generate(invoices=8))
RESOURCES = Resources(STORE)
IDS = [next(STORE.all(kind))["id"] for kind in SERVED]

names = st.sampled_from(sorted({name for kind in SERVED for name in known_parameters(kind)} | {"types", "type", "x"}))
suffixes = st.sampled_from(["", "[]", "[0]", "[gte]", "[lt]", "[a][b]", "[", "]", "[[]]"])
paths = st.lists(
    st.sampled_from(
        ["data", "customer", "tax_ids", "lines", "payments", "discounts", "source", "coupon", "invoice", ""]
    ),
    min_size=1,
    max_size=5,
).map(".".join)
values = st.one_of(
    st.sampled_from(["", "true", "paid", "-1", "0", "7", "1780000000", "9" * 30, "in_x", *IDS]),
    paths,
    st.text(max_size=8),
)
queries = st.lists(st.tuples(names, suffixes, values), max_size=4).map(
    lambda parts: urlencode([(name + suffix, value) for name, suffix, value in parts]).encode()
)


def status_of(encoded: bytes, ask: Callable[[Params], bytes]) -> int:
    try:
        body = ask(parse(encoded))
    except ApiError as error:
        json.dumps(error.body("req_x"))
        return error.status
    return 200 if json.loads(body)["object"] else 0


def answers(ask: Callable[[Params], bytes], encoded: bytes) -> None:
    assert status_of(encoded, ask) in {200, 400, 404}


@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_refused(encoded: bytes) -> None:
    assert status_of(encoded, lambda _: b'{"object": "parsed"}') in {200, 400}


@pytest.mark.parametrize("kind", SERVED)
@settings(max_examples=150, deadline=None)
@given(encoded=queries)
def test_any_list_answers_or_refuses(kind: str, encoded: bytes) -> None:
    answers(lambda params: RESOURCES.list(kind, f"/v1/{kind}s", params), encoded)


@settings(max_examples=150, deadline=None)
@given(encoded=queries, kind=st.sampled_from(SERVED), identifier=st.sampled_from(IDS))
def test_any_object_answers_or_refuses(encoded: bytes, kind: str, identifier: str) -> None:
    answers(lambda params: RESOURCES.retrieve(kind, identifier, params), encoded)
    answers(lambda params: RESOURCES.lines(identifier, "/v1/invoices/x/lines", params), encoded)
    answers(lambda params: RESOURCES.tax_ids(identifier, "/v1/customers/x/tax_ids", params), encoded)
    answers(lambda params: RESOURCES.events("/v1/events", params), encoded)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(SERVED),
    given_=st.lists(
        st.tuples(
            st.sampled_from(["metadata", "metadata[a]", "metadata[]", "name", "active", "email"]), st.text(max_size=9)
        ),
        max_size=4,
    ),
)
def test_any_update_is_made_or_refused(kind: str, given_: list[tuple[str, str]]) -> None:
    identifier = next(STORE.all(kind))["id"]
    answers(lambda params: RESOURCES.update(kind, identifier, params), urlencode(given_).encode())
