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
from sandbox.stripe.api.routing import Asked, Read
from sandbox.stripe.api.versions import KNOWN
from sandbox.stripe.kinds import KIND, SERVED
from sandbox.stripe.lists.filters import known_parameters
from sandbox.stripe.resources import Resources
from sandbox.stripe.routes import reads
from sandbox.stripe.store import Store
from tests.sandbox.stripe.made import account_objects

if TYPE_CHECKING:
    from collections.abc import Callable

STORE = Store.load([*generate(invoices=8), *account_objects()])
RESOURCES = Resources(STORE)
IDS = [next(STORE.all(kind))["id"] for kind in SERVED]

names = st.sampled_from(sorted({name for kind in KIND for name in known_parameters(kind)} | {"types", "type", "x"}))
suffixes = st.sampled_from(["", "[]", "[0]", "[gte]", "[lt]", "[type]", "[payment_intent]", "[a][b]", "[", "[[]]"])
segments = [
    "data", "customer", "tax_ids", "lines", "payments", "discounts", "source", "coupon", "invoice", "charge",
    "payment_intent", "refunds", "balance_transaction", "price", "amount_paid_off_stripe", "",
]  # fmt: skip
paths = st.lists(st.sampled_from(segments), min_size=1, max_size=5).map(".".join)
values = st.one_of(
    st.sampled_from(["", "true", "paid", "-1", "0", "7", "1780000000", "9" * 30, "in_x", "\x00", *IDS]),
    paths,
    st.text(max_size=8),
)
queries = st.lists(st.tuples(names, suffixes, values), max_size=4).map(
    lambda parts: urlencode([(name + suffix, value) for name, suffix, value in parts]).encode()
)
expansions = st.lists(paths, max_size=2).map(lambda found: urlencode([("expand[]", path) for path in found]).encode())


def status_of(ask: Callable[[], bytes]) -> int:
    try:
        body = ask()
    except ApiError as error:
        json.dumps(error.body("req_x"))
        return error.status
    return 200 if json.loads(body)["object"] else 0


@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_refused(encoded: bytes) -> None:
    def ask() -> bytes:
        parse(encoded)
        return b'{"object": "parsed"}'

    assert status_of(ask) in {200, 400}


@pytest.mark.parametrize("read", reads(), ids=lambda read: f"{read.method} {read.path}")
@settings(max_examples=40, deadline=None)
@given(
    encoded=st.one_of(queries, expansions),
    identifier=st.sampled_from([*IDS, "cus_1", "x", "\x00", "9" * 5_000]),
    version=st.sampled_from(sorted(KNOWN)),
)
def test_any_request_is_answered_or_refused(read: Read, encoded: bytes, identifier: str, version: str) -> None:
    named = {"id": identifier, "member": identifier}
    status = status_of(lambda: read.answer(RESOURCES, Asked(parse(encoded), read.path, named, version)))
    assert status in {200, 400, 403, 404}


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from([kind for kind in SERVED if KIND[kind].metadata]),
    given_=st.lists(
        st.tuples(
            st.sampled_from(["metadata", "metadata[a]", "metadata[]", "name", "active", "email", "description"]),
            st.text(max_size=9),
        ),
        max_size=4,
    ),
)
def test_any_update_is_made_or_refused(kind: str, given_: list[tuple[str, str]]) -> None:
    named = {"id": next(STORE.all(kind))["id"]}
    encoded = urlencode(given_).encode()
    assert status_of(lambda: RESOURCES.update(kind, Asked(parse(encoded), "", named))) in {200, 400}
