"""`companies.yml`: what is wrong with it is named with its line, and nothing of one company reaches another."""

import json
import shutil
from pathlib import Path

import pytest

from tests.operator.command import command
from tests.support import ROOT

GOOD = """companies:
  - name: nordlys
    environment: production
    secrets: secrets/nordlys.env
    mappings: companies/nordlys
  - name: solskin
    secrets_prefix: SOLSKIN_
    agreement: faelles
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "meltano.yml", tmp_path)
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "companies.yml").write_text(text, encoding="utf-8")


def test_four_lines_make_a_company(folder: Path) -> None:
    write(folder, GOOD)
    ended = command(folder, "companies", "--format", "json")
    assert ended.status == 0, ended.stderr
    first, second = json.loads("\n".join(ended.stdout))["companies"]
    assert first == {
        "name": "nordlys",
        "environment": "production",
        "secrets": "secrets/nordlys.env",
        "mappings": "companies/nordlys",
        "state_id": "production:tap-stripe-invoices-to-target-economic:nordlys",
        "agreement": "nordlys",
    }
    assert (second["environment"], second["secrets"], second["agreement"]) == ("sandbox", "SOLSKIN_*", "faelles")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "companies.yml:1:1: the file is empty"),
        ("companies:\n", "companies.yml:1:1: the file lists no companies"),
        ("company:\n  - name: a\n", "companies.yml:1:1: unknown key `company` (did you mean `companies`?)"),
        ("companies:\n  - nordlys\n", "companies.yml:2:5: a company is a block of keys"),
        ("companies:\n  - environment: sandbox\n", "companies.yml:2:5: a company has no `name`"),
        ("companies:\n  - name: Nørdlys\n", "companies.yml:2:5: `name` is not a name"),
        ("companies:\n  - name: a\n    mapings: b\n", "companies.yml:3:5: unknown key `mapings` (did you mean `map"),
        ("companies:\n  - name: a\n  - name: a\n", "companies.yml:3:5: the company a stands twice"),
        (
            "companies:\n  - name: a\n  - name: b\n    state_suffix: a\n",
            "companies.yml:3:5: b and a have the same `state_suffix`",
        ),
        (
            "companies:\n  - name: a\n    secrets: a.env\n    secrets_prefix: A_\n",
            "companies.yml:4:5: both `secrets` and `secrets_prefix` say where the keys are",
        ),
        ("companies:\n  - name: a\n    name: b\n", "companies.yml:3:5: the key `name` stands twice"),
        ("companies:\n  - name: 007\n", "companies.yml:2:11: 007 starts with a zero"),
        (
            "companies:\n  - name: a\n  - name: b\n    state_suffix: b-replay\n",
            "companies.yml:4:5: `state_suffix` ends in -replay",
        ),
        (
            "companies:\n  - name: b\n    state_suffix: a\n    environment: production\n  - name: a\n",
            "companies.yml:5:5: a and b have the same `state_suffix`",
        ),
        ("companies: [\n", "companies.yml:"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(folder: Path, text: str, said: str) -> None:
    write(folder, text)
    # Nothing can be run there: no keys.
    production = {"MELTANO_ENVIRONMENT": "production"}
    listed = command(folder, "companies", **production)
    assert listed.status == 1
    assert any(line.startswith(said) for line in listed.stderr.splitlines()), listed.stderr
    ended = command(folder, "run", "--all", "--result", "last.json", **production)
    assert ended.status == 1
    assert any("companies_invalid: companies.yml:" in line for line in ended.stderr.splitlines())
    told = json.loads((folder / "last.json").read_text("utf-8"))["companies"]
    assert "companies_invalid" in {one["ended"] for one in told}


def test_what_is_wrong_with_one_company_does_not_stand_in_the_way_of_another(folder: Path) -> None:
    write(folder, GOOD.replace("    agreement:", "    agrement:"))
    listed = command(folder, "companies", "--format", "json")
    told = json.loads("\n".join(listed.stdout))
    assert [one["name"] for one in told["companies"]] == ["nordlys"]
    assert [(one["line"], one["code"]) for one in told["problems"]] == [(8, "key_unknown")]
    assert listed.status == 1
    assert "secrets_unreadable" in command(folder, "run", "--company", "nordlys").last_words
    refused = command(folder, "run", "--company", "solskin")
    assert refused.last_words.startswith(
        "stripe-economic: companies_invalid: companies.yml:8:5: unknown key `agrement`"
    )


@pytest.mark.parametrize(
    "line",
    [
        "api_key: rk_live_51Nabcdefghijklmnop",
        "secrets: rk_live_51Nabcdefghijklmnop",
        "secrets: KmQ3xTnVbQ8sLpW2yZcD7rGhJ4fAeU6iOo1PqRsTuv",
        "rk_live_51Nabcdefghijklmnop: x",
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(folder: Path, line: str) -> None:
    write(folder, f"companies:\n  - name: a\n    {line}\n")
    ended = command(folder, "companies")
    assert ended.status == 1
    assert "`secrets` names" in ended.stderr or "unknown key" in ended.stderr
    assert "51Nabc" not in ended.stderr
    assert "KmQ3xT" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("run", "--company", "nordly"), 1, "company_unknown"),
        (("run",), 2, "name one with --company, or --all"),
        (("run", "--all", "--company", "nordlys"), 2, "cannot be combined"),
        (("run", "--all", "--ids", "in_1"), 2, "ids of one company"),
        (("run", "--company", "nordlys", "--ids", " "), 2, "names no id"),
        (("run", "--company", "nordlys", "--ids", "in_1", "--full-refresh"), 2, "bookmarks"),
        (("run", "--company", "nordlys"), 1, "secrets_unreadable"),
        (("run", "--company", "solskin"), 1, "secrets_missing"),
        (("reconcile", "--company", "nordly", "--from", "2026-01-01", "--to", "2026-01-31"), 1, "company_unknown"),
    ],
)
def test_what_cannot_be_run_is_named(folder: Path, arguments: tuple[str, ...], status: int, said: str) -> None:
    write(folder, GOOD)
    ended = command(folder, *arguments)
    assert ended.status == status
    assert said in ended.last_words


def test_without_the_file_there_is_no_company_to_name(folder: Path) -> None:
    assert "no_companies" in command(folder, "run", "--company", "nordlys").last_words
    assert "no_companies" in command(folder, "run", "--all").last_words
    assert "no_companies" in command(folder, "companies").last_words


def test_a_key_that_is_missing_is_not_taken_from_another_company(folder: Path) -> None:
    write(folder, GOOD)
    (folder / "secrets").mkdir()
    (folder / "secrets" / "nordlys.env").write_text("STRIPE_API_KEY=rk_live_nordlys\n", encoding="utf-8")
    # The keys of the firm itself, which runs beside its customers.
    (folder / ".env").write_text(
        "STRIPE_API_KEY=rk_live_firm\nECONOMIC_APP_SECRET_TOKEN=app\nECONOMIC_AGREEMENT_GRANT_TOKEN=firms\n",
        encoding="utf-8",
    )
    for env in ({}, {"TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": "firms"}, {"ECONOMIC_AGREEMENT_GRANT_TOKEN": "firms"}):
        ended = command(folder, "run", "--company", "nordlys", **env)
        assert ended.status == 1
        assert "agreement_grant_token is missing" in ended.last_words


def test_a_folder_of_mappings_that_meltano_yml_overrules_is_refused(folder: Path) -> None:
    write(folder, GOOD)
    (folder / "secrets").mkdir()
    (folder / "secrets" / "nordlys.env").write_text(
        "STRIPE_API_KEY=rk_live_nordlys\nECONOMIC_APP_SECRET_TOKEN=app\nECONOMIC_AGREEMENT_GRANT_TOKEN=grant\n",
        encoding="utf-8",
    )
    meltano = folder / "meltano.yml"
    text = meltano.read_text("utf-8")
    fixed = text.replace("config: {}", "config: {mappings_path: mappings}")
    assert fixed != text
    meltano.write_text(fixed, encoding="utf-8")
    assert "mappings_fixed" in command(folder, "run", "--company", "nordlys").last_words
