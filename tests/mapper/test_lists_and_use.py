"""Lists made of blocks, mappings that use another one, and what joins them into a document."""

from pathlib import Path

import pytest

from mapper_jmespath import MapperError
from tests.mapper.folders import SMALL, document, documents, good, library_of, write
from tests.mapper.records import customer, invoice, line, product

_LINES = """\
source: invoices
document: invoices
post_as: draft_invoice
fields:
  id: {from: id}
  customer: {use: customers, from: customer}
  products:
    - each: lines[?product].product
      use: products
    - when: lines[?!product]
      fields:
        id: {value: other}
        body: {productNumber: {value: X}, name: {value: X}, productGroup: {productGroupNumber: {value: 1}}}
  body:
    date: {from: created, as: date, zone: UTC}
    currency: {from: currency, as: currency}
    layout: {layoutNumber: {value: 19}}
    paymentTerms: {paymentTermsNumber: {value: 3}}
    recipient:
      name: {from: customer_name}
      vatZone: {vatZoneNumber: {value: 1}}
    lines:
      - each: lines
        fields:
          product: {from: product.id || 'other'}
          quantity: {value: '1'}
          net: {from: net, as: money}
          description: {template: "{description} ({_record.number})"}
"""
_CUSTOMERS = """\
source: customers
document: customers
when:
  - {that: livemode, code: test_data, reason: The customer is test data}
fields:
  id: {from: id}
  origin: {url: {template: "https://example.com/{id}"}}
  match: {value: [email]}
  body:
    name: {from: name}
    currency: {from: currency, as: currency}
    customerGroup: {customerGroupNumber: {value: 1}}
    paymentTerms: {paymentTermsNumber: {value: 3}}
    vatZone: {vatZoneNumber: {value: 1}}
"""
_FOLDER = {"invoices.yml": _LINES, "customers.yml": _CUSTOMERS, "products.yml": SMALL}


def test_a_product_on_several_lines_is_listed_once(tmp_path: Path) -> None:
    lines = [line("il_1"), line("il_2", product=product("prod_b")), line("il_3"), line("il_4", product=None)]
    made = good(library_of(tmp_path, _FOLDER), "invoices", invoice(lines=lines))
    assert [one["id"] for one in made["products"]] == ["prod_pro", "prod_b", "other"]
    assert [one["product"] for one in made["body"]["lines"]] == ["prod_pro", "prod_b", "prod_pro", "other"]


def test_inside_each_the_record_is_within_reach(tmp_path: Path) -> None:
    made = good(library_of(tmp_path, _FOLDER), "invoices", invoice())
    assert made["body"]["lines"][0]["description"] == "Pro plan (STR-0001)"


def test_a_used_mapping_gives_its_fields_and_keeps_its_origin_and_conditions_to_itself(tmp_path: Path) -> None:
    library = library_of(tmp_path, _FOLDER)
    made = good(library, "invoices", invoice())
    assert set(made["customer"]) == {"id", "match", "body"}
    alone = document(library, "customers", customer())
    assert alone["skip"] == {"code": "test_data", "message": "The customer is test data"}
    assert alone["origin"]["url"] == "https://example.com/cus_ann"


def test_a_failure_in_a_used_mapping_names_its_file(tmp_path: Path) -> None:
    made = document(library_of(tmp_path, _FOLDER), "invoices", invoice(customer=customer(name=None)))
    assert made["error"]["path"].endswith("/customers.yml:10:5")
    assert made["error"]["message"] == "body.name: 'name' finds nothing in record in_1"


def test_a_document_that_the_schema_refuses_names_the_field_that_made_it(tmp_path: Path) -> None:
    long = product("prod_" + "x" * 25)
    made = document(library_of(tmp_path, _FOLDER), "invoices", invoice(lines=[line(), line(product=long)]))
    assert made["error"]["code"] == "document_invalid"
    assert made["error"]["message"].startswith("products[1].body.productNumber: 'prod_xxx")
    assert "has 30 characters; at most 25 fit (record in_1)" in made["error"]["message"]
    assert made["error"]["path"].endswith("/products.yml:6:5")


def test_a_line_whose_product_is_not_listed_is_refused(tmp_path: Path) -> None:
    files = {**_FOLDER, "invoices.yml": _LINES.replace("product.id || 'other'", "product.id || 'another'")}
    made = document(library_of(tmp_path, files), "invoices", invoice(lines=[line(), line(product=None)]))
    assert made["error"]["code"] == "document_invalid"
    assert made["error"]["message"] == "body.lines[1].product: another is not in `products` (record in_1)"
    assert made["error"]["path"].endswith("/invoices.yml:25:11")


def test_each_needs_a_list(tmp_path: Path) -> None:
    library = library_of(tmp_path, _FOLDER)
    without = document(library, "invoices", {**invoice(), "lines": None})
    assert without["error"]["code"] == "missing_value"
    assert without["error"]["message"] == "products: 'lines[?product].product' finds nothing in record in_1"
    library = library_of(tmp_path, {**_FOLDER, "invoices.yml": _LINES.replace("each: lines\n", "each: number\n")})
    text = document(library, "invoices", invoice())
    assert text["error"]["code"] == "bad_value"
    assert text["error"]["message"] == "body.lines: 'number' does not find a list in record in_1"


def test_two_mappings_of_one_stream_make_two_documents(tmp_path: Path) -> None:
    other = _CUSTOMERS.replace("source: customers", "source: products").replace("{from: currency", "{from: name")
    made = documents(library_of(tmp_path, {"a.yml": SMALL, "b.yml": other}), "products", product())
    assert [(one["id"], one["kind"]) for one in made] == [("prod_pro", "product"), ("prod_pro", "customer")]


def test_the_hash_changes_with_any_file(tmp_path: Path) -> None:
    first = library_of(tmp_path, _FOLDER).digest
    assert library_of(tmp_path, _FOLDER).digest == first
    write(tmp_path, {"products.yml": SMALL + "# a remark\n"})
    assert library_of(tmp_path, {}).digest != first


@pytest.mark.parametrize(
    ("identifier", "told"),
    [
        (None, "has no id"),
        ("", "has no id"),
        (" in_1", "has the id ' in_1', which is not usable"),
        ("in\u202e1", "has the id 'in\\u202e1', which is not usable"),
        ("in\n1", "has the id 'in\\n1', which is not usable"),
        (7, "has the id 7, which is not usable"),
        ({"a": "b"}, "has the id an object, which is not usable"),
        ("x" * 251, f"has the id '{'x' * 78}…, which is not usable"),
    ],
)
def test_an_id_that_nobody_could_find_again_is_shown(tmp_path: Path, identifier: object, told: str) -> None:
    with pytest.raises(MapperError) as caught:
        document(library_of(tmp_path, _FOLDER), "products", {**product(), "id": identifier})
    assert caught.value.code == "record_without_id"
    assert caught.value.message == f"a record of stream products {told}"


@pytest.mark.parametrize("identifier", ["Årlig 2 sæder", "a\u00a0b"])
def test_an_id_of_someones_own_making_is_kept(tmp_path: Path, identifier: str) -> None:
    made = good(library_of(tmp_path, _FOLDER), "products", product(identifier))
    assert (made["id"], made["body"]["productNumber"]) == (identifier, identifier)
