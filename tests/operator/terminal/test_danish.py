"""Danish: every text has it, with the same placeholders, and the commands speak it."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from stripe_economic.reconcile.findings import FindingCode
from stripe_economic.reconcile.jsontext import as_dict, as_json
from stripe_economic.reconcile.page import as_html
from stripe_economic.terminal.language import DANISH, ENGLISH, speak
from tests.operator.command import command
from tests.operator.reconciled import finding, quarter
from tests.support import ROOT
from texts import danish
from texts.extracting import template

PLACEHOLDER = re.compile(r"\{[\w!]*\}|%\(\w+\)s")
# Whose arguments are said to people.
SAYING = {"OperatorError": (1, 2), "UsageError": (0,), "note": (0,), "progress": (0,), "fail": (0,), "echo": (0,)}
COMMAND_LINES = ("$ ", "source ", "export ", "meltano ")
CATALOGUE = danish.read()


def test_every_text_has_danish_and_the_file_has_no_other() -> None:
    assert danish.missing(danish.updated(template())) == [], "run: make texts"
    assert danish.PO.read_bytes() == danish.as_text(danish.updated(template())), "run: make texts"


def test_what_python_reads_is_what_the_file_says() -> None:
    assert danish.MO.read_bytes() == danish.as_binary(CATALOGUE), "run: make texts"


def test_placeholders_are_the_same() -> None:
    assert len(CATALOGUE) > 400
    for message in CATALOGUE:
        if message.id:
            wanted = [set(PLACEHOLDER.findall(one)) for one in danish.forms(message.id)]
            # A form of one may name its number in words, or not at all.
            for form, placeholders in zip(danish.forms(message.string), wanted, strict=True):
                assert placeholders <= set(PLACEHOLDER.findall(form)) <= set().union(*wanted), message.id


def test_nothing_is_said_that_is_not_marked() -> None:
    for path in sorted((ROOT / "stripe_economic").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            for argument in (call.args[place] for place in SAYING.get(name, ()) if place < len(call.args)):
                said = _literal(argument).strip()
                if said.startswith(COMMAND_LINES):
                    continue
                assert not re.search(r"(?<![$/\w.-])(?![Mm]eltano|[Ss]tripe|conomic)[A-Za-z]{4,} ", said), (
                    f"{path.name}:{call.lineno}: {said}"
                )


def _literal(node: ast.expr) -> str:
    """What a literal says itself, with a placeholder for what is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return ""


@pytest.mark.parametrize(
    "words",
    [("--lang", "da", "--help"), ("--help", "--lang=da"), ("--help",)],
    ids=["before", "after", "by the environment"],
)
def test_help_is_danish_wherever_the_language_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    env = {} if len(words) > 1 else {"STRIPE_ECONOMIC_LANG": "da"}
    shown = "\n".join(command(tmp_path, *words, **env).stdout)
    assert shown.startswith("Brug: stripe-economic")
    assert "Til at begynde med:" in shown
    assert "Show" not in shown


def test_errors_are_danish_and_their_codes_are_not(tmp_path: Path) -> None:
    refused = command(tmp_path, "--lang", "da", "demo")
    assert refused.last_words.startswith("stripe-economic: no_project: Der er ingen meltano.yml")
    assert " Råd: " in refused.last_words
    mistyped = command(tmp_path, "--lang", "da", "mappings", "lnt")
    assert mistyped.last_words == "Fejl: Der er ingen kommando, der hedder 'lnt'. Mente du 'lint'?"
    assert command(tmp_path, "demo").last_words.startswith("stripe-economic: no_project: There is no")
    assert command(tmp_path, "--lang", "sv", "demo").status == 2


def test_json_is_the_same_in_both_languages_but_for_sentences(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    for words in (("mappings", "show", "--format", "json"), ("preview", "--format", "json")):
        assert command(tmp_path, *words).stdout == command(tmp_path, "--lang", "da", *words).stdout


@pytest.fixture
def in_danish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "")  # which is set below, for click
    speak(DANISH)
    yield
    speak(ENGLISH)


@pytest.mark.usefixtures("in_danish")
def test_a_reconciliation_is_a_danish_page() -> None:
    result = quarter(
        finding(FindingCode.MISSING, explained=False), finding(FindingCode.OPEN_DRAFT, 2), off="-1820.50"
    )
    page = as_html(result)
    assert '<html lang="da">' in page
    for text in (
        "Regnskabet stemmer ikke: 2 ting",
        "1. januar 2026",
        "Ikke i e-conomic",
        "61.234,40",
        "kladde 30002",
    ):
        assert text in page
    assert as_dict(result)["findings"][0]["code"] == "missing"
    assert '"61234.40"' in as_json(result)
