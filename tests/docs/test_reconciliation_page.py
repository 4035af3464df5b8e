"""docs/reconciliation.md names what a reconciliation can find and say."""

import re

from stripe_economic.reconcile.findings import FindingCode
from stripe_economic.reconcile.jsontext import as_dict
from tests.operator.reconciled import finding, quarter
from tests.support import ROOT, Json

PAGE = (ROOT / "docs" / "reconciliation.md").read_text("utf-8")


def test_every_finding_is_explained_and_nothing_else_is() -> None:
    assert set(re.findall(r"^\| `(\w+)`: ", PAGE, re.MULTILINE)) == set(FindingCode)


def test_every_property_of_the_json_is_described() -> None:
    said = as_dict(quarter(finding(FindingCode.MISSING)))
    described = set(re.findall(r"`(\w+)(?:\[\])?`", PAGE))
    assert names(said) <= described


def names(value: object) -> set[str]:
    """Every property name in it, at any depth."""
    if isinstance(value, list):
        return set().union(*map(names, value))
    if isinstance(value, dict):
        found: Json = value
        return set(found).union(*map(names, found.values()))
    return set()
