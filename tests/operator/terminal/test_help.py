"""What the commands say of themselves."""

import re
from pathlib import Path

import click
import pytest

from stripe_economic.publishing.manual import commands, examples
from stripe_economic.terminal import helptext
from stripe_economic.terminal.helptext import Block, Examples, Paragraph
from tests.operator.command import command

TEXT = """Do a thing.

    It is done at once,
    and only once.

    Exit status:
      0    done, or there was
           nothing to do
      130  stopped

    Notes:
      This is a sentence.

    Example: stripe-economic thing --now
    Example: stripe-economic thing 'a  b'
"""


def test_a_docstring_comes_apart_into_what_is_translated_and_what_is_not() -> None:
    assert helptext.parts(TEXT) == (
        Paragraph("Do a thing."),
        Paragraph("It is done at once, and only once."),
        Block("Exit status", (("0", "done, or there was nothing to do"), ("130", "stopped"))),
        Block("Notes", (("", "This is a sentence."),)),
        Examples(("stripe-economic thing --now", "stripe-economic thing 'a  b'")),
    )
    assert helptext.short(TEXT) == "Do a thing."


def test_every_command_says_when_it_is_of_use_how_it_ends_and_how_it_is_called() -> None:
    for path, one in commands():
        parts = helptext.parts(one.help or "")
        titles = {part.title for part in parts if isinstance(part, Block)}
        assert isinstance(parts[0], Paragraph), path
        assert examples(one), path
        assert path.endswith("mappings") or "Exit status" in titles, path
        # The title of an option is above it, so a block of that name would be a second one.
        assert "Options" not in titles, path


def test_an_environment_is_named_in_one_way_everywhere() -> None:
    named = {path: one for path, command in commands() for one in command.params if one.name == "environment"}
    assert len(named) > 10
    for path, one in named.items():
        assert isinstance(one, click.Option)
        assert one.opts == ["--environment"], path
        assert not one.required, path
        assert one.help == "Meltano's environment; that of meltano.yml where it is left out.", path
        assert one._custom_shell_complete is not None, path


def test_help_keeps_examples_whole_and_commands_are_in_groups(tmp_path: Path) -> None:
    shown = command(tmp_path, "sandbox", "fault", "--help").stdout
    line = "stripe-economic sandbox fault economic drop_after_commit method=POST path=/invoices/drafts nth=3"
    assert f"  {line}" in shown
    assert shown.index("Exit status:") < shown.index("Options:") < shown.index("Examples:")
    top = command(tmp_path, "--help").stdout
    titles = [line.strip(":") for line in top if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert titles.index("To begin with") < titles.index("Day by day") < titles.index("This program itself")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(("recncile",), "reconcile"), (("mappings", "lnt"), "lint"), (("preview", "--formt", "json"), "--format")],
)
def test_what_is_mistyped_is_answered_with_what_may_be_meant(
    tmp_path: Path, typed: tuple[str, ...], meant: str
) -> None:
    ended = command(tmp_path, *typed)
    assert ended.status == 2
    assert f"Did you mean '{meant}'?" in ended.last_words
