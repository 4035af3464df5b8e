"""Customers and products come again when they change, and not because the sync wrote its own note into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Sandbox
from tap_stripe_invoices.streams.changes import is_own_note
from tests.tap.moving import act, noted, post
from tests.tap.running import Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

BOTH = ("customers", "products")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A company with a new customer and a new product."""
    with Sandbox(seed=1, invoices=10) as running:
        act(running, "create_customer", name="Nordhavn Kajak ApS", email="post@nordhavn.example", country="DK")
        act(running, "create_product", name="Kajak")
        yield running


def newest(sandbox: Sandbox, kind: str) -> Json:
    """The newest customer or product."""
    return list(sandbox.stripe.store.all(kind))[-1]


def after(sandbox: Sandbox, state: Json) -> Run:
    """The next run."""
    return read(sandbox.stripe.url, streams=BOTH, state=state)


def first(sandbox: Sandbox) -> Json:
    """The STATE of a first run over everything, all of whose events are forgotten."""
    state = read(sandbox.stripe.url, streams=BOTH).state
    sandbox.stripe.store.lose_events()
    return state


def test_nothing_comes_again_when_nothing_changed(sandbox: Sandbox) -> None:
    run = after(sandbox, first(sandbox))

    assert run.ids("customers") == run.ids("products") == []


def test_what_is_new_comes(sandbox: Sandbox) -> None:
    state = first(sandbox)
    customer = act(sandbox, "create_customer", name="Vesterbro Vinhandel ApS", country="DK")
    product = act(sandbox, "create_product", name="Vin")

    run = after(sandbox, state)

    assert run.ids("customers") == [customer["id"]]
    assert run.ids("products") == [product["id"]]


def test_what_changed_comes_as_it_is_now(sandbox: Sandbox) -> None:
    state = first(sandbox)
    store = sandbox.stripe.store
    customer, product = newest(sandbox, "customer"), newest(sandbox, "product")
    store.change("customer", customer["id"], {"name": "Nordhavn Kajak og SUP ApS"})
    store.change("product", product["id"], {"name": "Kajak, rød"})

    run = after(sandbox, state)

    assert [one["name"] for one in run.records("customers")] == ["Nordhavn Kajak og SUP ApS"]
    assert [one["name"] for one in run.records("products")] == ["Kajak, rød"]


def test_a_new_tax_id_makes_its_customer_due(sandbox: Sandbox) -> None:
    state = first(sandbox)
    customer = newest(sandbox, "customer")
    post(sandbox, f"/v1/customers/{customer['id']}/tax_ids", type="eu_vat", value="DK12345674")

    (record,) = after(sandbox, state).records("customers")

    assert record["id"] == customer["id"]
    assert [one["value"] for one in record["tax_ids"]] == ["DK12345674"]


def test_a_note_of_the_sync_itself_makes_nothing_due(sandbox: Sandbox) -> None:
    state = first(sandbox)
    noted(sandbox, newest(sandbox, "customer"), economic_customer_number="1017")
    assert after(sandbox, state).ids("customers") == []

    noted(sandbox, newest(sandbox, "product"), economic_status="created")
    assert after(sandbox, state).ids("products") == []


def test_a_note_of_somebody_else_makes_it_due(sandbox: Sandbox) -> None:
    state = first(sandbox)
    customer = newest(sandbox, "customer")
    noted(sandbox, customer, economic_customer_number="1017", segment="b2b")

    assert after(sandbox, state).ids("customers") == [customer["id"]]


def test_a_deleted_one_is_not_told_of(sandbox: Sandbox) -> None:
    state = first(sandbox)
    customer = newest(sandbox, "customer")
    sandbox.stripe.store.change("customer", customer["id"], {"name": "Nordhavn Kajak i likvidation ApS"})
    sandbox.stripe.store.delete("customer", customer["id"])

    assert after(sandbox, state).records("customers") == []


def test_after_a_gap_longer_than_events_are_kept_all_are_read_again(sandbox: Sandbox) -> None:
    state = first(sandbox)
    for stream in BOTH:
        state["bookmarks"][stream] |= {"read_at": "2026-09-01T00:00:00Z", "swept_at": "2026-09-01T00:00:00Z"}

    run = after(sandbox, state)

    assert sorted(run.ids("customers")) == sorted(one["id"] for one in sandbox.stripe.store.all("customer"))
    assert newest(sandbox, "product")["id"] in run.ids("products")


@pytest.mark.parametrize(
    ("before", "is_own"),
    [
        ({"metadata": {"economic_status": None}}, True),
        # As Stripe told it of a product: its `updated` changes along.
        ({"metadata": {"economic_status": "failed", "economic_error": "…"}, "updated": 1_620_930_329}, True),
        ({"metadata": {"economic_status": None, "tier": None}}, False),
        ({"metadata": {"tier": None}, "updated": 1_620_930_329}, False),
        ({"metadata": {"economic_status": None}, "name": "Kajak"}, False),
        ({"updated": 1_620_930_329}, False),
        ({"metadata": {}}, False),
        ({"metadata": None}, False),
        ({}, False),
        (None, False),
    ],
)
def test_only_the_syncs_own_keys_are_no_news(before: object, is_own: bool) -> None:  # noqa: FBT001  # the expectation
    assert is_own_note({"data": {"object": {}, "previous_attributes": before}}) is is_own
