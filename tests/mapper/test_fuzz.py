"""Whatever stands in a mapping file or in a record, the mapper answers in words, never with a traceback."""

import contextlib
import json
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jmespath
import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper_jmespath import MappingError, RecordError, lint, load_library
from mapper_jmespath.evaluation.assemble import Assembler
from mapper_jmespath.expressions.expression import FUNCTIONS, compile_expression, search
from mapper_jmespath.expressions.infer import Inference
from mapper_jmespath.expressions.shapes import of_schema
from mapper_jmespath.problems import Position, Problems
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.mapper.folders import SHIPPED, SMALL, shipped, trouble, with_field, write
from tests.mapper.records import invoice

_WORDS = """
    --- ... &a *a <<: !!python/object:os.system null true NO 0123 1.5 -0 99999999999999999999999 0x1f .inf 2026-11-20
    source: document: post_as: when: fields: id: body: from: value: table: rows: keys: to: default: template: with:
    use: each: as: max: zone: optional: invoices products customers text date EU stop {x} }} length( & [? [*] [::0] ||
"""
_PIECES = st.sampled_from([*"[]{}:,-?|>&*!%@`'\"#\\~<=. \n\t\x07é\u0085\u2028\ud800"]) | st.sampled_from(
    _WORDS.split()
)
_YAML = st.lists(_PIECES, max_size=40).map("".join)
# No example may take longer than this, however busy the machine is: what hangs takes for ever.
_FUZZ = settings(max_examples=40, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.too_slow])


def _loads_or_explains(files: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = write(Path(folder), {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()})
        error = trouble(made)
        if isinstance(error, MappingError):
            for problem in error.problems:
                assert str(problem).startswith(f"{made.as_posix()}/")
                assert "\n" not in str(problem)
        elif error is not None:
            assert error.code == "mappings_not_found"


@_FUZZ
@given(_YAML)
def test_random_yaml_is_answered_in_words(text: str) -> None:
    _loads_or_explains({"products.yml": text})


@_FUZZ
@given(_YAML)
def test_random_yaml_in_a_field_is_answered_in_words(text: str) -> None:
    _loads_or_explains({"products.yml": with_field(f"description: {text}")})


@_FUZZ
@given(st.integers(0, len(SMALL)), st.integers(0, 8), _YAML)
def test_a_random_edit_of_a_good_file_is_answered_in_words(start: int, length: int, text: str) -> None:
    _loads_or_explains({"products.yml": SMALL[:start] + text + SMALL[start + length :]})


@_FUZZ
@given(st.sampled_from(sorted(path.name for path in SHIPPED.glob("*.yml"))), st.integers(0, 6000), _YAML)
def test_a_random_edit_of_a_shipped_file_is_answered_in_words(name: str, place: int, text: str) -> None:
    whole = (SHIPPED / name).read_text("utf-8")
    place %= len(whole)
    _loads_or_explains({name: whole[:place] + text + whole[place:]})


_NAMES = st.sampled_from(["a", "b", "length", "sort_by", "map", "join", "to_string", "keys", "max_by", "not_null"])
_SIGNS = "== || && [? [] `1` `[1]` 'x' [::-1] [0]"
_TOKENS = st.sampled_from([*"()[]{},.*&|!@:`'\" 0-9<>"]) | st.sampled_from(_SIGNS.split())
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "id"]), inner, max_size=3),
    max_leaves=8,
)


@_FUZZ
@given(st.lists(_NAMES | _TOKENS, max_size=15).map("".join), _JSON)
def test_a_random_expression_finds_something_or_is_refused(text: str, value: object) -> None:
    problems = Problems()
    expression = compile_expression(text, Position("x.yml", 1, 1), problems)
    if expression is None:
        assert len(problems) == 1
        return
    with contextlib.suppress(RecordError):
        search(expression, value, "in_1")


# Expressions that can be read, over names that an invoice has and one that it has not.
_PROPERTIES = st.sampled_from(["number", "lines", "customer", "amounts.net", "metadata", "livemode", "nubmer", "@"])
_READABLE = st.recursive(
    _PROPERTIES | st.sampled_from(["`1`", "`true`", "`null`", "'x'", '`[1, "a"]`', '`{"a": null}`']),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["||", "&&", "==", "!=", "<", "|"]), inner).map(" ".join).map("({})".format),
        st.tuples(inner, _PROPERTIES).map("{0[0]} | {0[1]}".format),
        st.tuples(inner, inner).map("{0[0]}[?{0[1]}]".format),
        st.tuples(_PROPERTIES, st.sampled_from(["[*].net", "[]", "[0]", "[::2]", ".*", ".name"])).map("".join),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(["sort_by", "max_by"]), inner, inner).map("{0[0]}({0[1]}, &{0[2]})".format),
        st.lists(inner, min_size=1, max_size=3).map(", ".join).map("[{}]".format),
        inner.map("{{a: {}}}".format),
        inner.map("!({})".format),
    ),
    max_leaves=8,
)
_ITSELF = {"$ref": "#"}
_BROAD = {"type": ["object", "string", "null"], "additionalProperties": _ITSELF}
_SHIPPED = cache(shipped)


@cache
def _schemas() -> dict[str, Any]:
    tap = TapStripeInvoices(config={"api_key": "sk_test_sandbox", "start_date": "2026-01-01"}, validate_config=False)
    return {stream["stream"]: stream["schema"] for stream in tap.catalog_dict["streams"]}


@_FUZZ
@given(_READABLE, st.sampled_from(["description: {from: %s}", "description: {template: 'a %s', optional: true}"]))
def test_a_random_expression_is_linted_in_words(text: str, field: str) -> None:
    quoted = json.dumps(text, ensure_ascii=False)
    yaml = field % (quoted if "from" in field else f"{{{text}}}".replace("'", "''"))
    source = with_field(yaml).replace("source: products", "source: invoices")
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(MappingError):
        library = load_library(write(Path(folder), {"products.yml": source}))
        for schemas in (_schemas(), {"invoices": _BROAD}):
            for problem in lint(library, schemas):
                assert "\n" not in str(problem)
                assert problem.position.file.endswith("products.yml")


@_FUZZ
@given(_JSON)
def test_a_schema_of_any_form_is_taken_as_far_as_it_is_understood(schema: object) -> None:
    odd: Any = schema
    forms = ({"properties": odd}, {"type": odd}, {"anyOf": [odd, {"$ref": odd}]}, {"type": "array", "items": odd})
    tree = dict(jmespath.compile("[number.a, number[0].b, number[?id], length(number), number == 'x']").parsed)
    for whole in forms:
        Inference().shape(tree, of_schema({"type": "object", "properties": {"number": whole}}, "the stream"))


_NAMES_OF_AN_INVOICE = sorted(invoice())
_PUBLISHED = jsonschema_rs.validator_for(
    json.loads(files("target_economic.documents").joinpath("invoices.json").read_text("utf-8"))
)


@_FUZZ
@given(st.dictionaries(st.sampled_from(_NAMES_OF_AN_INVOICE), _JSON, max_size=4))
def test_a_spoilt_record_still_makes_a_document(spoilt: dict[str, Any]) -> None:
    library = _SHIPPED()
    record = {**invoice(), **spoilt, "id": "in_1"}
    (made,) = Assembler(library).documents("invoices", record)
    assert _PUBLISHED.is_valid(made.document)
    left_out = {name for name in ("body", "customer", "products", "expected") if made.document[name] is None}
    assert len(left_out) == (4 if made.document["error"] or made.document["skip"] else 0)


def test_a_file_of_brackets_or_quotes_is_refused_at_once(tmp_path: Path) -> None:
    for text in ("[" * 100_000, "- " * 60_000, "{a: " * 30_000, "? " * 60_000, '"' * 100_001, "a: b\n" * 20_000):
        assert isinstance(trouble(write(tmp_path, {"products.yml": text})), MappingError)
