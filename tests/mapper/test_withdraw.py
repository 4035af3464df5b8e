"""`withdraw:` takes back a document that was made of an earlier state of its record."""

from pathlib import Path

import pytest

from mapper_jmespath import Library, MappingError, lint, load_library
from tests.mapper.folders import SHIPPED, document, withdrawable, write
from tests.mapper.records import invoice

RULE = """
  - that: status == 'void' || status == 'uncollectible'
    code: voided
    reason: Stripe has voided this invoice or given it up
    draft: delete
    booked: report
"""


def _library(folder: Path, rule: str = RULE, name: str = "invoices") -> Library:
    files = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.yml")}
    lines = [line for line in files[f"{name}.yml"].splitlines() if not line.startswith("#")]
    if "withdraw:" in lines:
        del lines[lines.index("withdraw:") : lines.index("when:")]
    place = lines.index("when:")
    files[f"{name}.yml"] = "\n".join((*lines[:place], f"withdraw:{rule.rstrip()}", *lines[place:], ""))
    return load_library(write(folder, files), withdrawable())


def _told(folder: Path, rule: str, name: str = "invoices") -> list[str]:
    with pytest.raises(MappingError) as raised:
        _library(folder, rule, name)
    return [f"{problem.message} ({problem.hint})" for problem in raised.value.problems]


def test_a_record_that_was_undone_says_so_and_holds_nothing_else(tmp_path: Path) -> None:
    made = document(_library(tmp_path), "invoices", invoice(status="void"))
    assert made["withdraw"] == {
        "code": "voided",
        "message": "Stripe has voided this invoice or given it up",
        "draft": "delete",
        "booked": "report",
    }
    assert made["id"] == "in_1"
    assert made["origin"]["stream"] == "invoices"
    assert [made[name] for name in ("body", "customer", "products", "error", "skip")] == [None] * 5
    assert made["expected"] == document(_library(tmp_path), "invoices", invoice())["expected"]


def test_any_other_record_is_mapped_or_left_out_as_before(tmp_path: Path) -> None:
    library = _library(tmp_path)
    paid, draft = (document(library, "invoices", invoice(status=status)) for status in ("paid", "draft"))
    assert paid["withdraw"] is None
    assert paid["body"]["lines"]
    assert draft["withdraw"] is None
    assert draft["skip"]["code"]


def test_the_first_rule_that_holds_counts(tmp_path: Path) -> None:
    first = RULE.replace("status == 'void' || ", "")
    later = (
        RULE.replace("voided", "given_up", 1).replace("delete", "report").replace("booked: report", "booked: credit")
    )
    library = _library(tmp_path, first.rstrip() + later)
    told = [document(library, "invoices", invoice(status=one))["withdraw"] for one in ("uncollectible", "void")]
    assert [(one["code"], one["draft"], one["booked"]) for one in told] == [
        ("voided", "delete", "report"),
        ("given_up", "report", "credit"),
    ]


def test_its_expressions_are_linted(tmp_path: Path) -> None:
    properties: dict[str, object] = {key: {} for key in invoice() if key != "status"}
    found = lint(_library(tmp_path), {"invoices": {"type": "object", "properties": properties}})
    path = tmp_path / "mappings" / "invoices.yml"
    line = path.read_text("utf-8").splitlines().index("withdraw:") + 2
    (told,) = [problem.message for problem in found if problem.position.line == line]
    assert told == "`status` is not a property of the stream `invoices`"


SLIPS = [
    ("draft: delete", "draft: remove", "`draft` is delete or report"),
    ("booked: report", "booked: credits", "`booked` is report or credit (did you mean `credit`?)"),
    ("    booked: report\n", "", "the rule has no booked (booked: report or credit)"),
    (
        "    draft: delete\n    booked: report\n",
        "",
        "the rule has no draft, booked (draft: delete or report; booked: ",
    ),
    ("    code: voided\n", "", "the rule has no code (people read code and reason in the outcome)"),
    ("code: voided", "code: Voided it", "`Voided it` is not a code (small letters, digits and _: not_paid)"),
    ("    draft:", "    drafts: x\n    draft:", "a rule has no `drafts` (did you mean `draft`?)"),
    (RULE, " voided\n", "`withdraw` is a list of rules (- that: status == 'paid'; each rule has `that`, `code`, "),
    (RULE, "\n  - voided\n", "a rule has `that`, `code`, `reason`, `draft` and `booked` (- that: status == 'paid'"),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_in_a_rule(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in RULE
    (told,) = _told(tmp_path, RULE.replace(old, new))
    assert told.startswith(said)


def test_what_is_never_posted_cannot_be_withdrawn(tmp_path: Path) -> None:
    (told,) = _told(tmp_path, RULE, "products")
    assert told == "a products document cannot be withdrawn (remove it)"
