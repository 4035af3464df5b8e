"""`connect --company`: the keys of one company of several go where companies.yml says, and nowhere else."""

import shutil

import pytest
from dotenv import dotenv_values

from tests.operator.answering import terminal
from tests.operator.connect.conftest import Project

GRANT = "sandbox-agreement-grant"
READER = "sk_test_sandbox"
COMPANIES = """companies:
  - name: nordlys
    environment: production
    secrets: secrets/nordlys.env
    mappings: companies/nordlys
  - name: solskin
    environment: production
    secrets_prefix: SOLSKIN_
"""
APP_OF_ALL = "ECONOMIC_APP_SECRET_TOKEN=sandbox-app-secret\n"


@pytest.fixture
def firm(project: Project) -> Project:
    shutil.copytree(project.folder / "mappings", project.folder / "companies" / "nordlys")
    (project.folder / "companies.yml").write_text(COMPANIES, encoding="utf-8")
    (project.folder / ".env").write_text(APP_OF_ALL, encoding="utf-8")
    return project


def test_a_new_company_is_connected_into_its_own_file_and_can_be_worked_on(firm: Project) -> None:
    file = firm.folder / "secrets" / "nordlys.env"
    for kind, prompt, typed in (
        ("economic", "The agreement grant token: ", GRANT),
        ("stripe", "The key that reads: ", READER),
    ):
        options = ["--token"] if kind == "economic" else []
        words = ("connect", kind, "--company", "nordlys", "--no-browser", *options)
        with terminal(firm.folder, *words, env=firm.env) as screen:
            screen.type(prompt, typed)
            ended = screen.end()
        assert ended.status == 0, ended.stderr
        assert ended.stdout[-1].startswith(f"{file} has ")
    assert dotenv_values(file) == {
        "ECONOMIC_AGREEMENT_GRANT_TOKEN": GRANT,
        "ECONOMIC_AGREEMENT_NUMBER": "1118081",
        "STRIPE_API_KEY": READER,
    }
    assert [oct(one.stat().st_mode & 0o777) for one in (file, file.parent)] == ["0o600", "0o700"]
    assert (firm.folder / ".env").read_text("utf-8") == APP_OF_ALL
    status = firm.run("status", "--company", "nordlys", "--fast")
    assert status.status == 0, status.stderr


def test_variables_of_a_shell_do_not_count_for_a_company_and_so_are_not_told_of(firm: Project) -> None:
    words = ("connect", "economic", "--company", "nordlys", "--no-browser", "--token")
    env = firm.env | {"ECONOMIC_AGREEMENT_GRANT_TOKEN": "another-in-the-shell"}
    with terminal(firm.folder, *words, env=env) as screen:
        screen.type("The agreement grant token: ", GRANT)
        ended = screen.end()
    assert ended.status == 0, ended.stderr
    assert "goes before" not in ended.stderr


def test_keys_that_are_variables_of_the_environment_are_only_checked(firm: Project) -> None:
    env = {"SOLSKIN_STRIPE_API_KEY": "sk_test_older"}
    refused = firm.run("connect", "stripe", "--company", "solskin", **env)
    assert refused.last_words.startswith("stripe-economic: keys_kept_elsewhere: The keys of solskin are ")
    words = ("connect", "economic", "--company", "solskin", "--no-browser", "--token", "--show-where")
    with terminal(firm.folder, *words, env=firm.env | env) as screen:
        screen.type("The agreement grant token: ", GRANT)
        ended = screen.end()
    assert ended.status == 0, ended.stderr
    assert "SOLSKIN_ECONOMIC_AGREEMENT_GRANT_TOKEN, SOLSKIN_ECONOMIC_AGREEMENT_NUMBER" in ended.stdout[-1]
    assert (firm.folder / ".env").read_text("utf-8") == APP_OF_ALL


def test_a_company_that_is_not_there_is_named(firm: Project) -> None:
    ended = firm.run("connect", "stripe", "--company", "nordly")
    assert ended.last_words.startswith("stripe-economic: company_unknown: ")


def test_a_preview_takes_the_mappings_and_the_keys_of_a_company(firm: Project) -> None:
    zones = firm.folder / "companies" / "nordlys" / "vat_zones.yml"
    zones.write_text(zones.read_text("utf-8").replace("{country: DK, to: 1}", "{country: DK, to: 3}"), "utf-8")
    own, shared = (
        "\n".join(firm.run("preview", *company, "danish business").stdout)
        for company in (("--company", "nordlys"), ())
    )
    assert own != shared
    (firm.folder / "secrets").mkdir()
    (firm.folder / "secrets" / "nordlys.env").write_text(f"STRIPE_API_KEY={READER}\n", encoding="utf-8")
    wants_a_grant = firm.run("preview", "--company", "nordlys", "in_1")
    assert "agreement_grant_token is missing" in wants_a_grant.last_words


def test_an_empty_line_in_a_companys_file_leaves_what_the_project_has(firm: Project) -> None:
    (firm.folder / "secrets").mkdir()
    lines = f"ECONOMIC_APP_SECRET_TOKEN=\nECONOMIC_AGREEMENT_GRANT_TOKEN={GRANT}\nSTRIPE_API_KEY={READER}\n"
    (firm.folder / "secrets" / "nordlys.env").write_text(lines, encoding="utf-8")
    status = firm.run("status", "--company", "nordlys", "--fast")
    assert status.status == 0, status.stderr
