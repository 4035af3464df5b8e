"""Every example of docs/mapping.md does what the page says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mapper_jmespath import Library, MappingError, Problem, lint, load_library
from mapper_jmespath.cases.run_cases import case_problems, run_cases
from mapper_jmespath.codes import Code
from mapper_jmespath.errors import RecordError
from mapper_jmespath.evaluation.convert import CONVERTERS
from mapper_jmespath.evaluation.evaluate import Evaluator
from mapper_jmespath.evaluation.scope import OMITTED, Scope
from mapper_jmespath.expressions.expression import FUNCTIONS
from mapper_jmespath.language.fields import parse_structure
from mapper_jmespath.language.parse import HEAD_KEYS
from mapper_jmespath.problems import Problems
from mapper_jmespath.yaml.source import read_yaml
from mapper_jmespath.yaml.tree import Mapping
from stripe_economic.mappings.samples import all_samples
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.mapper.folders import SHIPPED, SMALL, library_of, withdrawable, write
from tests.mapper.vouchers import vouchers
from tests.support import ROOT, Json

PAGE = (ROOT / "docs" / "mapping.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [block for block in BLOCKS if block.startswith("# record: ")]
FILES = {found[1]: block for block in BLOCKS if (found := re.match(r"# file: (\S+)\n", block))}
CHANGES = [(found[1], block) for block in BLOCKS if (found := re.match(r"# in: (\S+)\n", block))]

FIELDS = [
    (block.split("\n", 1)[0].removeprefix("# record: "), field)
    for block in EXAMPLES
    for field in re.findall(r"^[a-z_]+:.*\n(?:[ #].*\n)*", block, re.MULTILINE)
]


def _rows(head: str) -> list[list[str]]:
    """The cells of the table whose first column is headed so."""
    return [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        for row in PAGE.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    ]


TRAPS = _rows("the trap")
SLIPS = _rows("the slip in a voucher")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The files that the page spells out, as one folder."""
    return library_of(tmp_path_factory.mktemp("page"), FILES)


@pytest.fixture(scope="module")
def records() -> dict[str, Any]:
    """The schema of every stream that the tap has."""
    tap = TapStripeInvoices(config={"api_key": "sk_test_sandbox", "start_date": "2026-01-01"}, validate_config=False)
    return {stream["stream"]: stream["schema"] for stream in tap.catalog_dict["streams"]}


def _promise(field: str) -> object:
    """What the page says: a value, OMITTED, or the code of a failure."""
    ((said, made),) = re.findall(r"# (gives|left out|fails) ?(.*)$", field, re.MULTILINE)
    return json.loads(made) if said == "gives" else made or OMITTED


def _outcome(library: Library, field: str, record: Json) -> object:
    problems = Problems()
    node = read_yaml(field.encode(), "docs/mapping.md", problems)
    assert isinstance(node, Mapping)
    structure = parse_structure(node, "", problems)
    assert not problems.sorted()
    ((name, parsed),) = structure.fields.items()
    try:
        return Evaluator(library.mappings, library.tables).field(parsed, Scope(record, record, "in_1"), (name,))
    except RecordError as error:
        return error.code


def test_the_page_has_examples() -> None:
    assert len(FIELDS) > 40
    assert len(CHANGES) > 6
    assert len(TRAPS) > 40
    assert len(SLIPS) > 12
    assert set(FILES) == {"services.yml", "product_groups.yml"}
    assert len(BLOCKS) == len(EXAMPLES) + len(FILES) + len(CHANGES)


@pytest.mark.parametrize(("record", "field"), FIELDS, ids=[field.split("\n")[0] for _, field in FIELDS])
def test_an_example_gives_what_the_page_says(library: Library, record: str, field: str) -> None:
    assert _outcome(library, field, json.loads(record)) == _promise(field)


def test_the_example_files_pass_their_tests_and_the_linter(library: Library, records: dict[str, Any]) -> None:
    assert list(library.mappings) == ["services"]
    assert list(library.tables) == ["product_groups"]
    results = list(run_cases(library, {}))
    assert len(results) == 2
    assert [result.differences for result in results] == [(), ()]
    assert {problem.path for problem in lint(library, records)} == set()


def _parts(text: str) -> dict[str, str]:
    """The keys at the head of a file, each with the lines below it."""
    pieces = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)[1:]
    return {piece.partition(":")[0]: piece for piece in pieces}


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[change.split("\n")[1] for _, change in CHANGES])
def test_a_change_of_a_shipped_file_does_what_the_page_says(tmp_path: Path, name: str, change: str) -> None:
    files = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.yml")}
    parts = {**_parts(files[name]), "tests": "", **_parts(change)}
    library = load_library(write(tmp_path, {**files, name: "\n".join(parts.values())}), withdrawable())
    changed = library.mappings[name.removesuffix(".yml")]
    assert case_problems(library, all_samples()) == ()
    results = [result for result in run_cases(library, all_samples()) if result.mapping == changed.name]
    assert [(result.case.name, result.differences) for result in results] == [
        (case.name, ()) for case in changed.tests
    ]
    assert len(results) == change.count("- name:")
    assert results or changed.withdrawals


@pytest.mark.parametrize(("written", "said"), [row[1:] for row in TRAPS], ids=[row[0] for row in TRAPS])
def test_a_trap_is_answered_as_the_page_says(
    tmp_path: Path, records: dict[str, Any], written: str, said: str
) -> None:
    field = _code(written).replace("→", "\t")
    whole = SMALL.replace("{from: name}", "{from: name, as: text, max: 300}")
    source = (
        whole.replace("productNumber: {from: id}", field) if "productNumber" in field else f"{whole}    {field}\n"
    )
    assert _told(write(tmp_path, {"products.yml": source}), records) == said


@pytest.mark.parametrize(("where", "written", "said"), [row[1:] for row in SLIPS], ids=[row[0] for row in SLIPS])
def test_a_slip_in_a_voucher_is_answered_as_the_page_says(
    tmp_path: Path, records: dict[str, Any], where: str, written: str, said: str
) -> None:
    at = {"entry": "entry", "document": "field", "head": "top"}[where]
    assert _told(write(tmp_path, {"vouchers.yml": vouchers(**{at: _code(written)})}), records) == said


def _code(cell: str) -> str:
    return re.sub(r"^(`+) ?(.*?) ?\1$", r"\2", cell)


def _told(folder: Path, records: dict[str, Any]) -> str:
    found: tuple[Problem, ...] | list[Problem]
    try:
        found = lint(load_library(folder), records)
    except MappingError as error:
        found = error.problems
    return " / ".join(str(problem).removeprefix(str(problem.position)).lstrip(": ") for problem in found)


def test_the_page_lists_what_there_is(library: Library, records: dict[str, Any]) -> None:
    def listed(pattern: str) -> set[str]:
        return set(re.findall(pattern, PAGE, re.MULTILINE))

    assert sorted(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)) == sorted(FUNCTIONS)
    rows = listed(r"^\| `(\w+)` \|")
    assert rows == {*Code, *CONVERTERS, *HEAD_KEYS}
    for key, names in (("source", records), ("document", library.schemas)):
        (row,) = re.findall(rf"^\| `{key}` \| [^:]+: (.*) \|$", PAGE, re.MULTILINE)
        assert sorted(re.findall(r"`(\w+)`", row)) == sorted(names)
