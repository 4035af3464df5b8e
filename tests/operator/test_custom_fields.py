"""The examples in the mapping files that wait behind a `#` work once it is removed."""

import re
import shutil
from pathlib import Path

import pytest

from stripe_economic.connections import Connections
from stripe_economic.mappings.linting import lint_problems
from stripe_economic.mappings.loading import load
from stripe_economic.mappings.preview import previews
from stripe_economic.mappings.sources import Source, find
from tests.support import ROOT, Json

# File, the first words of the example, how many lines it has, the sample, its metadata, and what comes of it.
EXAMPLES = [
    ("customers", "ean:", 1, "customers/danish business", {"ean-number": "5790000000000"}, {"ean": "5790000000000"}),
    (
        "customers",
        "publicEntryNumber:",
        1,
        "customers/danish business",
        {"Public entry number": "P 7"},
        {"publicEntryNumber": "P 7"},
    ),
    ("products", "barCode:", 1, "products/goods", {"bar-code": "42"}, {"barCode": "42"}),
    (
        "invoices",
        "textLine2:",
        8,
        "invoices/danish business",
        {"po-number": "77", "cost center": "K9"},
        {"notes": {"heading": "Stripe invoice EX-0001", "textLine2": "Your order 77, cost center K9"}},
    ),
    (
        "invoices",
        "references:",
        3,
        "invoices/danish business",
        {"sales-person": "4"},
        {"references": {"salesPerson": {"employeeNumber": 4}}},
    ),
    (
        "credit_notes",
        "textLine2:",
        1,
        "credit_notes/danish business",
        {"case-number": "S1"},
        {
            "notes": {
                "heading": "Credit note EX-0001-CN-01 to invoice EX-0001",
                "textLine1": "One seat was never used.",
                "textLine2": "S1",
            }
        },
    ),
]


def _unreached() -> Connections:
    pytest.fail("a sample needs no connection")


def _taken_into_use(text: str, first: str, count: int) -> str:
    """The file with the marks of an example removed; a field that it replaces goes."""
    lines = text.splitlines()
    (start,) = [index for index, line in enumerate(lines) if line.strip().startswith(f"# {first}")]
    for index in range(start, start + count):
        lines[index] = re.sub(r"^( *)# ", r"\1", lines[index])
    return "\n".join(line for i, line in enumerate(lines) if i == start or not line.strip().startswith(first)) + "\n"


@pytest.mark.parametrize(
    ("name", "first", "count", "sample", "metadata", "made"), EXAMPLES, ids=[f"{row[0]} {row[1]}" for row in EXAMPLES]
)
def test_an_example_of_a_field_of_ones_own(  # noqa: PLR0913, PLR0917 - one parameter per column
    tmp_path: Path, name: str, first: str, count: int, sample: str, metadata: dict[str, str], made: Json
) -> None:
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    path = folder / f"{name}.yml"
    path.write_text(_taken_into_use(path.read_text("utf-8"), first, count), "utf-8")
    library = load(folder)
    assert lint_problems(library) == ()
    (source,) = find([sample], _unreached)
    record = source.record | {"metadata": source.record["metadata"] | metadata}
    (shown,) = [one for one in previews(library, Source(source.stream, source.name, record)) if one.active]
    assert shown.document["error"] is None
    assert {key: shown.document["body"][key] for key in made} == made


def test_payments_of_nobody_can_go_on_one_customer(tmp_path: Path) -> None:
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    path = folder / "payments.yml"
    text = path.read_text("utf-8")
    written = re.search(r"write (\{economic_customer_number: '10000'\}) in place of (`\{\}`)", text)
    assert written
    assert text.count(f"metadata: {written[2]}") == 1
    path.write_text(text.replace(f"metadata: {written[2]}", f"metadata: {written[1]}"), "utf-8")
    library = load(folder)
    assert lint_problems(library) == ()
    (source,) = find(["payments/guest"], _unreached)
    nobody = source.record["billing_details"] | {"email": None, "name": None}
    (shown,) = previews(library, Source("payments", "nobody", source.record | {"billing_details": nobody}))
    assert shown.document["customer"]["body"]["customerNumber"] == 10000
