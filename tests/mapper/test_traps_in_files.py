"""What a bookkeeper reads after a slip that concerns a whole file, several files, or the folder."""

from pathlib import Path

import pytest

from mapper_jmespath import MappingError
from tests.mapper.folders import SHIPPED, SMALL, problems_of, trouble, with_field, write

# Whole files, and what is said about them.
FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("# nothing\n", "1:1: the file is empty (a mapping starts with `source:`"),
    "a list": ("- a\n", "1:1: a mapping file holds keys and values"),
    "no source": (SMALL.replace("source: products\n", ""), "1:1: the mapping does not name its `source`"),
    "unknown document": (
        SMALL.replace("document: products", "document: product"),
        "2:1: there is no document `product` (did you mean `products`?)",
    ),
    "unknown kind": (
        SMALL + "post_as: draft\n",
        "9:1: `draft` is not a kind of products document (post_as: product)",
    ),
    "kind of another document": (
        SMALL + "post_as: draft_order\n",
        "9:1: `draft_order` is not a kind of products document (write document: orders, or post_as: product)",
    ),
    "prices where there are none": (SMALL + "prices: gross\n", "9:1: a products document has no prices (remove it)"),
    "prices that there are not": (
        SMALL + "prices: brutto\n",
        "9:1: `prices` is as_stripe or net or gross (write prices: gross, without quotes)",
    ),
    "amounts that there are not": (
        SMALL + "amounts: negativ\n",
        "9:1: `amounts` is as_they_are or negative (did you mean `negative`?)",
    ),
    "active that is text": (
        SMALL + "active: no\n",
        "9:1: `active` is true or false (write active: false, without quotes)",
    ),
    "fields and use": (
        SMALL + "use: services\n",
        "9:1: a mapping has either `fields` or `use` (keep one: `use` takes",
    ),
    "use of what there is not": (
        "source: products\ndocument: products\nuse: services\n",
        "3:1: there is no mapping `services`",
    ),
    "unknown key": (SMALL + "filter: x\n", "9:1: a mapping has no `filter`"),
    "key twice": (SMALL + "source: x\n", "9:1: the key `source` stands twice (it is first on line 1)"),
    "no fields": ("source: products\ndocument: products\n", "1:1: a mapping has `fields`"),
    "filled in by the mapper": (
        SMALL + "  kind: {value: product}\n",
        "9:3: `kind` is filled in by the mapper (remove it)",
    ),
    "origin": (
        SMALL + "  origin: {livemode: {value: true}}\n",
        "9:12 origin: `livemode` is filled in by the mapper (only `url` is mapped here)",
    ),
    "required": (
        SMALL.replace("    name: {from: name}\n", ""),
        "6:5 body: nothing fills `body.name`, which is required (add the field)",
    ),
    "when that is text": (SMALL + "when: active\n", "9:1: `when` is a list of conditions (- that: status == 'paid'"),
    "when without reason": (
        SMALL + "when:\n  - that: active\n    code: archived\n",
        "10:5: the condition has no reason (people read code and reason in the outcome)",
    ),
    "when with a code that is none": (
        SMALL + "when:\n  - that: active\n    code: Not active\n    reason: It is not\n",
        "11:5: `Not active` is not a code (small letters, digits and _: not_paid)",
    ),
    "another encoding": (
        SMALL.replace("name", "næme").encode("latin-1"),
        "7:6: the file is not UTF-8 text: here is the byte 0xe6, perhaps 'æ' in Windows-1252 (save it with",
    ),
    "UTF-16": (SMALL.encode("utf-16"), "1:1: the file is UTF-16, not UTF-8 text (save it with the encoding UTF-8)"),
    "UTF-16 without its mark": (SMALL.encode("utf-16-le"), "1:1: the file holds zero bytes, as UTF-16 does (save it"),
    "UTF-32": (SMALL.encode("utf-32"), "1:1: the file is UTF-32, not UTF-8 text (save it with the encoding UTF-8)"),
    "a control character": (SMALL + "# \x01\n", "1:1: not readable as YAML: unacceptable character #x0001"),
    "two documents": (SMALL + "---\na: b\n", "9:1: a second YAML document starts here"),
    "nesting": ("a: " + "[" * 60, "1:33: nested more than 30 deep"),
    "a large file": ("# " + "x" * 140_000, "1:1: the file is larger than 128 KiB"),
    "a table without its name": (
        "keys: [a]\nrows: []\ndefault: 1\n",
        "1:1: the file has `rows` but does not say that it is a table (add table: products)",
    ),
    "a value that match does not know": (
        (SHIPPED / "customers.yml").read_bytes().replace(b"corporateIdentificationNumber, email", b"mail"),
        "26:12 match: 'mail' is not one of 'customerNumber', 'corporateIdentificationNumber', ",
    ),
    "a brace that does not close": (
        SMALL.replace("id: {from: id}", "id: {from: id"),
        "4:7: not readable as YAML: the brace { that opens here does not close (write the } that is missing)",
    ),
    "a bracket that does not close": (
        SMALL.replace("{value: 1}", "{value: [1}"),
        "8:48: not readable as YAML: the bracket [ that opens here does not close (write the ] that is missing)",
    ),
    "a key without its colon": (
        SMALL.replace("document: products", "document products"),
        "2:1: not readable as YAML: the line is neither a key nor part of a text (write a colon after the key,",
    ),
    "a row without its dash": (
        "table: products\nkeys: [a]\nrows:\n  - {a: 1, to: 1}\n  {a: 2, to: 2}\ndefault: stop\n",
        "5:3: not readable as YAML: the line is neither a key nor part of a text (write a colon after the key, or a",
    ),
    "an expression that begins with a bracket": (
        SMALL.replace("name: {from: name}", "name:\n      from: [name][0]"),
        "8:19: not readable as YAML: expected <block end>, but found '[' (a list or text goes on after its end; ",
    ),
    "a list as a key": ("? [a, b]\n: c\n" + SMALL, "1:3: a key must be plain text"),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_a_slip_in_a_file(tmp_path: Path, content: str | bytes, message: str) -> None:
    told = problems_of(tmp_path, content)
    assert told[0].startswith(f"products.yml:{message}")
    assert len(told) <= 2


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    files = {
        "products.yml": SMALL.replace("{from: name}", "name") + "    barCode: {from: a b}\n",
        "zones.yml": "table: zone\nkeys: [country]\nrows:\n  - {country: dk, to: 1}\n",
        "customers.yaml": "",
    }
    told = [line.split(" (")[0] for line in problems_of(tmp_path, files)]
    assert told == [
        "customers.yaml:1:1: the name does not end in .yml, so it is not read",
        "products.yml:7:5 body.name: 'name' does not say what it is",
        "products.yml:9:15 body.barCode: not a JMESPath expression: 'a b', unexpected 'b' at character 3",
        "zones.yml:1:1: a table bears the name of its file",
        "zones.yml:1:1: table zones has no `default`",
        "zones.yml:4:15: 'dk' is not a country",
    ]


def test_two_mappings_that_make_the_same_of_the_same(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, {"products.yml": SMALL, "services.yml": SMALL})
    assert told.startswith("services.yml:1:1: makes the document products of the stream products, as ")
    assert told.endswith(
        "/products.yml does (one file makes one kind of document of one stream; merge the two, or remove one)"
    )


def test_two_mappings_of_different_streams_may_make_the_same_document(tmp_path: Path) -> None:
    other = SMALL.replace("source: products", "source: prices")
    assert problems_of(tmp_path, {"products.yml": SMALL, "prices.yml": other}) == []


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("01", "01 starts with a zero (write 1 for the number, or '01' in quotes for the text)"),
        ("1.5", "1.5 is not a plain whole number (write a whole number, or '1.5' in quotes for the text)"),
    ],
)
def test_a_number_that_is_not_plain_is_told_once(tmp_path: Path, value: str, hint: str) -> None:
    text = SMALL.replace("{value: 1}", f"{{value: {value}}}")
    assert problems_of(tmp_path, text) == [f"products.yml:8:48: {hint}"]


def test_what_must_not_be_cut_takes_no_max(tmp_path: Path) -> None:
    text = SMALL.replace("productNumber: {from: id}", "productNumber: {from: id, as: text, max: 25}")
    (told,) = problems_of(tmp_path, text)
    assert told.startswith(
        "products.yml:6:5 body.productNumber: is never cut: two numbers that were cut could be the "
    )
    assert told.endswith(" (remove `max`)")
    customers = (SHIPPED / "customers.yml").read_text("utf-8")
    cut = customers.replace("{from: email, as: text, optional", "{from: email, as: text, max: 255, optional")
    assert cut != customers
    (told,) = problems_of(tmp_path, {"customers.yml": cut, "products.yml": SMALL})
    assert "body.email: is never cut: customers are recognised by it (remove `max`)" in told


def test_a_comma_inside_braces(tmp_path: Path) -> None:
    told = problems_of(tmp_path, with_field("description: {from: not_null(name, id)}"))
    assert "products.yml:9:40 body.description: `from:` has no `id)` " in told[1]
    assert "inside { } an expression with commas or brackets stands in double quotes" in told[1]


def test_a_table_that_cannot_be_read_is_not_called_missing(tmp_path: Path) -> None:
    files = {
        "products.yml": with_field("description: {table: zones, from: {a: name}}"),
        "zones.yml": "table: zones\nrows: [",
    }
    (told,) = problems_of(tmp_path, files)
    assert told.startswith("zones.yml:2:8: not readable as YAML")


def test_keys_of_a_table_are_compared_with_its_use(tmp_path: Path) -> None:
    table = "table: zones\nkeys: [country, tax]\nrows:\n  - {country: DK, to: x}\ndefault: stop\n"
    files = {
        "products.yml": with_field("description: {table: zones, from: {country: a, taxx: b}}"),
        "zones.yml": table,
    }
    assert problems_of(tmp_path, files) == [
        "products.yml:9:5 body.description: table zones needs the key `tax` (add tax: and an expression)",
        "products.yml:9:52 body.description: table zones has no key `taxx` (did you mean `tax`?)",
    ]


def test_a_mapping_that_uses_itself(tmp_path: Path) -> None:
    text = (Path("mappings") / "customers.yml").read_text("utf-8")
    assert problems_of(tmp_path, {"customers.yml": text}) == []
    circular = SMALL.replace(
        "productGroup: {productGroupNumber: {value: 1}}", "productGroup: {use: products, from: group}"
    )
    told = problems_of(tmp_path, {"products.yml": circular})
    assert "products.yml:8:5: the mapping `products` uses itself (map the fields out instead)" in told


BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_a_yaml_bomb_is_refused_anchor_by_anchor(tmp_path: Path) -> None:
    told = [line.partition(" (")[0] for line in problems_of(tmp_path, BOMB)]
    assert "products.yml:1:4: `&a` is a YAML anchor, which is not read here" in told
    assert "products.yml:2:8: `*a` is a YAML alias, which is not read here" in told


def test_a_file_of_nothing_but_problems_is_not_told_to_its_end(tmp_path: Path) -> None:
    told = problems_of(tmp_path, "source: x\n" * 5000)
    assert len(told) == 101
    assert told[-1] == (
        "products.yml:101:10: 100 problems are above; the file is not read further (mend those first)"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_places_are_right_whatever_ends_a_line(tmp_path: Path, end: str) -> None:
    text = with_field("descripton: {from: name}").replace("\n", end)
    (told,) = problems_of(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert told == "products.yml:9:5 body: has no `descripton` (did you mean `description`?)"


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    assert problems_of(tmp_path, b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == []


def test_no_is_a_country(tmp_path: Path) -> None:
    field = "description: {table: {rows: [{country: NO, to: Norway}], default: stop}, from: {country: name}}"
    assert problems_of(tmp_path, with_field(field)) == []


@pytest.mark.parametrize("content", [None, {}, {"zones.yml": "table: zones\nkeys: [a]\nrows: []\ndefault: 1\n"}])
def test_a_folder_without_mappings_names_the_setting(tmp_path: Path, content: dict[str, str] | None) -> None:
    folder = tmp_path / "mappings" if content is None else write(tmp_path, content)
    error = trouble(folder)
    assert error is not None
    assert error.code == "mappings_not_found"
    assert folder.as_posix() in error.message
    assert "the setting `mappings_path`" in error.hint


def test_the_error_itself_names_the_first_problem_and_counts_the_others(tmp_path: Path) -> None:
    folder = write(tmp_path, {"products.yml": with_field("a: {from: b}") + "    c: {from: d}\n"})
    error = trouble(folder)
    assert isinstance(error, MappingError)
    assert error.code == "mappings_invalid"
    assert error.message.startswith(f"{folder.as_posix()}/products.yml:9:5 body: ")
    assert error.message.endswith("(and 1 more, listed above)")
    assert len(error.problems) == 2
