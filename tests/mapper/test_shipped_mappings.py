"""The mappings that come with the project, for a Danish company."""

import json
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mapper_jmespath import Library, load_library
from tests.mapper.folders import SHIPPED, document, good, shipped
from tests.mapper.records import address, customer, invoice, line, product, shipping

Json = dict[str, Any]


@cache
def _library() -> Library:
    return shipped()


def _invoice(identifier: str = "in_1", **changed: object) -> Json:
    return good(_library(), "invoices", invoice(identifier, **changed))


def _refuses(stream: str, made: Json) -> list[str]:
    schema = json.loads(files("target_economic.documents").joinpath(f"{stream}.json").read_text("utf-8"))
    return [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(made)]


def test_a_danish_invoice() -> None:
    made = _invoice(lines=[line(), shipping()])
    assert made["kind"] == "draft_invoice"
    assert made["body"] == {
        "date": "2026-11-20",
        "currency": "DKK",
        "layout": {"layoutNumber": 19},
        "paymentTerms": {"paymentTermsNumber": 3},
        "recipient": {
            "name": "Ørsted & Søn ApS",
            "address": "Vestergade 1\n2. sal",
            "zip": "8000",
            "city": "Aarhus",
            "country": "DK",
            "vatZone": {"vatZoneNumber": 1},
        },
        "notes": {"heading": "Stripe invoice STR-0001"},
        "lines": [
            {"product": "prod_pro", "description": "Pro plan", "quantity": "2", "net": 29900},
            {"product": "stripe-line", "description": "Shipping", "quantity": "1", "net": 4000},
        ],
    }
    assert made["expected"] == {"currency": "DKK", "exponent": 2, "net": 33900, "tax": 8475, "gross": 42375}
    assert made["products"] == [
        {
            "id": "prod_pro",
            "body": {"productNumber": "prod_pro", "name": "Pro", "productGroup": {"productGroupNumber": 1}},
        },
        {
            "id": "stripe-line",
            "body": {"productNumber": "STRIPE", "name": "Stripe", "productGroup": {"productGroupNumber": 1}},
        },
    ]
    assert made["origin"] == {
        "stream": "invoices",
        "object": "invoice",
        "url": "https://dashboard.stripe.com/test/invoices/in_1",
        "livemode": False,
        "account": None,
    }
    assert made["mapping"] == _library().digest
    assert _refuses("invoices", made) == []


def test_a_danish_customer() -> None:
    made = good(_library(), "customers", customer(metadata={"economic_customer_number": "10031"}))
    assert made["match"] == ["customerNumber", "corporateIdentificationNumber", "email"]
    assert made["body"] == {
        "customerNumber": 10031,
        "name": "Ørsted & Søn ApS",
        "email": "bogholderi@example.com",
        "telephoneAndFaxNumber": "+45 12 34 56 78",
        "address": "Vestergade 1\n2. sal",
        "zip": "8000",
        "city": "Aarhus",
        "country": "DK",
        "corporateIdentificationNumber": "12345678",
        "currency": "DKK",
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 3},
        "vatZone": {"vatZoneNumber": 1},
        "layout": {"layoutNumber": 19},
    }
    assert _refuses("customers", made) == []


def test_a_product() -> None:
    made = good(
        _library(), "products", product(description="Everything\nin one", metadata={"economic_product_number": "55"})
    )
    assert made["body"]["productNumber"] == "55"
    assert made["body"]["description"] == "Everything in one"
    assert _refuses("products", made) == []


def test_a_customer_is_the_same_from_an_invoice_and_from_its_own_stream() -> None:
    alone = good(_library(), "customers", customer())
    assert _invoice()["customer"] == {name: alone[name] for name in ("id", "match", "body")}


def test_a_deleted_customer_of_whom_little_is_left() -> None:
    stub = {"id": "cus_gone", "object": "customer", "deleted": True, "email": "a@example.com", "metadata": {}}
    made = _invoice(customer=stub, customer_name=None, customer_email=None)
    assert made["customer"]["body"]["name"] == "a@example.com"
    assert made["customer"]["body"]["currency"] == "DKK"
    assert made["body"]["recipient"]["name"] == "a@example.com"


def test_the_recipient_is_the_one_on_the_invoice_even_if_the_customer_has_moved() -> None:
    moved = customer(name="New name", address=address("SE", line2=None))
    recipient = _invoice(customer=moved)["body"]["recipient"]
    assert (recipient["name"], recipient["country"]) == ("Ørsted & Søn ApS", "DK")
    recipient = _invoice(customer=moved, customer_name=None, customer_address=None)["body"]["recipient"]
    assert (recipient["name"], recipient["country"], recipient["address"]) == ("New name", "SE", "Vestergade 1")


def test_the_date_is_the_day_in_denmark() -> None:
    assert _invoice(effective_at="2026-12-31T23:00:00Z")["body"]["date"] == "2027-01-01"


def test_a_period_is_written_on_its_line() -> None:
    period = {"start": "2026-10-31T23:00:00Z", "end": "2026-11-30T23:00:00Z"}
    assert (
        _invoice(lines=[line(period=period)])["body"]["lines"][0]["description"]
        == "Pro plan, 2026-11-01 to 2026-12-01"
    )


def test_a_line_without_text_goes_by_its_product() -> None:
    assert _invoice(lines=[line(description=None)])["body"]["lines"][0]["description"] == "Pro"
    assert _invoice(lines=[line(description=None, product=None)])["body"]["lines"][0]["description"] == "Stripe"


def test_a_quantity_keeps_its_decimals() -> None:
    lines = [line(quantity_decimal="0.123456789012", quantity=0), line(quantity_decimal=None, quantity=None)]
    assert [one["quantity"] for one in _invoice(lines=lines)["body"]["lines"]] == ["0.123456789012", "1"]


def test_hostile_text_comes_out_plain_and_fits() -> None:
    made = _invoice(
        customer_name="A\x00B\u202e " + "very long name " * 30,
        customer_address=address(line1="1\r\n2", line2="x " * 200, city="C\tD"),
        description="one\ntwo",
        lines=[line(description="\x1b[31m" + "word " * 1000)],
    )
    recipient = made["body"]["recipient"]
    assert recipient["name"].startswith("AB very long")
    assert len(recipient["name"]) <= 250
    assert recipient["address"].startswith("1\n2\nx x")
    assert recipient["city"] == "C D"
    assert made["body"]["notes"]["textLine1"] == "one\ntwo"
    assert len(made["body"]["lines"][0]["description"]) <= 2500
    assert _refuses("invoices", made) == []


def test_a_product_number_that_is_too_long_is_refused_not_cut() -> None:
    made = document(_library(), "products", product("a_product_id_of_someones_own_making"))
    assert made["error"]["code"] == "document_invalid"
    assert made["error"]["message"] == (
        "body.productNumber: 'a_product_id_of_someones_own_making' has 35 characters; at most 25 fit "
        "(record a_product_id_of_someones_own_making)"
    )
    file, line, _ = made["error"]["path"].rsplit(":", 2)
    assert "productNumber: {from: " in Path(file).read_text("utf-8").splitlines()[int(line) - 1]
    assert "economic_product_number" in made["error"]["hint"]


def test_a_text_is_as_long_as_e_conomic_counts_it() -> None:
    assert good(_library(), "products", product(name="🎉" * 200))["body"]["name"] == "🎉" * 149 + "…"
    made = document(_library(), "products", product("🎉" * 13))
    assert made["error"]["message"].startswith(
        f"body.productNumber: '{'🎉' * 13}' has 26 characters; at most 25 fit (record "
    )


def test_an_address_for_e_mail_that_is_too_long_is_refused_not_cut() -> None:
    made = document(_library(), "customers", customer(email="a" * 250 + "@example.com"))
    assert made["error"]["code"] == "document_invalid"
    assert made["error"]["hint"] == "shorten it in Stripe; it is never cut: customers are recognised by it"


@pytest.mark.parametrize(("livemode", "mode"), [(True, ""), (False, "test/"), (None, "")])
def test_the_link_leads_to_test_data_only_where_stripe_says_so(livemode: bool | None, mode: str) -> None:  # noqa: FBT001  (a record's own property)
    for stream, record in (("invoices", invoice()), ("customers", customer()), ("products", product())):
        record["livemode"] = livemode
        made = good(_library(), stream, record)
        assert made["origin"]["url"] == f"https://dashboard.stripe.com/{mode}{stream}/{record['id']}"


def test_the_lines_for_accruals_work_once_their_marks_are_removed(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "mappings")
    file = tmp_path / "mappings" / "invoices.yml"
    before, mark, after = file.read_text("utf-8").partition("# accrual:")
    assert mark
    assert "remove the # and the space after it" in before
    file.write_text(before + mark.removeprefix("# ") + after.replace("# ", ""), "utf-8")
    period = {"start": "2026-10-31T23:00:00Z", "end": "2026-11-30T23:00:00Z"}
    made = good(load_library(tmp_path / "mappings"), "invoices", invoice(lines=[line(period=period), line("il_2")]))
    spread, at_once = made["body"]["lines"]
    assert spread["accrual"] == {"startDate": "2026-11-01", "endDate": "2026-12-01"}
    assert "accrual" not in at_once


def test_a_zero_invoice_without_lines_is_an_invoice() -> None:
    made = _invoice(lines=[], amounts={"net": 0, "tax": 0, "gross": 0, "exponent": 2})
    assert made["body"]["lines"] == []
    assert made["products"] == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"status": "draft"}, "not_paid"),
        ({"metadata": {"economic_ignore": "true"}}, "ignored"),
        ({"metadata": {"economic_ignore": "true"}, "status": "void"}, "not_paid"),
    ],
)
def test_an_invoice_that_is_left_out_says_why(changed: Json, code: str) -> None:
    made = document(_library(), "invoices", invoice(**changed))
    assert made["skip"]["code"] == code
    assert {made[name] for name in ("body", "customer", "products", "expected", "error")} == {None}
    assert _refuses("invoices", made) == []


@pytest.mark.parametrize(("status", "code"), [("void", "voided"), ("uncollectible", "voided"), ("open", "reopened")])
def test_an_invoice_that_was_undone_is_taken_back(status: str, code: str) -> None:
    made, before = (document(_library(), "invoices", invoice(status=one)) for one in (status, "paid"))
    assert (made["withdraw"]["code"], made["withdraw"]["draft"], made["withdraw"]["booked"]) == (
        code,
        "delete",
        "report",
    )
    assert {made[name] for name in ("body", "customer", "products", "error", "skip")} == {None}
    assert made["expected"] == before["expected"]
    assert _refuses("invoices", made) == []


def test_an_ignored_invoice_is_left_out_before_anything_in_it_is_looked_at() -> None:
    empty = {"amounts": None, "lines": None, "customer": None}
    broken = {**invoice(metadata={"economic_ignore": "true"}), **empty}
    assert document(_library(), "invoices", broken)["skip"]["code"] == "ignored"


def test_what_the_tap_found_faulty_becomes_a_failure() -> None:
    told = {"code": "amounts_do_not_add_up", "message": "lines come to 100, Stripe says 101"}
    made = document(_library(), "invoices", invoice(status="open", tap_error=told))
    assert made["error"] == {**told, "path": None, "hint": None}
    assert made["skip"] is None
    assert _refuses("invoices", made) == []
    gone = {
        "id": "in_9",
        "object": "invoice",
        "tap_error": {"code": "not_found_in_stripe", "message": "No such invoice"},
    }
    assert document(_library(), "invoices", gone)["error"]["code"] == "not_found_in_stripe"


def test_an_invoice_without_counted_amounts_fails() -> None:
    made = document(_library(), "invoices", invoice(amounts=None))
    assert made["error"]["code"] == "missing_value"
    assert made["error"]["message"] == "expected: record in_1 has no `amounts` and `currency`"


@pytest.mark.parametrize("stream", ["invoices", "customers", "products"])
@pytest.mark.parametrize(
    "kept", [{"id"}, {"id", "livemode", "status", "metadata"}, {"id", "currency", "lines", "customer"}]
)
def test_a_record_with_little_in_it_makes_a_document_that_the_target_takes(stream: str, kept: set[str]) -> None:
    whole = {"invoices": invoice, "customers": customer, "products": product}[stream]()
    record = {**{name: value for name, value in whole.items() if name in kept}, "status": "paid"}
    assert _refuses(stream, document(_library(), stream, record)) == []


def test_changing_a_vat_zone_changes_the_document_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "mappings"
    shutil.copytree(SHIPPED, folder)
    table = folder / "vat_zones.yml"
    table.write_text(table.read_text("utf-8").replace("- {country: DK, to: 1}", "- {country: DK, to: 4}"), "utf-8")
    before, after = _invoice(), good(load_library(folder), "invoices", invoice())
    assert after["body"]["recipient"]["vatZone"] == {"vatZoneNumber": 4}
    assert after["mapping"] != before["mapping"]
    after["body"]["recipient"]["vatZone"] = {"vatZoneNumber": 1}
    assert {**after, "mapping": before["mapping"]} == before
