"""The store and the renderer: what goes in comes out, exactly and in Stripe's layout."""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import SandboxError
from sandbox.company import generate, stream
from sandbox.stripe.api.rendering import read, render, render_list
from sandbox.stripe.store import Store

JsonObject = dict[str, Any]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(st.text(), values, max_size=6)


@given(objects)
def test_json_is_what_the_standard_library_writes_with_two_spaces(value: JsonObject) -> None:
    text = render(value)
    assert text.decode() == json.dumps(value, indent=2, ensure_ascii=False)
    assert read(text) == value


@given(st.lists(objects, max_size=4), st.booleans())
def test_a_page_is_laid_out_as_if_rendered_whole(items: list[JsonObject], has_more: bool) -> None:  # noqa: FBT001 - drawn
    page = {"object": "list", "data": items, "has_more": has_more, "url": "/v1/x"}
    assert render_list("/v1/x", [render(item) for item in items], has_more=has_more) == render(page)


def test_decimals_are_written_as_they_came() -> None:
    assert render({"percent_off": Decimal("10.0")}) == b'{\n  "percent_off": 10.0\n}'
    assert str(read(b'{"a": 12.50}')["a"]) == "12.50"


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        render({"a": b"x"})


def test_objects_come_out_as_they_went_in() -> None:
    made = generate(invoices=20)
    store = Store.load(made)
    for item in made:
        if item["object"] != "invoice" or len(item["lines"]["data"]) <= 10:
            assert store.find(item["object"], item["id"]) == {k: v for k, v in item.items() if k[0] != "_"}


def test_what_comes_out_is_a_copy() -> None:
    store = Store.load(generate(invoices=1))
    customer = next(store.all("customer"))
    customer["metadata"]["mine"] = "yes"
    assert store.find("customer", customer["id"]) != customer


def test_an_object_put_again_is_replaced_and_keeps_its_place() -> None:
    store = Store.load(generate(invoices=20))
    order = [item["id"] for item in store.all("invoice")]
    store.put((store.find("invoice", order[3]) or {}) | {"status": "void"})
    assert [item["id"] for item in store.all("invoice")] == order
    assert (store.find("invoice", order[3]) or {})["status"] == "void"


def test_an_invoice_put_back_keeps_its_further_lines() -> None:
    store = Store.load(generate(invoices=10))
    long = next(item for item in store.all("invoice") if item["lines"]["has_more"])
    store.put(long | {"status": "void"})
    assert len(store.lines(long["id"])) == 12


def test_an_invoice_whose_further_lines_were_never_put_is_refused() -> None:
    long = next(item for item in Store.load(generate(invoices=10)).all("invoice") if item["lines"]["has_more"])
    with pytest.raises(SandboxError, match="only the first 10"):
        Store().put(long)


def test_an_object_that_moves_in_time_moves_in_the_list() -> None:
    store = Store.load(generate(invoices=5))
    first = next(store.all("invoice"))
    store.put(first | {"created": first["created"] + 400 * 86_400})
    assert [item["id"] for item in store.all("invoice")][-1] == first["id"]


@pytest.mark.parametrize("item", [{"object": "sock", "id": "x"}, {"object": "invoice"}, {"id": "x"}, {}])
def test_what_is_no_stripe_object_is_refused(item: JsonObject) -> None:
    with pytest.raises(SandboxError) as caught:
        Store.load([item])
    assert caught.value.code == "unknown_object"


@pytest.mark.parametrize("act", ["change", "delete"])
def test_what_does_not_exist_cannot_be_changed_or_deleted(act: str) -> None:
    store = Store.load(generate(invoices=1))
    with pytest.raises(SandboxError):
        getattr(store, act)("customer", "cus_nothere", *([{}] if act == "change" else []))


def test_many_threads_may_write_at_once() -> None:
    store = Store.load(generate(invoices=1))
    customer = next(store.all("customer"))["id"]

    def write(number: int) -> None:
        for turn in range(50):
            body = store.find("customer", customer) or {}
            assert body["id"] == customer
            store.change("customer", customer, {"name": f"{number}-{turn}"})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(event.what == "customer.updated" for event in store.history().events) == 200


def test_a_streamed_company_is_not_kept_as_objects() -> None:
    store = Store.load(stream(seed=1, invoices=300))
    kept = sum(len(entry.packed) for entry in store.collection("invoice"))
    written = sum(len(entry.text) for entry in store.collection("invoice"))
    assert kept * 6 < written


def test_an_object_dated_outside_the_calendar_does_not_carry_the_clock_there() -> None:
    store = Store.load(generate(invoices=1))
    before = store.now()
    store.put(next(store.all("product")) | {"updated": 10**15})
    assert store.now() == before
