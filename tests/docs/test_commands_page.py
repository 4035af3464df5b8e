"""docs/cli.md is what the commands say of themselves, and its examples are understood."""

import re
import shlex
from contextvars import copy_context

import click
import pytest

from stripe_economic.cli import cli
from stripe_economic.publishing.manual import commands, examples, page
from tests.support import ROOT

PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")
EXAMPLES = [line for _, one in commands() for line in examples(one)]


def parse(words: list[str]) -> list[str]:
    """Let click read the words of a command line as it would to run them; returns the names of the commands."""
    one: click.Command = cli
    context = cli.make_context("stripe-economic", words)
    named = []
    while isinstance(one, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, found, rest = one.resolve_command(context, rest)
        assert found is not None
        named.append(name or "")
        one, context = found, found.make_context(name, rest, parent=context)
    return named


def test_the_page_is_current() -> None:
    assert page() == PAGE, "run: make docs"


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_is_understood(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "")  # which --lang sets, for click
    reader = shlex.shlex(line, posix=True, punctuation_chars="|>&;")
    reader.whitespace_split = True
    program, *words = list(reader)
    assert program == "stripe-economic"
    end = next((place for place, word in enumerate(words) if set(word) <= set("|>&;")), len(words))
    if "--help" in words:
        with pytest.raises(click.exceptions.Exit):
            copy_context().run(parse, words[:end])
    else:
        assert copy_context().run(parse, words[:end])


def test_every_command_that_a_page_shows_exists() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for shown in re.findall(r"`stripe-economic ((?:[a-z]+ ?)+)", path.read_text("utf-8")):
            one: click.Command = cli
            for word in shown.split():
                if isinstance(one, click.Group) and one.commands:
                    assert word in one.commands, f"{path.name}: stripe-economic {shown}"
                    one = one.commands[word]
