"""What the linter says, which knows the records of the tap and the documents of the target."""

import json
from pathlib import Path
from typing import Any

import pytest

from mapper_jmespath import Library, Problem, agreement_numbers, lint
from mapper_jmespath.codes import Code
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.mapper.folders import SHIPPED, SMALL, library_of, shipped

Json = dict[str, Any]


@pytest.fixture(scope="module")
def records() -> dict[str, Json]:
    """The schema of every stream that the tap has."""
    tap = TapStripeInvoices(config={"api_key": "sk_test_sandbox", "start_date": "2026-01-01"}, validate_config=False)
    return {stream["stream"]: stream["schema"] for stream in tap.catalog_dict["streams"]}


def told(problems: list[Problem]) -> list[str]:
    return [str(problem).split("/mappings/")[1] for problem in problems]


def of_invoices(tmp_path: Path, change: dict[str, str]) -> Library:
    """The shipped mappings with another invoices.yml."""
    files = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.yml")}
    for old, new in change.items():
        assert old in files["invoices.yml"], old
        files["invoices.yml"] = files["invoices.yml"].replace(old, new)
    return library_of(tmp_path, files)


def test_the_shipped_mappings_are_clean(records: dict[str, Json]) -> None:
    assert lint(shipped(), records) == []


FIELD = "    description: {FIELD}\n"
# A field of a product's body, on line 9, and what is said; `description` holds 500 characters.
FIELDS = {
    "misspelt property": (
        "{from: nam, as: text, max: 9}",
        "path_unknown",
        "products.yml:9:19 body.description: `nam` is not a property of the stream `products` (did you mean `name`?",
    ),
    "a literal read as a path": (
        "{from: Varer, as: text, max: 9}",
        "path_unknown",
        "products.yml:9:19 body.description: `Varer` is not a property of the stream `products` (for the text itsel",
    ),
    "property of a property": (
        "{from: tax_code.name, as: text, max: 9}",
        "path_unknown",
        "products.yml:9:19 body.description: `name` cannot be found: it is looked for in text (name the value itse",
    ),
    "property of a list": (
        "{from: marketing_features.name, as: text, max: 9}",
        "path_unknown",
        "products.yml:9:19 body.description: `name` cannot be found: it is looked for in a list ([0].name is that o",
    ),
    "property of the elements of a list": (
        '{from: "marketing_features[].nam | [0]", as: text, max: 9}',
        "path_unknown",
        "products.yml:9:19 body.description: `nam` is not a property of marketing_features[] (did you mean `name`?)",
    ),
    "property in a filter": (
        '{from: "marketing_features[?titel].name | [0]", as: text, max: 9}',
        "path_unknown",
        "products.yml:9:19 body.description: `titel` is not a property of marketing_features[] (known: name)",
    ),
    "property in an argument": (
        '{from: "sort_by(marketing_features, &nme)[0].name", as: text, max: 9}',
        "path_unknown",
        "products.yml:9:19 body.description: `nme` is not a property of marketing_features[] (did you mean `name`?)",
    ),
    "property after a pipe": (
        '{from: "[@] | [0].nmae", as: text, max: 9}',
        "path_unknown",
        "products.yml:9:19 body.description: `nmae` is not a property of the stream `products` (did you mean `name",
    ),
    "index of what is no list": (
        '{from: "name[0]", as: text, max: 9}',
        "path_unknown",
        "products.yml:9:19 body.description: an index, [0], needs a list, and it is given text (remove the brackets)",
    ),
    "text that is compared without its quotes": (
        "{from: \"type == service && name || ''\", as: text, max: 9}",
        "path_unknown",
        "products.yml:9:19 body.description: `service` is not a property of the stream `products` ",
    ),
    "true in quotes": (
        "{from: \"[@][?active == 'true'] | [0].name\", as: text, max: 9}",
        "comparison_unlike",
        "products.yml:9:19 body.description: `active` is true or false and `'true'` is text: never the same (true ",
    ),
    "a number for a text": (
        '{from: "[@][?tax_code == `5`] | [0].name", as: text, max: 9}',
        "comparison_unlike",
        "products.yml:9:19 body.description: `tax_code` is text and `5` is a number: never the same (text stands in ",
    ),
    "more and less of what has no order": (
        '{from: "[@][?active > `1`] | [0].name", as: text, max: 9}',
        "comparison_unlike",
        "products.yml:9:19 body.description: greater and less are for numbers, and one side is true or false (comp",
    ),
    "a function of another type": (
        "{from: \"starts_with(active, 'x') && name || ''\", as: text, max: 9}",
        "function_arguments",
        "products.yml:9:19 body.description: starts_with() takes text as argument 1, and `active` is true or false",
    ),
    "text that may be too long": (
        "{from: name}",
        "field_too_long",
        "products.yml:9:5 body.description: holds at most 500 characters, and what is found may be longer (write ",
    ),
    "text that may be too long, with a converter": (
        "{from: name, as: text}",
        "field_too_long",
        "products.yml:9:5 body.description: holds at most 500 characters, and what is found may be longer (write ",
    ),
    "template that may be too long": (
        '{template: "{name} x"}',
        "field_too_long",
        "products.yml:9:5 body.description: holds at most 500 characters, and what is found may be longer",
    ),
    "list in a text": (
        "{from: images}",
        "field_type",
        "products.yml:9:5 body.description: takes text, and `images` is a list (take one of the list, [0], or put ",
    ),
    "object in a text": (
        "{from: metadata, as: text, max: 5}",
        "field_type",
        "products.yml:9:5 body.description: `as: text` takes a number or text, and `metadata` is an object (name on",
    ),
    "true or false in a text": (
        "{from: active}",
        "field_type",
        "products.yml:9:5 body.description: takes text, and `active` is true or false",
    ),
    "and that may be false": (
        "{from: \"active && 'x'\", as: text, max: 5}",
        "field_type",
        "products.yml:9:5 body.description: `as: text` takes a number or text, and `active && 'x'` is text or true",
    ),
    "true or false in a template": (
        '{template: "{active}", as: text, max: 5}',
        "field_type",
        "products.yml:9:5 body.description: {active} is true or false, which is not text (name a property that holds",
    ),
    "looked up with text where the table has true": (
        "{table: {rows: [{taxed: true, to: x}], default: y}, from: {taxed: metadata.taxed}}",
        "comparison_unlike",
        "products.yml:9:77 body.description: `taxed` is true or false in the table, and what is asked with is text",
    ),
    "looked up with a list": (
        "{table: {rows: [{image: x, to: x}], default: y}, from: {image: images}}",
        "field_type",
        "products.yml:9:74 body.description: `image` is a list, and a table is asked with one value (name a single",
    ),
    "misspelt key of a look-up": (
        "{table: {rows: [{taxed: x, to: x}], default: y}, from: {taxed: metadat.taxed}}",
        "path_unknown",
        "products.yml:9:74 body.description: `metadat` is not a property of the stream `products` (did you mean ",
    ),
    "misspelt name in a template": (
        '{template: "{a}", as: text, max: 5, with: {a: {from: nam}}}',
        "path_unknown",
        "products.yml:9:65 body.description.with.a: `nam` is not a property of the stream `products` (did you mean",
    ),
}


@pytest.mark.parametrize(("field", "code", "message"), FIELDS.values(), ids=FIELDS)
def test_a_slip_that_needs_both_ends(
    tmp_path: Path, records: dict[str, Json], field: str, code: str, message: str
) -> None:
    library = library_of(
        tmp_path, {"products.yml": SMALL.replace("{from: name}", "{from: name, as: text, max: 300}")}
    )
    assert lint(library, records) == []
    text = SMALL.replace("{from: name}", "{from: name, as: text, max: 300}") + FIELD.replace("{FIELD}", field)
    (problem,) = lint(library_of(tmp_path, {"products.yml": text}), records)
    assert told([problem])[0].startswith(message)
    assert problem.code == code


# What is changed in the shipped invoices.yml, and the only thing that is said.
INVOICES = {
    "text for a date": (
        "|| created\n      as: date\n      zone: Europe/Copenhagen\n",
        "|| created\n      as: text\n",
        "body.date: takes text of the form 2026-11-20, and what is found need not have it (write `as: date, zone: ",
    ),
    "currency in small letters": (
        "    currency: {from: currency, as: currency}",
        "    currency: {from: currency}",
        "body.currency: takes text of the form DKK, and what is found need not have it (write `as: currency`)",
    ),
    "money of a text": (
        "net: {from: net, as: money}",
        "net: {from: description, as: money}",
        "body.lines[].net: `as: money` takes a number, and `description` is text (use the counted amounts",
    ),
    "text for money": (
        "net: {from: net, as: money}",
        "net: {from: description}",
        "body.lines[].net: takes a number, and `description` is text (write `as:` integer)",
    ),
    "misspelt property of an element": (
        "net: {from: net, as: money}",
        "net: {from: nett, as: money}",
        "body.lines[].net: `nett` is not a property of lines[] (did you mean `net`?; for the text itself",
    ),
    "misspelt property of the record, inside of a list": (
        "net: {from: net, as: money}",
        "net: {from: _record.amounts.nett, as: money}",
        "body.lines[].net: `nett` is not a property of amounts (did you mean `net`?)",
    ),
    "list that is none": (
        "    - each: lines[?product].product\n",
        "    - each: customer\n",
        "products[]: `each` needs a list, and finds an object (name a list, for instance lines)",
    ),
    "object that is none": (
        "{use: customers, from: customer}",
        "{use: customers, from: customer.name}",
        "customer: `use` needs an object to map, and finds text (name the object itself, for instance customer)",
    ),
    "misspelt condition": (
        "that: status == 'paid'",
        "that: staus == 'paid'",
        "`staus` is not a property of the stream `invoices` (did you mean `status`?)",
    ),
    "kind of line that there is not": (
        "    - when: lines[?!product]\n",
        "    - when: \"lines[?kind == 'shiping']\"\n",
        "products[]: 'shiping' is none of the values that there are (did you mean `shipping`?)",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), INVOICES.values(), ids=INVOICES)
def test_a_slip_in_the_mapping_of_invoices(
    tmp_path: Path, records: dict[str, Json], old: str, new: str, message: str
) -> None:
    problems = lint(of_invoices(tmp_path, {old: new}), records)
    assert problems
    for problem in problems:
        place, _, said = told([problem])[0].partition(" ")
        assert place.startswith("invoices.yml:")
        assert said.startswith(message)


def test_a_required_field_cannot_be_optional(tmp_path: Path, records: dict[str, Json]) -> None:
    text = SMALL.replace("{from: name}", "{from: name, as: text, max: 300, optional: true}")
    (problem,) = lint(library_of(tmp_path, {"products.yml": text}), records)
    (said,) = told([problem])
    assert said.startswith("products.yml:7:5 body.name: is required, so it cannot be optional (remove `optional: ")


def test_an_accrual_that_is_left_out_whole_may_be_optional(tmp_path: Path, records: dict[str, Json]) -> None:
    day = "as: date, zone: Europe/Copenhagen, optional: true"
    accrual = (
        f"net: {{from: net, as: money}}\n          accrual:\n            startDate: {{from: period.start, {day}}}\n"
        f"            endDate: {{from: period.end, {day}}}"
    )
    assert lint(of_invoices(tmp_path, {"net: {from: net, as: money}": accrual}), records) == []


# What each stream has, at any depth, and a slip in each of these.
STREAMS = {
    "invoices": ("customer.address.country", "customer.adress.country", "`adress` is not a property of customer"),
    "credit_notes": ("lines[0].product.name", "lines[0].produkt.name", "`produkt` is not a property of lines[]"),
    "payments": (
        "billing_details.address.city",
        "billing_details.addres.city",
        "`addres` is not a property of billing",
    ),
    "customers": (
        "tax_ids[?type == 'eu_vat'].value | [0]",
        "tax_ids[].valu | [0]",
        "`valu` is not a property of tax_",
    ),
    "products": ("marketing_features[*].name | [0]", "marketing_features[*].nam | [0]", "`nam` is not a property of"),
    "balance_transactions": (
        "fee_details[0].description",
        "fee_details[0].descr",
        "`descr` is not a property of fee_",
    ),
    "payouts": (
        "statement_descriptor",
        "statement_descripter",
        "`statement_descripter` is not a property of the str",
    ),
}


def test_every_stream_has_its_line(records: dict[str, Json]) -> None:
    assert STREAMS.keys() == records.keys()


@pytest.mark.parametrize("stream", STREAMS)
def test_paths_are_known_in_every_stream(tmp_path: Path, records: dict[str, Json], stream: str) -> None:
    right, wrong, said = STREAMS[stream]
    text = SMALL.replace("source: products", f"source: {stream}").replace("{from: name}", "{value: x}")

    def linted(path: str) -> list[Problem]:
        field = f'    description: {{from: "{path}", as: text, max: 9, optional: true}}\n'
        return lint(library_of(tmp_path, {"products.yml": text + field}), records)

    assert linted(right) == []
    (problem,) = linted(wrong)
    assert problem.code == Code.PATH_UNKNOWN
    assert problem.message.startswith(said)
    assert "did you mean" in problem.hint or "known: " in problem.hint


def test_lengths_are_counted_as_e_conomic_counts(tmp_path: Path, records: dict[str, Json]) -> None:
    def linted(emoji: int) -> list[str]:
        text = SMALL.replace("{from: name}", f'{{template: "{"🎉" * emoji}"}}')
        return [problem.code for problem in lint(library_of(tmp_path, {"products.yml": text}), records)]

    assert linted(150) == []
    assert linted(151) == ["field_too_long"]


def test_metadata_may_have_any_key(tmp_path: Path, records: dict[str, Json]) -> None:
    field = """{from: 'metadata."po-number" || metadata."my key"', as: text, max: 9, optional: true}"""
    text = SMALL.replace("{from: name}", "{from: name, as: text, max: 300}") + FIELD.replace("{FIELD}", field)
    assert lint(library_of(tmp_path, {"products.yml": text}), records) == []


def test_a_misspelt_stream_is_told(tmp_path: Path, records: dict[str, Json]) -> None:
    (problem,) = lint(library_of(tmp_path, {"x.yml": SMALL.replace("source: products", "source: product")}), records)[
        :1
    ]
    assert told([problem]) == ["x.yml:1:1: the tap has no stream `product` (did you mean `products`?)"]


def test_without_the_schema_of_a_stream_the_rest_is_checked(tmp_path: Path) -> None:
    text = SMALL + "    description: {from: nam}\n"
    assert {one.code for one in lint(library_of(tmp_path, {"products.yml": text}), {})} == {Code.FIELD_TOO_LONG}


def test_a_mapping_that_is_used_is_checked_on_what_it_is_used_on(tmp_path: Path, records: dict[str, Json]) -> None:
    files = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.yml")}
    # A property that a customer has in its own stream, and not inside of an invoice.
    schema = json.loads(json.dumps(records))
    schema["customers"]["properties"]["rank"] = {"type": ["string", "null"]}
    files["customers.yml"] = files["customers.yml"].replace(
        "{from: email, as: text, optional: true}", "{from: rank, as: text, optional: true}"
    )
    problems = lint(library_of(tmp_path, files), schema)
    assert {str(problem.position).rpartition("/")[2].split(":")[0] for problem in problems} == {"customers.yml"}
    # Some streams have the customer as an object, and some mappings put one together, `customer || {…}`.
    assert {problem.message.partition(" or ")[0] for problem in problems} == {"`rank` is not a property of customer"}


def test_a_problem_is_also_plain_data(tmp_path: Path, records: dict[str, Json]) -> None:
    (problem,) = lint(library_of(tmp_path, {"products.yml": SMALL}), records)
    found = problem.as_json()
    assert json.loads(json.dumps(found)) == found
    assert found.pop("file").__str__().endswith("mappings/products.yml")
    assert found == {
        "line": 7,
        "column": 5,
        "path": "body.name",
        "code": "field_too_long",
        "message": "holds at most 300 characters, and what is found may be longer",
        "hint": "write `max: 300` and `as: text`, which cuts at a word and marks it",
    }


def test_the_numbers_that_the_agreement_must_know_are_listed(tmp_path: Path) -> None:
    field = "    unit: {unitNumber: {table: {rows: [{a: x, to: 7}], default: 8}, from: {a: name}}}\n"
    library = library_of(tmp_path, {"products.yml": SMALL + field})
    listed = [(one.kind, one.number, one.position.line, one.path) for one in agreement_numbers(library)]
    assert listed == [
        ("productGroupNumber", 1, 8, "body.productGroup.productGroupNumber"),
        ("unitNumber", 7, 9, "body.unit.unitNumber"),
        ("unitNumber", 8, 9, "body.unit.unitNumber"),
    ]


def test_the_shipped_numbers_are_those_of_zones_groups_layouts_terms_accounts_and_journals() -> None:
    numbers = agreement_numbers(shipped())
    assert {one.kind for one in numbers} == {
        "accountNumber", "customerGroupNumber", "journalNumber", "layoutNumber", "paymentTermsNumber",
        "productGroupNumber", "productNumber", "vatZoneNumber",
    }  # fmt: skip
    assert all(one.as_json()["file"] == one.position.file for one in numbers)
    assert {one.number for one in numbers if one.kind == "vatZoneNumber"} == {1, 2, 3, 4}
