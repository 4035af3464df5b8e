"""The schema by which editors check mapping files: it accepts what loads, and refuses the slips that it can see."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mapper_jmespath.cases.given import plain
from mapper_jmespath.evaluation.convert import CONVERTERS
from mapper_jmespath.language.editor_schema import build, published, text
from mapper_jmespath.problems import Problems
from mapper_jmespath.yaml.source import read_yaml
from stripe_economic.init.files import copy_to
from tests.mapper.folders import SHIPPED, SMALL, with_field
from tests.mapper.test_traps import FIELDS
from tests.mapper.vouchers import vouchers

Json = dict[str, Any]

TABLE = "{rows: [{a: x, to: 1}], default: stop, %s}"
VALIDATOR = jsonschema.Draft7Validator(published())


def _content(source: str | bytes) -> Json:
    problems = Problems()
    node = read_yaml(source.encode() if isinstance(source, str) else source, "x.yml", problems)
    assert node is not None
    assert not problems.sorted()
    content: Json = plain(node)
    return content


def _is_valid(source: str | bytes) -> bool:
    return bool(VALIDATOR.is_valid(_content(source)))


def test_the_published_schema_is_what_the_loader_goes_by() -> None:
    jsonschema.Draft7Validator.check_schema(published())
    path = Path("mapper_jmespath") / "mapping.schema.json"
    assert path.read_text("utf-8") == text(build()), "run: python -m mapper_jmespath.language.editor_schema > " + str(
        path
    )


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yml")), ids=lambda path: path.name)
def test_a_shipped_file_is_valid_and_names_the_schema(path: Path) -> None:
    first, _, _ = path.read_text("utf-8").partition("\n")
    assert first == "# yaml-language-server: $schema=mapping.schema.json"
    errors = [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(_content(path.read_bytes()))]
    assert errors == []


def test_a_new_project_gets_the_schema_beside_its_mappings(tmp_path: Path) -> None:
    copy_to(tmp_path)
    copied = tmp_path / "mappings" / "mapping.schema.json"
    assert not copied.is_symlink()
    assert json.loads(copied.read_text("utf-8")) == published()


# Slips that a schema can see; the others need the linter, which knows JMESPath and the files beside.
SEEN = """
bare text,bare number,nothing,misspelt intent,misspelt intent beside a converter,two intents,no intent,
unknown property,unknown converter,option without converter,option of another converter,misspelt option,
max that is no number,date without zone,prefix that is no country,null,optional and default,
empty expression,object without its fields,misspelt inner field,fields of a single value,block outside a list,
list where there is none,use without from,yes for true,expression that is a list,expression too long
""".replace("\n", "").split(",")


@pytest.mark.parametrize("slip", SEEN)
def test_a_slip_is_marked_in_the_editor(slip: str) -> None:
    field, _ = FIELDS[slip]
    assert _is_valid(SMALL)
    assert not _is_valid(with_field(field))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("source: products\n", ""),
        ("document: products\n", "document: product\n"),
        ("document: products\n", "document: products\npost_as: draft_invoice\n"),
        ("document: products\n", "document: products\nprices: brutto\n"),
        ("document: products\n", "document: products\nactive: 'no'\n"),
        ("document: products\n", "document: invoices\n"),
        ("    name: {from: name}\n", ""),
        ("fields:\n", "use: customers\nfields:\n"),
        ("fields:\n", "when: active\nfields:\n"),
        ("fields:\n", "when: [{that: active, code: x}]\nfields:\n"),
        ("fields:\n", "filter: x\nfields:\n"),
        ("  id: {from: id}\n", "  id: {from: id}\n  kind: {value: product}\n"),
        ("{value: 1}", "{table: {rows: [{country: DK}], default: 1}, from: {country: a}}"),
        ("{value: 1}", "{table: {rows: [{country: DK, to: 1}]}, from: {country: a}}"),
        ("{value: 1}", "{table: groups}"),
    ],
)
def test_a_broken_file_is_marked_in_the_editor(right: str, wrong: str) -> None:
    assert right in SMALL
    assert not _is_valid(SMALL.replace(right, wrong))


@pytest.mark.parametrize(
    "source",
    [
        "table: zones\nkeys: [country]\nrows: [{country: DK, to: 1}]\n",
        "table: zones\nrows: []\ndefault: stop\n",
        "table: zones\nkeys: country\nrows: []\ndefault: stop\n",
        "table: zones\nkeys: [country]\nrows: [{to: 1}]\ndefault: stop\n",
    ],
)
def test_a_broken_table_is_marked_in_the_editor(source: str) -> None:
    assert not _is_valid(source)


@pytest.mark.parametrize(
    "right",
    [
        {},
        {"entry": "amount: {from: amount, as: money}"},
        {"entry": "entryType: {from: kind}", "without": "account"},
        {"top": "notice: [{that: amount, code: a, reason: x}]"},
        {"field": "exchange: {gain: {accountNumber: {value: 1}}, loss: {accountNumber: {value: 2}}}"},
        {"entry": f"account: {{accountNumber: {{table: {TABLE % 'code: a'}, from: {{a: b}}}}}}"},
    ],
)
def test_a_voucher_is_not_marked_in_the_editor(right: dict[str, str]) -> None:
    assert _is_valid(vouchers(**right))


@pytest.mark.parametrize(
    "wrong",
    [
        {"without": "account"},
        {"entry": "settles: {from: related.invoice}"},
        {"entry": "entryType: {value: manualCustomerInvoice}"},
        {"entry": "amount: {from: amount, negate: true}"},
        {"entry": "amount: {from: amount, as: integer, negate: true}"},
        {"entry": "account: {value: 6850}"},
        {"top": "notice: [{that: amount, code: a}]"},
        {"top": "notice: amount"},
        {"field": "exchange: {gain: {accountNumber: {value: 1}}}"},
        {"field": "clearing: {value: 5830}"},
        {"field": "documents: {from: related.charge}"},
        {"entry": f"account: {{accountNumber: {{table: {TABLE % 'code: A b'}, from: {{a: b}}}}}}"},
    ],
)
def test_a_slip_in_a_voucher_is_marked_in_the_editor(wrong: dict[str, str]) -> None:
    assert not _is_valid(vouchers(**wrong))


def test_editors_show_what_a_key_means() -> None:
    mapping = published()["definitions"]["mapping"]["properties"]
    assert all(part.get("description") for part in mapping.values())
    singles = published()["definitions"]["single"]["anyOf"]
    assert all(part.get("description") or "$ref" in part for one in singles for part in one["properties"].values())
    assert singles[0]["properties"]["as"]["enum"] == list(CONVERTERS)
