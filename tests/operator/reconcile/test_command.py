"""The command: its forms, its exit statuses, and what it says where it cannot work."""

import json

import pytest

from tests.operator.reconcile.two_sides import TwoSides

DAYS = ("--from", "2026-11-01", "--to", "2026-11-30")


def test_exit_status_0_closes_and_3_does_not(sides: TwoSides) -> None:
    assert sides.run(*DAYS).status == 0
    sides.do("move_balance", type="topup", amount=100)
    ended = sides.run(*DAYS, "--quiet")
    assert (ended.status, ended.stderr) == (3, "")


@pytest.mark.parametrize(
    ("form", "begins"), [("table", "Reconciliation"), ("json", "{"), ("html", "<!doctype html>")]
)
def test_each_form_goes_to_the_screen_or_to_a_file(sides: TwoSides, form: str, begins: str) -> None:
    shown = sides.run(*DAYS, "--format", form)
    assert shown.stdout[0].lower().startswith(begins.lower())
    written = sides.run(*DAYS, "--format", form, "--output", "found.txt")
    assert written.stdout == ["wrote found.txt: the books close"]
    assert (sides.folder / "found.txt").read_text("utf-8").splitlines()[0] == shown.stdout[0]


@pytest.mark.parametrize(
    ("options", "env", "said"),
    [
        (("--from", "2026-11-30", "--to", "2026-11-01"), {}, "days_reversed"),
        ((*DAYS, "--zone", "Europe/Nowhere"), {}, "zone_unknown"),
        ((*DAYS, "--zone", ""), {}, "zone_unknown"),
        ((*DAYS, "--environment", "staging"), {}, "environment_unknown"),
        ((*DAYS, "--clearing", "4711"), {}, "not_in_agreement"),
        ((*DAYS, "--output", "no/where.html"), {}, "not_writable"),
        (("--from", "9999-12-31", "--to", "9999-12-31"), {}, "zone_unknown"),
        (DAYS, {"TAP_STRIPE_INVOICES_API_KEY": "sk_test_wrong"}, "stripe_key_rejected"),
        (DAYS, {"TAP_STRIPE_INVOICES_API_KEY": "sk_live_wrong"}, "mode_differs"),
        (DAYS, {"TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": "another"}, "economic_tokens_rejected"),
        (DAYS, {"TAP_STRIPE_INVOICES_API_URL": "http://127.0.0.1:9"}, "stripe_unreachable"),
        (DAYS, {"TARGET_ECONOMIC_API_URL": "nowhere"}, "settings_invalid"),
        (DAYS, {"TAP_STRIPE_INVOICES_STRIPE_ACCOUNT": "acct_1 acct_2"}, "several_accounts"),
        ((*DAYS, "--environment", "production"), {}, "setting_missing"),
    ],
)
def test_what_cannot_be_done_is_named_in_one_line(
    sides: TwoSides, options: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    ended = sides.run(*options, **env)
    assert ended.status == 1
    assert said in ended.last_words
    assert ended.last_words.startswith("stripe-economic: ")
    others = ended.stderr.strip().splitlines()[:-1]
    assert all(line.startswith("Reading Stripe and e-conomic: ") for line in others)
    assert not any(value in ended.stderr for name, value in env.items() if name.endswith(("KEY", "TOKEN")))


@pytest.mark.parametrize("options", [(), ("--from", "yesterday", "--to", "2026-11-30"), (*DAYS, "--format", "pdf")])
def test_what_is_not_understood_is_a_matter_of_usage(sides: TwoSides, options: tuple[str, ...]) -> None:
    assert sides.run(*options).status == 2


def test_half_an_env_file_is_named_without_its_values(sides: TwoSides) -> None:
    (sides.folder / ".env").write_text(
        "STRIPE_API_KEY=rk_live_halfway\nECONOMIC_APP_SECRET_TOKEN=\n", encoding="utf-8"
    )
    ended = sides.run(*DAYS, "--environment", "production", TAP_STRIPE_INVOICES_API_URL="https://api.stripe.com")
    assert ended.status == 1
    assert "app_secret_token" in ended.last_words
    assert "halfway" not in ended.stderr


def test_keys_come_from_the_env_file_through_the_names_in_meltano_yml(sides: TwoSides) -> None:
    (sides.folder / ".env").write_text(
        "STRIPE_API_KEY=sk_test_sandbox\n"
        "ECONOMIC_APP_SECRET_TOKEN=sandbox-app-secret\n"
        "ECONOMIC_AGREEMENT_GRANT_TOKEN=sandbox-agreement-grant\n",
        encoding="utf-8",
    )
    ended = sides.run(*DAYS, "--environment", "production", TAP_STRIPE_INVOICES_MODE="test")
    assert ended.status == 0, ended.stderr


@pytest.mark.parametrize("text", ["a: [", "plugins: 7\n", "- a list\n", "\udcff"])
def test_a_damaged_meltano_yml_is_named(sides: TwoSides, text: str) -> None:
    (sides.folder / "meltano.yml").write_text(text, encoding="utf-8", errors="surrogateescape")
    ended = sides.run(*DAYS)
    assert ended.status == 1
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_without_a_project_it_says_so(sides: TwoSides) -> None:
    (sides.folder / "meltano.yml").unlink()
    ended = sides.run(*DAYS)
    assert ended.status == 1
    assert "no_project" in ended.last_words


def test_without_meltano_the_environment_variables_will_do(sides: TwoSides) -> None:
    (sides.folder / "meltano.yml").unlink()
    ended = sides.run(
        *DAYS,
        "--format",
        "json",
        TAP_STRIPE_INVOICES_API_KEY="sk_test_sandbox",
        TARGET_ECONOMIC_APP_SECRET_TOKEN="sandbox-app-secret",
        TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN="sandbox-agreement-grant",
    )
    assert ended.status == 0, ended.stderr
    assert json.loads("\n".join(ended.stdout))["books"]["environment"] == ""


def test_mappings_that_are_wrong_are_named(sides: TwoSides) -> None:
    (sides.folder / "mappings" / "vouchers.yml").write_text("nonsense", encoding="utf-8")
    ended = sides.run(*DAYS)
    assert ended.status == 1
    assert "mappings_invalid" in ended.last_words


def test_without_an_active_mapping_the_account_has_to_be_named(sides: TwoSides) -> None:
    file = sides.folder / "mappings" / "vouchers.yml"
    file.write_text(file.read_text("utf-8") + "active: false\n", encoding="utf-8")
    assert "clearing_unknown" in sides.run(*DAYS).last_words
    assert sides.run(*DAYS, "--clearing", "5830").status == 0
