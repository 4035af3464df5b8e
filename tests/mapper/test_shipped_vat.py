"""Which VAT zone the shipped mappings choose, and whose address they go by."""

from functools import cache

import pytest

from mapper_jmespath import Library
from tests.mapper.folders import SHIPPED, document, good, shipped
from tests.mapper.records import Json, address, customer, invoice, line


@cache
def _library() -> Library:
    return shipped()


def _invoice(identifier: str = "in_1", **changed: object) -> Json:
    return good(_library(), "invoices", invoice(identifier, **changed))


_VAT = [{"type": "eu_vat", "value": "DE123456789"}]


@pytest.mark.parametrize(
    ("country", "tax", "tax_ids", "zone"),
    [
        ("DK", 7475, [], 1),
        ("DK", 0, [], 1),
        ("DE", 0, _VAT, 2),
        ("DE", 7475, _VAT, 1),
        ("DE", 7475, [], 1),
        ("GR", 0, _VAT, 2),
        ("MC", 0, [{"type": "eu_vat", "value": "FR12345678901"}], 2),
        (" de ", 0, _VAT, 2),
        ("US", 0, [], 3),
        ("NO", 0, [{"type": "no_vat", "value": "123456789MVA"}], 3),
        ("GB", 0, [{"type": "gb_vat", "value": "GB123456789"}], 3),
        ("DE", 0, [{"type": "eu_vat", "value": "DK12345678"}, *_VAT], 2),
    ],
)
def test_the_vat_zone_of_an_invoice(country: str, tax: int, tax_ids: list[Json], zone: int) -> None:
    made = _invoice(lines=[line(tax=tax)], customer_address=address(country), customer_tax_ids=tax_ids)
    assert made["body"]["recipient"]["vatZone"]["vatZoneNumber"] == zone
    assert made["body"]["layout"]["layoutNumber"] == (19 if country == "DK" else 21)


@pytest.mark.parametrize("country", ["US", "CH"])
def test_vat_that_denmark_cannot_have_charged_stops_the_invoice(country: str) -> None:
    made = document(_library(), "invoices", invoice(customer_address=address(country)))
    assert made["error"]["code"] == "not_in_table"
    assert f"no row of table vat_zones for country '{country}', tax true" in made["error"]["message"]
    assert "/vat_zones.yml:" in made["error"]["hint"]


def _stopped_by(record: Json) -> str:
    """The row of vat_zones.yml that stops an invoice, as it is written there."""
    error = document(_library(), "invoices", record)["error"]
    assert error["code"] == "not_in_table", error
    _, line_number = error["message"].split("is stopped by the row at ")[1].split(" ")[0].rsplit(":", 1)
    return (SHIPPED / "vat_zones.yml").read_text("utf-8").splitlines()[int(line_number) - 1].strip()


_NO_ADDRESS = address(None, line1=None, line2=None, postal_code=None, city=None)


@pytest.mark.parametrize("tax", [0, 7475])
@pytest.mark.parametrize("nowhere", [None, _NO_ADDRESS, address(None), address(""), address(" ")])
def test_a_missing_country_is_never_taken_for_a_foreign_one(nowhere: Json | None, tax: int) -> None:
    record = invoice(lines=[line(tax=tax)], customer_address=nowhere, customer=customer(address=nowhere))
    assert _stopped_by(record) == "- {country: null, to: stop}"


@pytest.mark.parametrize(
    "tax_ids",
    [
        [],
        None,
        [{"type": "eu_vat", "value": "DK12345678"}],
        [{"type": "eu_vat", "value": None}],
        [{"type": "gb_vat", "value": "GB123456789"}],
    ],
)
def test_a_sale_to_a_consumer_in_the_eu_without_vat_is_stopped(tax_ids: list[Json] | None) -> None:
    record = invoice(lines=[line(tax=0)], customer_address=address("DE"), customer_tax_ids=tax_ids)
    assert _stopped_by(record) == "- {country: EU, to: stop}"


@pytest.mark.parametrize(
    ("country", "tax_ids", "zone"), [("DK", [], 1), ("DE", [], 1), ("DE", _VAT, 2), ("US", [], 3)]
)
def test_an_invoice_over_nothing_is_not_stopped_for_its_vat(country: str, tax_ids: list[Json], zone: int) -> None:
    lines = [line(net=5000, tax=0), line("il_2", net=-5000, tax=0)]
    made = _invoice(lines=lines, customer_address=address(country), customer_tax_ids=tax_ids)
    assert made["body"]["recipient"]["vatZone"]["vatZoneNumber"] == zone


@pytest.mark.parametrize("empty", [None, _NO_ADDRESS, address("", line1="", line2="", postal_code="", city="")])
def test_an_address_in_which_nothing_stands_does_not_hide_the_next_one(empty: Json | None) -> None:
    swedish = address("SE", line1="Storgatan 1", line2=None, postal_code="11122", city="Stockholm")
    ways: tuple[Json, ...] = (
        {"customer": customer(address=swedish)},
        {"customer": customer(address=empty), "customer_shipping": {"name": "x", "address": swedish}},
    )
    for changed in ways:
        made = _invoice(customer_address=empty, **changed)
        recipient = {name: made["body"]["recipient"][name] for name in ("address", "zip", "city", "country")}
        assert recipient == {"address": "Storgatan 1", "zip": "11122", "city": "Stockholm", "country": "SE"}
        assert made["body"]["layout"]["layoutNumber"] == 21


def test_an_address_is_never_put_together_from_two() -> None:
    known = address("DE", line1=None, line2="Hinterhaus", postal_code=None, city="Berlin")
    recipient = _invoice(customer_address=known, customer=customer())["body"]["recipient"]
    assert (recipient["address"], recipient["city"], recipient["country"]) == ("Hinterhaus", "Berlin", "DE")
    assert "zip" not in recipient


@pytest.mark.parametrize(
    ("country", "tax_ids", "group", "zone", "number"),
    [
        ("DK", [{"type": "eu_vat", "value": "DK12345678"}], 1, 1, "12345678"),
        ("DE", [{"type": "eu_vat", "value": "DE 123 456 789"}], 2, 2, "DE123456789"),
        ("SE", [], 2, 1, None),
        ("US", [{"type": "us_ein", "value": "12-3456789"}], 2, 3, None),
        (None, [], 1, 1, None),
        ("", [], 1, 1, None),
        ("DE", [{"type": "eu_vat", "value": "DK12345678"}], 2, 1, "12345678"),
        ("DE", [{"type": "eu_vat", "value": "DE1"}, {"type": "eu_vat", "value": "DK12345678"}], 2, 2, "12345678"),
        ("DK", [{"type": "no_vat", "value": "9"}, {"type": "eu_vat", "value": "SE5"}], 1, 1, "SE5"),
        ("MC", [{"type": "eu_vat", "value": "FR12345678901"}], 2, 2, "FR12345678901"),
    ],
)
def test_group_zone_and_number_of_a_customer(
    country: str | None, tax_ids: list[Json], group: int, zone: int, number: str | None
) -> None:
    body = good(_library(), "customers", customer(address=address(country), tax_ids=tax_ids))["body"]
    assert body["customerGroup"]["customerGroupNumber"] == group
    assert body["vatZone"]["vatZoneNumber"] == zone
    assert body.get("corporateIdentificationNumber") == number
