"""The sample records are what the tap writes: the same properties, and figures that add up."""

from collections.abc import Iterator
from typing import Any

import pytest

from stripe_economic.mappings.samples import all_samples
from tap_stripe_invoices.tap import TapStripeInvoices

Json = dict[str, Any]

SCHEMAS = {
    name: stream.schema for name, stream in TapStripeInvoices(config={}, validate_config=False).streams.items()
}
RECORDS = [(stream, name) for stream, samples in all_samples().items() for name in samples]
# The tap's schemas are open, and not all of them name it.
NOT_IN_ALL = {"threshold_reason"}


def _wrong(value: object, schema: Json, path: str, *, is_stub: bool = False) -> Iterator[str]:
    """Yield every place at which a record has other properties than its schema, or values of another type.

    Of a deleted customer only a stub is left, and a record that was not deleted does not say so.
    """
    if value is None:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _wrong(item, schema.get("items", {}), f"{path}[{index}]", is_stub=is_stub)
    elif isinstance(value, dict):
        properties = schema.get("properties")
        if not properties:
            return
        is_stub = is_stub or bool(value.get("deleted"))
        for name in sorted(value.keys() - properties.keys() - NOT_IN_ALL):
            yield f"{path}.{name} is only in the sample"
        for name in () if is_stub else sorted(properties.keys() - value.keys() - {"deleted"}):
            yield f"{path}.{name} is only in the schema"
        for name in value.keys() & properties.keys():
            yield from _wrong(value[name], properties[name], f"{path}.{name}", is_stub=is_stub)
    else:
        kinds = {"str": "string", "bool": "boolean", "int": "integer", "float": "number"}
        named = schema.get("type", [])
        if kinds[type(value).__name__] not in ([named] if isinstance(named, str) else named):
            yield f"{path} is {value!r} where the schema has {named}"


@pytest.mark.parametrize(("stream", "name"), RECORDS)
def test_a_sample_has_the_properties_that_the_tap_writes(stream: str, name: str) -> None:
    assert list(_wrong(all_samples()[stream][name], SCHEMAS[stream], name)) == []


@pytest.mark.parametrize("stream", ["invoices", "credit_notes"])
def test_the_figures_of_a_sample_add_up_unless_that_is_what_it_shows(stream: str) -> None:
    for name, record in all_samples()[stream].items():
        amounts = record["amounts"]
        for figure in ("net", "tax", "gross"):
            assert sum(line[figure] for line in record["lines"]) == amounts[figure], name
        assert amounts["net"] + amounts["tax"] == amounts["gross"]
        assert (record["total"] == amounts["gross"]) is (record["tap_error"] is None), name
        assert record["total_excluding_tax"] == amounts["net"]
        assert sum(tax["amount"] for tax in record["total_taxes"]) == amounts["tax"]


def test_samples_are_made_up() -> None:
    emails = {text for text in _texts(list(all_samples().values())) if "@" in text}
    assert emails
    assert all(email.endswith(".example") for email in emails)


def test_a_caller_may_change_what_it_gets() -> None:
    all_samples()["invoices"]["danish business"]["customer"]["name"] = "changed"
    assert all_samples()["invoices"]["danish business"]["customer"]["name"] == "Ørsted & Søn ApS"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
