"""What the documentation says is what the program does."""

import ast
import re
from typing import Any

import click
from ruamel.yaml import YAML

from mapper_jmespath.settings import SCHEMA as MAPPER
from stripe_economic.cli import cli
from stripe_economic.outcomes.codes import CODES
from stripe_economic.publishing.hub import definitions
from stripe_economic.publishing.reference import page
from tap_stripe_invoices.settings import SCHEMA as TAP
from tap_stripe_invoices.streams.kinds import STREAMS
from target_economic.outcomes.outcomes import Action, Code
from target_economic.settings.declared import SCHEMA as TARGET
from tests.support import ROOT


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_settings_page_is_current() -> None:
    assert text("docs/settings.md") == page(), "run: make docs"


def test_every_outcome_is_explained_and_nothing_else_is() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", text("docs/outcomes.md"), re.MULTILINE))
    assert explained == {*Action, *Code}


def test_every_code_is_explained_in_the_program_as_on_its_page() -> None:
    codes = text("docs/outcomes.md").partition("## Codes")[2]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", codes, re.MULTILINE)
    assert [(code, *words) for code, words in CODES.items()] == rows


def test_meltano_yml_declares_the_settings_that_the_plugins_have() -> None:
    plugins: dict[str, Any] = YAML(typ="safe").load(text("meltano.yml"))["plugins"]
    for kind, schema in (("extractors", TAP), ("mappers", MAPPER), ("loaders", TARGET)):
        (plugin,) = plugins[kind]
        declared = {setting["name"]: setting for setting in plugin["settings"]}
        assert declared.keys() == schema["properties"].keys()
        secret = {name for name, one in schema["properties"].items() if one.get("secret")}
        assert secret == {name for name, one in declared.items() if one.get("sensitive")}
        defaults = {name: str(one["default"]) for name, one in schema["properties"].items() if "default" in one}
        assert {name: str(one["value"]) for name, one in declared.items() if "value" in one} == defaults
        assert {one["kind"] for one in declared.values()} == {"string"}


def test_the_plugins_definitions_are_current() -> None:
    written = {path.relative_to(ROOT / "plugins"): path.read_text("utf-8") for path in ROOT.glob("plugins/*/*.yml")}
    assert written == dict(definitions()), "run: make docs"


def test_every_command_says_what_it_does() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def test_links_between_pages_lead_somewhere() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_every_code_that_the_tap_ends_with_or_writes_is_on_its_page() -> None:
    page = text("docs/tap.md")
    for path in sorted((ROOT / "tap_stripe_invoices").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.endswith("Error"):
                first = call.args[0] if call.args else None
                stated = first.value if isinstance(first, ast.Constant) else None
                if isinstance(stated, str) and re.fullmatch(r"[a-z]+(_[a-z]+)+", stated):
                    assert f"`{stated}`" in page, f"{path.name}: {stated}"


def test_every_stream_is_on_the_taps_page() -> None:
    page = text("docs/tap.md")
    assert [name for name in STREAMS if f"| `{name}` |" not in page] == []
