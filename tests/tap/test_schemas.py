"""The schemas of the streams: every property that Stripe has is named, and every record is as they say."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from sandbox import Sandbox
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams.kinds import STREAMS
from tests.support import SHARED
from tests.tap.running import Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

SDK = SHARED / "stripe" / "sdk-schema.json"

# What Stripe gives only where it is asked for, or to a key that may see more, and this tap does not ask for.
LEFT_OPEN = {
    "invoice": {"amount_paid_off_stripe", "confirmation_secret", "payments"},
    "customer": {"cash_balance", "invoice_credit_balance", "sources", "subscriptions", "tax"},
}
# A deleted object's stub; streams do not say it of their own records, which are never deleted ones but by id.
STUB = {"deleted"}

WHERE = [
    ("invoice", "invoices", ()),
    ("invoice_line_item", "invoices", ("lines",)),
    ("customer", "invoices", ("customer",)),
    ("product", "invoices", ("lines", "product")),
    ("charge", "payments", ()),
    ("refund", "payments", ("refunds",)),
    ("customer", "payments", ("customer",)),
    ("balance_transaction", "payments", ("balance_transaction",)),
    ("credit_note", "credit_notes", ()),
    ("credit_note_line_item", "credit_notes", ("lines",)),
    ("tax_rate", "credit_notes", ("lines", "tax_rates")),
    ("customer", "customers", ()),
    ("discount", "customers", ("discount",)),
    ("tax_id", "customers", ("tax_ids",)),
    ("product", "products", ()),
    ("balance_transaction", "balance_transactions", ()),
    ("application_fee", "balance_transactions", ("source",)),
    ("charge", "balance_transactions", ("source",)),
    ("dispute", "balance_transactions", ("source",)),
    ("payout", "balance_transactions", ("source",)),
    ("refund", "balance_transactions", ("source",)),
    ("transfer", "balance_transactions", ("source",)),
    ("payout", "payouts", ()),
]


@pytest.fixture(scope="module")
def everything() -> Iterator[Run]:
    """One run over all that a company has."""
    with Sandbox(seed=1, invoices=120) as running:
        yield read(running.stripe.url, streams=STREAMS, requests_per_second="0")


@cache
def sdk() -> Json:
    """What the SDK says of Stripe's objects."""
    return dict(json.loads(SDK.read_text())["objects"])


def part(stream: str, path: tuple[str, ...]) -> Json:
    """The schema of a part of a stream's records."""
    found: Json = getattr(schemas, stream)()
    for name in path:
        found = found["properties"][name]
        found = found.get("items", found)
    return found


def instants(schema: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a schema has times."""
    for name, inner in schema.get("properties", {}).items():
        inside = inner.get("items", inner)
        if inside.get("format") == "date-time":
            yield (*path, name)
        yield from instants(inside, (*path, name))


@pytest.mark.skipif(not SDK.exists(), reason="what the SDK says of Stripe's objects is not here")
@pytest.mark.parametrize(("kind", "stream", "path"), WHERE)
def test_every_property_that_stripe_has_is_named(kind: str, stream: str, path: tuple[str, ...]) -> None:
    named = set(part(stream, path)["properties"])

    assert set(sdk()[kind]["properties"]) - named - STUB == LEFT_OPEN.get(kind, set())


@pytest.mark.skipif(not SDK.exists(), reason="what the SDK says of Stripe's objects is not here")
@pytest.mark.parametrize(("kind", "stream", "path"), WHERE)
def test_whole_numbers_texts_and_flags_have_their_type(kind: str, stream: str, path: tuple[str, ...]) -> None:
    types = {"int": "integer", "str": "string", "bool": "boolean", "float": "number"}
    schema = part(stream, path)
    for name, said in sdk()[kind]["properties"].items():
        plain = said["type"].removeprefix("Optional[").removesuffix("]")
        named = schema["properties"].get(name, {})
        if plain in types and named and named.get("format") != "date-time":
            assert types[plain] in named["type"], name


@pytest.mark.parametrize("stream", STREAMS)
def test_every_record_is_as_its_schema_says(everything: Run, stream: str) -> None:
    validator = jsonschema_rs.Draft202012Validator(getattr(schemas, stream)(), validate_formats=True)
    records = everything.records(stream)

    assert records
    for record in records:
        assert [error.message for error in validator.iter_errors(record)] == []


@pytest.mark.parametrize("stream", STREAMS)
def test_no_second_is_left_uncounted(everything: Run, stream: str) -> None:
    """An integer between 2010 and 2100 in seconds stands nowhere in a record but in amounts."""
    times = {path[-1] for name in STREAMS for path in instants(getattr(schemas, name)())}

    def left(value: object, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in times and isinstance(inner, int):
                    yield f"{path}.{name}"
                if name != "metadata":
                    yield from left(inner, f"{path}.{name}")
        elif isinstance(value, list):
            for inner in value:
                yield from left(inner, path)

    assert [one for record in everything.records(stream) for one in left(record, record["id"])] == []


@pytest.mark.parametrize("stream", STREAMS)
def test_a_schema_is_made_anew_each_time(stream: str) -> None:
    make = getattr(schemas, stream)

    make()["properties"]["id"]["type"] = "changed"

    assert make()["properties"]["id"]["type"] == "string"
