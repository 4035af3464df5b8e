"""Every example of docs/mapping.md does what the page says."""

import json
import re
from pathlib import Path

import pytest

from mapper_jmespath.errors import RecordError
from mapper_jmespath.evaluate import Evaluator
from mapper_jmespath.expressions import FUNCTIONS
from mapper_jmespath.fields import parse_structure
from mapper_jmespath.problems import Problems
from mapper_jmespath.scope import OMITTED, Scope
from mapper_jmespath.yaml_source import read_yaml
from mapper_jmespath.yaml_tree import Mapping
from tests.mapper.folders import library_of
from tests.support import ROOT, Json

PAGE = (ROOT / "docs" / "mapping.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [block for block in BLOCKS if block.startswith("# record: ")]
FILES = {found[1]: block for block in BLOCKS if (found := re.match(r"# file: (\S+)\n", block))}

FIELDS = [
    (block.split("\n", 1)[0].removeprefix("# record: "), field)
    for block in EXAMPLES
    for field in re.findall(r"^[a-z_]+:.*\n(?:[ ].*\n)*", block, re.MULTILINE)
]


def _promise(field: str) -> object:
    """What the page says: a value, OMITTED, or the code of a failure."""
    ((said, made),) = re.findall(r"# (gives|left out|fails) ?(.*)$", field, re.MULTILINE)
    return json.loads(made) if said == "gives" else made or OMITTED


def _outcome(field: str, record: Json) -> object:
    problems = Problems()
    node = read_yaml(field.encode(), "docs/mapping.md", problems)
    assert isinstance(node, Mapping)
    structure = parse_structure(node, "", problems)
    assert not problems.sorted()
    ((name, parsed),) = structure.fields.items()
    try:
        return Evaluator({}, {}).field(parsed, Scope(record, record, "in_1"), (name,))
    except RecordError as error:
        return error.code


def test_the_page_has_examples() -> None:
    assert len(FIELDS) > 30
    assert set(FILES) == {"services.yml", "product_groups.yml"}


@pytest.mark.parametrize(("record", "field"), FIELDS, ids=[field.split("\n")[0] for _, field in FIELDS])
def test_an_example_gives_what_the_page_says(record: str, field: str) -> None:
    assert _outcome(field, json.loads(record)) == _promise(field)


def test_the_page_lists_the_functions_that_there_are() -> None:
    listed = re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(FUNCTIONS)


def test_the_example_files_load(tmp_path: Path) -> None:
    library = library_of(tmp_path, FILES)
    assert list(library.mappings) == ["services"]
    assert list(library.tables) == ["product_groups"]
