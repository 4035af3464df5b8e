"""What fields make of a record, and what is said where they cannot."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.mapper.folders import document, library_of, with_field
from tests.mapper.records import product
from tests.support import Json


def _product(tmp_path: Path, field: str, record: Json) -> Json:
    return document(library_of(tmp_path, {"products.yml": with_field(field)}), "products", {**product(), **record})


def _description(tmp_path: Path, field: str, record: Json) -> object:
    made = _product(tmp_path, f"description: {field}", record)
    assert made["error"] is None, made["error"]
    return made["body"].get("description")


@pytest.mark.parametrize(
    ("field", "record", "made"),
    [
        ("{from: a.b || name}", {"a": None}, "Pro"),
        ("{from: a, optional: true}", {}, None),
        ("{from: a, optional: true}", {"a": " \n"}, None),
        ("{from: a, default: none}", {"a": ""}, "none"),
        ("{template: '{name} ({a})', optional: true}", {"a": None}, None),
        ("{template: '{name} ({a})', default: x}", {}, "x"),
        ("{template: '{name} ({a})'}", {"a": 12}, "Pro (12)"),
        ("{template: '{a}'}", {"a": Decimal("12.50")}, "12.5"),
        ("{template: '{name}{d}', with: {d: {from: x, optional: true}}}", {}, "Pro"),
        ("{template: '{name}{d}', optional: true, with: {d: {from: x}}}", {}, None),
        ("{table: {rows: [{a: true, to: x}], default: y}, from: {a: live}}", {"live": True}, "x"),
        ("{table: {rows: [{a: true, to: x}], default: y}, from: {a: live}}", {"live": 1}, "y"),
        ("{table: {rows: [{a: 1, to: x}], default: y}, from: {a: n}}", {"n": "1"}, "y"),
        ("{table: {rows: [{a: null, to: x}], default: y}, from: {a: n}}", {"n": ""}, "x"),
        ("{table: {rows: [{a: [p, q], to: x}], default: y}, from: {a: n}}", {"n": "q"}, "x"),
        ("{table: {rows: [{country: EU, to: x}], default: y}, from: {country: n}}", {"n": "GR"}, "x"),
        ("{table: {rows: [{country: EU, to: x}], default: y}, from: {country: n}}", {"n": "GB"}, "y"),
        ("{table: {rows: [{ship_country: NO, to: x}], default: y}, from: {ship_country: n}}", {"n": "NO"}, "x"),
        ("{table: {rows: [{country: DK, to: x}], default: y}, from: {country: n}}", {"n": " dk "}, "x"),
        ("{table: {rows: [{country: null, to: x}], default: y}, from: {country: n}}", {"n": " "}, "x"),
        (
            "{table: {rows: [{country: US, to: stop}, {country: DK, to: x}], default: y}, from: {country: n}}",
            {"n": "DK"},
            "x",
        ),
        ('{from: metadata."po number"}', {"metadata": {"po number": "7"}}, "7"),
    ],
)
def test_a_field(tmp_path: Path, field: str, record: Json, made: object) -> None:
    assert _description(tmp_path, field, record) == made


@pytest.mark.parametrize(
    ("field", "record", "error"),
    [
        (
            "{from: nmae}",
            {},
            {
                "code": "missing_value",
                "message": "body.description: 'nmae' finds nothing in record prod_pro",
                "hint": "the record has no `nmae` there; did you mean `name`?",
            },
        ),
        (
            "{from: a.contry || a.city}",
            {"a": {"country": "DK", "city": None}},
            {
                "code": "missing_value",
                "message": "body.description: 'a.contry || a.city' finds nothing in record prod_pro",
                "hint": "the record has no `contry` there; did you mean `country`?",
            },
        ),
        (
            "{from: a.country}",
            {"a": {"country": None}},
            {
                "code": "missing_value",
                "message": "body.description: 'a.country' finds nothing in record prod_pro",
                "hint": "`country` is empty in this record",
            },
        ),
        (
            "{from: 'lines[?nett].x | [0]'}",
            {"lines": []},
            {
                "code": "missing_value",
                "message": "body.description: 'lines[?nett].x | [0]' finds nothing in record prod_pro",
                "hint": "mark the field `optional: true` or give it a `default:`",
            },
        ),
        (
            "{template: 'No. {numbr}'}",
            {"number": 3},
            {
                "code": "missing_value",
                "message": "body.description: 'numbr' finds nothing in record prod_pro",
                "hint": "the record has no `numbr` there; did you mean `number`?",
            },
        ),
        (
            "{from: a}",
            {"a": {"b": 1}},
            {
                "code": "bad_value",
                "message": "body.description: it is an object, not a single value (record prod_pro)",
                "hint": "name one of its properties, for instance `.id`",
            },
        ),
        (
            "{from: a}",
            {"a": Decimal("0.25")},
            {
                "code": "bad_value",
                "message": "body.description: 0.25 has decimals (record prod_pro)",
                "hint": "add `as: decimal` (text) or `as: integer`",
            },
        ),
        (
            "{template: '{a}'}",
            {"a": [1]},
            {
                "code": "bad_value",
                "message": "body.description: {a} is a list, which is not text (record prod_pro)",
                "hint": "name a property that holds text or a number",
            },
        ),
        (
            "{table: {rows: [{a: x, to: y}], default: stop}, from: {a: a, b: b}}",
            {"a": "z"},
            {
                "code": "not_in_table",
                "message": "body.description: no row of table written here for a 'z', b missing (record prod_pro)",
                "hint": "add a row to the table at ",
            },
        ),
        (
            "{table: {rows: [{a: x, to: stop}], default: y}, from: {a: a}}",
            {"a": "x"},
            {
                "code": "not_in_table",
                "message": "body.description: a 'x' is stopped by the row at ",
                "hint": "",
            },
        ),
        (
            "{table: {rows: [{a: x, to: y}], default: stop}, from: {a: a}}",
            {"a": ["z"]},
            {
                "code": "bad_value",
                "message": "body.description: `a` is a list, not one value (record prod_pro)",
                "hint": "name a single property",
            },
        ),
        (
            "{from: length(a)}",
            {"a": None},
            {
                "code": "expression_failed",
                "message": "'length(a)' failed on record prod_pro: In function length(), invalid type for value",
                "hint": "a function met a value of another type; often the value is missing (null) in this record",
            },
        ),
        (
            "{from: a > b}",
            {"a": 1, "b": "1"},
            {
                "code": "expression_failed",
                "message": "'a > b' failed on record prod_pro: '>' not supported",
                "hint": "a function met a value of another type",
            },
        ),
        (
            "{from: name, as: country}",
            {"name": "dnmark"},
            {
                "code": "bad_value",
                "message": "body.description: 'dnmark' is not a country (record prod_pro)",
                "hint": "use the two letters of ISO 3166",
            },
        ),
        (
            "{from: a, as: text}",
            {"a": "x" * 501},
            {
                "code": "document_invalid",
                "message": "body.description: 'xxxxx",
                "hint": "shorten it in Stripe; where a cut text still serves, write `as: text`",
            },
        ),
        (
            "{from: name}",
            {"name": 7},
            {
                "code": "document_invalid",
                "message": "body.name: 7 is not text (record prod_pro)",
                "hint": "a converter (`as:`) gives a value the form that the field takes",
            },
        ),
    ],
)
def test_a_field_that_fails(tmp_path: Path, field: str, record: Json, error: Json) -> None:
    made = _product(tmp_path, f"description: {field}", record)
    assert made["error"]["code"] == error["code"]
    assert made["error"]["message"].startswith(error["message"])
    assert made["error"]["hint"].startswith(error["hint"])
    line_of_the_field = 7 if error["message"].startswith("body.name") else 9
    assert made["error"]["path"].startswith(f"{(tmp_path / 'mappings').as_posix()}/products.yml:{line_of_the_field}:")
    assert made["body"] is None


def test_a_row_that_stops_is_named(tmp_path: Path) -> None:
    field = "description: {table: {rows: [{a: null, to: stop}], default: y}, from: {a: a}}"
    error = _product(tmp_path, field, {})["error"]
    row = f"{(tmp_path / 'mappings').as_posix()}/products.yml:9"
    assert error["message"] == (
        f"body.description: a missing is stopped by the row at {row} of table written here (record prod_pro)"
    )
    assert error["hint"] == "that row says `to: stop`; a person decides, here or in Stripe"


@pytest.mark.parametrize(
    ("end", "given", "code"),
    [
        ("default: stop, code: unknown_kind", "z", "unknown_kind"),
        ("default: stop, code: unknown_kind", "stopped", "unknown_kind"),
        ("default: stop, code: unknown_kind", "told", "of_the_row"),
        ("default: y", "told", "of_the_row"),
        ("default: y", "stopped", "not_in_table"),
    ],
)
def test_a_table_that_stops_says_which_code(tmp_path: Path, end: str, given: str, code: str) -> None:
    rows = "[{a: stopped, to: stop}, {a: told, to: stop, code: of_the_row}]"
    table = f"{{table: {{rows: {rows}, {end}}}, from: {{a: a}}}}"
    assert _product(tmp_path, f"description: {table}", {"a": given})["error"]["code"] == code


def test_a_table_may_have_a_key_that_is_called_code(tmp_path: Path) -> None:
    field = "description: {table: {rows: [{code: a, to: stop}], default: y, code: told}, from: {code: a}}"
    assert _product(tmp_path, field, {"a": "a"})["error"]["code"] == "told"
    assert _product(tmp_path, field, {"a": "b"})["body"]["description"] == "y"


def test_a_text_that_is_too_long_for_a_field_that_is_never_cut(tmp_path: Path) -> None:
    error = _product(tmp_path, "description: {value: x}", {"id": "p" * 26})["error"]
    assert error["code"] == "document_invalid"
    assert "economic_product_number" in error["hint"]
    assert "max:" not in error["hint"]
