"""The tests that stand in a mapping file: read strictly, run, and told with the line that gave what came out."""

from pathlib import Path

import pytest

from mapper_jmespath.cases.run_cases import Result, case_problems, run_cases
from tests.mapper.folders import SMALL, library_of, problems_of
from tests.mapper.records import product

SAMPLES = {"products": {"plan": product(metadata={"po-number": "7"}), "chair": product("prod_chair")}}
FIRST = 9  # the line on which `tests:` stands below the small mapping


def _with(tests: str) -> str:
    return SMALL + "tests:\n" + tests


def _results(folder: Path, tests: str) -> list[Result]:
    library = library_of(folder, {"products.yml": _with(tests)})
    assert case_problems(library, SAMPLES) == ()
    return list(run_cases(library, SAMPLES))


def _told(folder: Path, tests: str) -> list[tuple[str, str, str, str | None]]:
    """What came out differently: place, expected, got, and the line of the mapping that gave it."""
    return [
        (one.path, one.expected, one.got, one.filled and one.filled.rsplit("/", 1)[1])
        for result in _results(folder, tests)
        for one in result.differences
    ]


@pytest.mark.parametrize(
    "expect",
    [
        "{id: prod_pro, kind: product}",
        "{body.name: Pro, body: {productGroup.productGroupNumber: 1}}",
        "{body.description: null, skip.code: null}",
        "{body: {productNumber: prod_pro}}",
    ],
)
def test_what_is_expected_and_comes_out_passes(tmp_path: Path, expect: str) -> None:
    assert _told(tmp_path, f"  - {{name: x, given: plan, expect: {expect}}}\n") == []


@pytest.mark.parametrize(
    ("given", "expect", "told"),
    [
        ("plan", "{body.name: Plus}", ("body.name", "'Plus'", "'Pro'", "products.yml:7:5")),
        ("plan", "{body.barCode: '1'}", ("body.barCode", "'1'", "nothing", None)),
        ("plan", "{body.name: null}", ("body.name", "nothing", "'Pro'", "products.yml:7:5")),
        (
            "plan",
            "{body.productGroup.productGroupNumber: '1'}",
            ("body.productGroup.productGroupNumber", "'1'", "1", "products.yml:8:20"),
        ),
        ("plan", "{body.name: [Pro]}", ("body.name", "a list of 1", "'Pro'", "products.yml:7:5")),
        ("plan", "{error: missing_value}", ("", "error missing_value", "a document", None)),
        ("plan", "{skip: ignored}", ("", "skip ignored", "a document", None)),
        (
            "{sample: plan, change: {name: null}}",
            "{body.name: Pro}",
            (
                "",
                "a document",
                "error missing_value at body.name: body.name: 'name' finds nothing in record prod_pro",
                "products.yml:7:5",
            ),
        ),
        (
            "{sample: plan, change: {name: null}}",
            "{error: {code: missing_value, path: body.description}}",
            (
                "",
                "error missing_value at body.description",
                "error missing_value at body.name: body.name: 'name' finds nothing in record prod_pro",
                "products.yml:7:5",
            ),
        ),
    ],
)
def test_what_comes_out_differently_is_told_with_the_line_that_gave_it(
    tmp_path: Path, given: str, expect: str, told: tuple[str, str, str, str | None]
) -> None:
    found = _told(tmp_path, f"  - {{name: x, given: {given}, expect: {expect}}}\n")
    assert [(path, expected, got.split(" (record")[0], filled) for path, expected, got, filled in found][:1] == [told]


def test_an_error_with_its_code_and_place_passes(tmp_path: Path) -> None:
    given = "{sample: plan, change: {name: null}}"
    expect = "{error: {code: missing_value, path: body.name}}"
    assert _told(tmp_path, f"  - {{name: x, given: {given}, expect: {expect}}}\n") == []


def test_records_are_samples_changed_samples_or_spelled_out(tmp_path: Path) -> None:
    tests = """\
  - name: a sample
    given: plan
    expect: {id: prod_pro}
  - name: with other values
    given:
      sample: plan
      change: {name: 'NO', metadata."a new key": x, metadata."po-number": '8'}
    expect: {body.name: 'NO'}
  - name: spelled out
    given: {record: {id: p, name: Own}}
    expect: {body.name: Own}
"""
    results = _results(tmp_path, tests)
    assert [result.case.name for result in results] == ["a sample", "with other values", "spelled out"]
    assert [result.differences for result in results] == [(), (), ()]
    assert SAMPLES["products"]["plan"]["name"] == "Pro"


def _case(**parts: str) -> str:
    whole = {"name": "x", "given": "plan", "expect": "{id: a}", **parts}
    return "".join(f"  {'-' if key == 'name' else ' '} {key}: {value}\n" for key, value in whole.items() if value)


@pytest.mark.parametrize(
    ("tests", "problem"),
    [
        ("  name: x\n", "9:1: `tests` is a list of cases (- name: …, and below it `given:` and `expect:`)"),
        ("  - x\n", "10:5: a test has `name`, `given`, `expect` (see docs/mapping.md, Tests)"),
        (
            _case(expect=""),
            "10:5: the test has no `expect` (a test says what it is about, which record is given, and ",
        ),
        (_case(expects="{id: a}"), "13:5: a test has no `expects` (did you mean `expect`?)"),
        (_case(name="5"), "10:5: `name` is text (say in a few words what should be so)"),
        (_case(given="[plan]"), "11:5: `given` is the record that the test begins with (the name of a sample; or "),
        (_case(given="{smaple: plan}"), "11:13: `given` has no `smaple` (did you mean `sample`?)"),
        (_case(given="{sample: plan, record: {}}"), "11:5: `given` has either `sample` or `record` (the name of "),
        (_case(given="{sample: plan, change: 5}"), "11:27: `change` says what is different from the sample, place "),
        (_case(given="{sample: plan, change: {a..b: 5}}"), "11:36: `a..b` does not name a place (for instance "),
        (_case(given="{record: 5}"), "11:13: `record` holds a record, key by key ({id: in_1})"),
        (
            _case(expect="5"),
            "12:5: `expect` says what the document holds (body.currency: DKK; or skip: or withdraw: and a code; or ",
        ),
        (_case(expect="{a..b: 5}"), "12:14: `a..b` does not name a place (for instance customer.address.country, "),
        (
            _case(expect="{skip: ignored, id: a}"),
            "12:14: `skip` stands alone: a record that ends so makes no document ",
        ),
        (_case(expect="{error: {path: id}}"), "12:14: `error` has no `code` (error: {code: missing_value})"),
        (_case(expect="{error: {cod: a}}"), "12:22: `error` has no `cod` (did you mean `code`?)"),
        (_case(expect="{skip: 5}"), "12:14: `skip` is text (the code of one of the rules)"),
        (_case() + _case(), "13:5: there are two tests called 'x' (the first is on line 10)"),
    ],
)
def test_a_test_that_is_written_wrongly_is_told_with_its_place(tmp_path: Path, tests: str, problem: str) -> None:
    found = problems_of(tmp_path, _with(tests))
    assert len(found) == 1, found
    assert found[0].startswith(f"products.yml:{problem}")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("plant", "11:12: there is no sample 'plant' of the stream products (did you mean `plan`?)"),
        ("{sample: plan, change: {nam: x}}", "11:36: nam: the record has no `nam` (did you mean `name`?)"),
        ("{sample: plan, change: {metadata.a.b: x}}", "11:36: metadata.a.b: metadata has no `a` "),
        ("{sample: plan, change: {name.first: x}}", "11:36: name.first: name is a single value"),
        ("{sample: plan, change: {lines: x}}", "11:36: lines: the record has no `lines`"),
    ],
)
def test_a_record_that_there_is_not_is_told_with_its_place(tmp_path: Path, given: str, problem: str) -> None:
    library = library_of(tmp_path, {"products.yml": _with(_case(given=given))})
    (found,) = case_problems(library, SAMPLES)
    assert str(found).split("/products.yml:")[1].startswith(problem)


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ("{body.linse: null}", "12:26: body has no `linse`"),
        ("{body: {nmae: x}}", "12:27: body has no `nmae` (did you mean `name`?)"),
        ("{origin.uri: null}", "12:26: origin has no `uri` (did you mean `url`?)"),
        ("{bdy: null}", "12:19: the document has no `bdy` (did you mean `body`?)"),
    ],
)
def test_a_place_that_no_document_has_is_told_instead_of_passing(tmp_path: Path, expect: str, problem: str) -> None:
    library = library_of(tmp_path, {"products.yml": _with(_case(expect=expect))})
    (told,) = case_problems(library, {"products": {"plan": product()}})
    assert str(told).removeprefix(f"{tmp_path.as_posix()}/mappings/products.yml:").startswith(problem)
