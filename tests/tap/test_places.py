"""Times and embedded lists are found where a schema says they are, at any depth."""

from __future__ import annotations

import pytest

from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.places import JsonObject, Places
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.schemas.shapes import array, instant, integer, metadata, record, text

PLACES = Places.of(
    record(
        created=instant(),
        due_date=instant(),
        quantity=integer(),
        metadata=metadata(),
        lines=array(record(period=record(start=instant(), end=instant()), taxes=array(record(amount=integer())))),
        status_transitions=record(paid_at=instant()),
        refunds=array(record(id=text(), created=instant())),
    )
)


def test_times_become_text_at_any_depth_and_numbers_stay() -> None:
    one = {
        "created": 1795161600,
        "due_date": None,
        "quantity": 1795161600,
        "metadata": {"created": 1795161600},
        "lines": [{"period": {"start": 1795161600, "end": 1795248000}}, {"period": None}],
        "status_transitions": {"paid_at": 1795161600},
    }

    PLACES.date(one)
    PLACES.date(one)

    assert one == {
        "created": "2026-11-20T08:00:00Z",
        "due_date": None,
        "quantity": 1795161600,
        "metadata": {"created": 1795161600},
        "lines": [{"period": {"start": "2026-11-20T08:00:00Z", "end": "2026-11-21T08:00:00Z"}}, {"period": None}],
        "status_transitions": {"paid_at": "2026-11-20T08:00:00Z"},
    }


def test_embedded_lists_become_arrays_also_inside_members_of_others() -> None:
    cut = {"object": "list", "data": [{"amount": 1}], "has_more": True, "url": "/v1/x"}
    one: JsonObject = {"lines": {"object": "list", "data": [{"taxes": cut}], "has_more": False}, "refunds": None}

    def members(name: str, embedded: JsonObject) -> list[JsonObject]:
        assert name in {"lines", "taxes"}
        return [{"amount": 1}, {"amount": 2}] if embedded is cut else list(embedded["data"])

    PLACES.complete(one, members)

    assert one == {"lines": [{"taxes": [{"amount": 1}, {"amount": 2}]}], "refunds": None}


def test_a_number_that_is_no_time_is_an_error_of_that_object() -> None:
    with pytest.raises(ObjectError, match="calendar"):
        PLACES.date({"created": 10**18})


def test_the_schema_of_invoices_names_its_lines_and_its_customers_tax_ids() -> None:
    places = Places.of(schemas.invoices())

    assert "lines" in dict(places.lists)
    assert "tax_ids" in dict(dict(places.objects)["customer"].lists)
    assert {"created", "due_date", "effective_at"} <= set(places.dates)
