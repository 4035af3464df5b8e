"""The project's files, settings and mappings: one thing is broken at a time."""

import os
import subprocess

import pytest

from tests.operator.doctor.conftest import Patient

GROUP = "configuration"
KEYS = {
    "STRIPE_API_KEY": "sk_test_sandbox",
    "ECONOMIC_APP_SECRET_TOKEN": "sandbox-app-secret",
    "ECONOMIC_AGREEMENT_GRANT_TOKEN": "sandbox-agreement-grant",
}


def write_env(patient: Patient, **values: str) -> None:
    file = patient.folder / ".env"
    file.write_text("".join(f"{name}={value}\n" for name, value in (KEYS | values).items()), encoding="utf-8")
    file.chmod(0o600)


def git(patient: Patient, *arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=patient.folder, check=True, capture_output=True)  # noqa: S607 - any git


def test_secrets_that_others_may_read_are_an_error(patient: Patient) -> None:
    write_env(patient)
    changed = patient.changed(GROUP, lambda: (patient.folder / ".env").chmod(0o640))
    assert changed.keys() == {"env_file"}
    assert (changed["env_file"]["status"], changed["env_file"]["hint"]) == ("error", "Close it: chmod 600 .env")


def test_secrets_in_git_are_an_error_and_what_git_would_take_a_warning(patient: Patient) -> None:
    git(patient, "init", "--quiet")
    write_env(patient)
    assert patient.checks(GROUP)["git"]["status"] == "ok"
    (patient.folder / ".gitignore").write_text("", encoding="utf-8")
    assert patient.checks(GROUP)["git"]["status"] == "warning"
    changed = patient.checks(GROUP)
    git(patient, "add", ".env")
    one = patient.checks(GROUP)["git"]
    assert (one["status"], changed["git"]["status"]) == ("error", "warning")
    assert "git rm --cached .env" in one["hint"]


def test_settings_that_meltano_left_open_are_a_warning(patient: Patient) -> None:
    file = patient.folder / ".meltano" / "run" / "target-economic" / "target.config.json"

    def leave() -> None:
        file.parent.mkdir(parents=True)
        file.write_text("{}", encoding="utf-8")
        file.chmod(0o644)

    changed = patient.changed(GROUP, leave)
    assert {name: one["status"] for name, one in changed.items()} == {"run_files": "warning"}
    assert "1 file below .meltano" in changed["run_files"]["message"]


def test_what_meltano_links_to_below_its_folder_is_not_its_settings_and_a_companys_settings_are(
    patient: Patient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    program = tmp_path_factory.mktemp("elsewhere") / "meltano"
    program.touch(mode=0o755)
    link = patient.folder / ".meltano" / "run" / "bin"
    settings = patient.folder / ".meltano" / "pipelines" / "sandbox-nordlys" / "run" / "target.config.json"

    def leave() -> None:
        link.parent.mkdir(parents=True)
        link.symlink_to(program)

    def leave_settings() -> None:
        settings.parent.mkdir(parents=True)
        settings.touch(mode=0o644)
        settings.chmod(0o644)

    assert patient.changed(GROUP, leave) == {}
    assert patient.changed(GROUP, leave_settings).keys() == {"run_files"}


@pytest.mark.parametrize(
    ("env", "name", "message"),
    [
        ({"STRIPE_API_KEY": ""}, "settings_stripe", "api_key is not set"),
        ({"STRIPE_API_KEY": "pk_test_publishable"}, "settings_stripe", "publishable"),
        ({"STRIPE_API_KEY": "sk_live_another"}, "settings_stripe", "the key in api_key is a live key"),
        ({"ECONOMIC_APP_SECRET_TOKEN": ""}, "settings_economic", "app_secret_token"),
        ({"ECONOMIC_AGREEMENT_GRANT_TOKEN": ""}, "settings_economic", "agreement_grant_token"),
    ],
)
def test_half_an_env_file_is_named_and_the_other_side_is_looked_at_all_the_same(
    patient: Patient, env: dict[str, str], name: str, message: str
) -> None:
    write_env(patient, **env)
    found = patient.checks(
        GROUP, "stripe", "e-conomic", MELTANO_ENVIRONMENT="production", TAP_STRIPE_INVOICES_MODE="test"
    )
    wrong = {key: one for key, one in found.items() if one["status"] == "error"}
    assert wrong.keys() == {name}
    assert message in wrong[name]["message"]
    assert "production" in wrong[name]["message"]
    assert not [one for one in found.values() if "another" in one["message"] or "publishable_" in one["message"]]
    unread, read = ("key", "tokens") if name == "settings_stripe" else ("tokens", "key")
    assert found[unread]["message"].startswith("Not looked at: ")
    assert found[read]["status"] == "ok"


def test_a_mode_that_is_not_set_is_a_warning(patient: Patient) -> None:
    text = (patient.folder / "meltano.yml").read_text("utf-8")
    (patient.folder / "meltano.yml").write_text(text.replace("              mode: test\n", ""), encoding="utf-8")
    assert patient.checks(GROUP)["settings_stripe"]["status"] == "warning"


def test_a_slip_in_a_mapping_is_named_by_its_place_and_the_numbers_are_not_looked_at(patient: Patient) -> None:
    line = patient.edit("mappings/customers.yml", "name: {from: name || email || id,", "name: {from: nmae,")
    found = patient.checks(GROUP, "numbers", "customers")
    (one,) = [one for one in found.values() if one["status"] == "error"]
    assert one["place"] == f"mappings/customers.yml:{line}"
    assert "nmae" in one["message"]
    patient.edit("mappings/customers.yml", "source: customers", "sauce: customers")
    found = patient.checks("numbers", "customers")
    assert all(one["message"].startswith("Not looked at: ") for one in found.values())


def test_a_mapping_folder_that_is_not_there_is_named(patient: Patient) -> None:
    os.rename(patient.folder / "mappings", patient.folder / "elsewhere")  # noqa: PTH104 - a folder
    changed = patient.checks(GROUP)
    assert (changed["mappings"]["status"], "mappings" in changed["mappings"]["message"]) == ("error", True)


@pytest.mark.parametrize(
    ("options", "said"), [(("--environment", "staging"), "environment_unknown"), ((), "no_project")]
)
def test_what_cannot_even_begin_is_named_in_one_line(patient: Patient, options: tuple[str, ...], said: str) -> None:
    if said == "no_project":
        (patient.folder / "meltano.yml").unlink()
    ended = patient.run(*options)
    assert ended.status == 1
    assert ended.last_words.startswith(f"stripe-economic: {said}: ")


def test_what_is_not_understood_is_a_matter_of_usage(patient: Patient) -> None:
    assert patient.run("--only", "weather").status == 2
