"""What a bookkeeper reads after a slip in a table."""

from pathlib import Path

import pytest

from tests.mapper.folders import problems_of, with_field

_COVERED = """\
description:
      table:
        rows:
          - {country: EU, to: x}
          - {country: DE, tax: true, to: y}
        default: stop
      from: {country: a, tax: b}"""

# What is written as one more field of the product's body, on line 9, and what is said about it.
TABLES = {
    "unknown table": (
        "description: {table: zones, from: {a: b}}",
        "9:5 body.description: there is no table `zones` (make a file zones.yml that starts with table: zones)",
    ),
    "table without from": (
        "description: {table: {rows: [], default: x}}",
        "9:5 body.description: `table` needs `from` with the keys to look up",
    ),
    "table without an end": (
        "description: {table: {rows: [{a: x, to: y}]}, from: {a: b}}",
        "9:26 body.description: table written here has no `default` (`default: stop` fails a record that no row ma",
    ),
    "country that is none": (
        "description: {table: {rows: [{country: UK, to: x}], default: stop}, from: {country: b}}",
        "9:44 body.description: 'UK' is not a country (write GB)",
    ),
    "row that matches everything": (
        "description: {table: {rows: [{to: x}], default: stop}, from: {a: b}}",
        "9:34 body.description: the row names no key, so that it matches everything (use `default:` for that)",
    ),
    "row that gives nothing": (
        "description: {table: {rows: [{a: x}], default: stop}, from: {a: b}}",
        "9:34 body.description: the row does not say what it gives (add `to:` with the value)",
    ),
    "text among true and false": (
        "description: {table: {rows: [{a: false, to: x}, {a: 'true', to: y}], default: stop}, from: {a: b}}",
        "9:57 body.description: `a` is true or false in other rows, here it is 'true' (write true, without quotes)",
    ),
    "no among true and false": (
        "description: {table: {rows: [{a: no, to: x}, {a: [null, true], to: y}], default: stop}, from: {a: b}}",
        "9:38 body.description: `a` is true or false in other rows, here it is 'no' (write false, without quotes)",
    ),
    "a number among true and false": (
        "description: {table: {rows: [{a: true, to: x}, {a: 0, to: y}], default: stop}, from: {a: b}}",
        "9:56 body.description: `a` is true or false in other rows, here it is 0 (write true or false, without quo",
    ),
    "text among numbers": (
        "description: {table: {rows: [{a: 1, to: x}, {a: '2', to: y}], default: stop}, from: {a: b}}",
        "9:53 body.description: `a` is a number in other rows, here it is '2' (write all of them in quotes, or none)",
    ),
    "row that another one covers": (
        _COVERED,
        "13:13 body.description: the row is never reached: the row on line 12 covers it (put it above that row, or",
    ),
    "row that stands twice": (
        "description: {table: {rows: [{a: x, to: x}, {a: [x], to: y}], default: stop}, from: {a: b}}",
        "9:49 body.description: the row is never reached: the row on line 9 covers it (put it above that row, or r",
    ),
    "row with a misspelt key": (
        "description: {table: {rows: [{cuntry: DK, to: x}], default: stop}, from: {country: b}}",
        "9:35 body.description: `cuntry` is not a key of this table (did you mean `country`?)",
    ),
    "code where nothing stops": (
        "description: {table: {rows: [{a: x, to: y}], default: z, code: unknown}, from: {a: b}}",
        "9:62 body.description: `code` is the error's where the table says `stop`, which this one never does (write ",
    ),
    "code that is none": (
        "description: {table: {rows: [{a: x, to: y}], default: stop, code: Not known}, from: {a: b}}",
        "9:65 body.description: `Not known` is not a code (small letters, digits and _: unknown_category)",
    ),
    "code in a row that does not stop": (
        "description: {table: {rows: [{a: x, to: y, code: unknown}], default: stop}, from: {a: b}}",
        "9:48 body.description: `code` stands beside `to: stop`, as the error's (remove it, or write to: stop)",
    ),
    "row with nothing but a code": (
        "description: {table: {rows: [{to: stop, code: unknown}], default: x}, from: {a: b}}",
        "9:34 body.description: the row names no key, so that it matches everything (use `default:` for that)",
    ),
    "row of the wrong type": (
        "description: {table: {rows: [{a: x, to: 5}], default: stop}, from: {a: b}}",
        "9:45 body.description: 5 is not text",
    ),
}


@pytest.mark.parametrize(("field", "message"), TABLES.values(), ids=TABLES)
def test_a_slip_in_a_table(tmp_path: Path, field: str, message: str) -> None:
    (told,) = problems_of(tmp_path, with_field(field))
    assert told.startswith(f"products.yml:{message}")
