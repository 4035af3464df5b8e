"""What a user gets wrong: one clear line that names it, a non-zero end, and nothing posted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenarios.conftest import Project


def no_change(folder: Path) -> None:
    pass


def break_mapping(folder: Path) -> None:
    path = folder / "mappings" / "invoices.yml"
    path.write_text(path.read_text("utf-8").replace("source: invoices", "sorce: invoices", 1), encoding="utf-8")


def lose_mapping(folder: Path) -> None:
    (folder / "mappings" / "customers.yml").unlink()


def lose_all_mappings(folder: Path) -> None:
    (folder / "mappings").rename(folder / "elsewhere")


def misspell_setting(folder: Path) -> None:
    path = folder / "meltano.yml"
    text = path.read_text("utf-8").replace('rounding_product_group: "4"', 'rounding_product_grup: "4"', 1)
    path.write_text(text, encoding="utf-8")


CASES = [
    (
        no_change,
        {"TAP_STRIPE_INVOICES_API_KEY": "sk_test_wrong"},
        "tap-stripe-invoices: stripe_key_rejected",
        "api_key",
    ),
    (no_change, {"TARGET_ECONOMIC_APP_SECRET_TOKEN": "wrong"}, "economic_tokens_rejected", "app_secret_token"),
    (no_change, {"TAP_STRIPE_INVOICES_API_URL": "http://127.0.0.1:9"}, "stripe_unreachable", "api_url"),
    (no_change, {"TARGET_ECONOMIC_API_URL": "http://127.0.0.1:9"}, "economic_unreachable", "api_url"),
    (no_change, {"TARGET_ECONOMIC_ROUNDING_LIMIT": "a lot"}, "settings_invalid", "rounding_limit"),
    (break_mapping, {}, "mappings_invalid", "mappings/invoices.yml:"),
    (lose_mapping, {}, "mappings_invalid", "customers"),
    (lose_all_mappings, {}, "mapper-jmespath: ", "mappings"),
    (misspell_setting, {}, "settings_invalid", "did you mean rounding_product_group?"),
]


@pytest.mark.parametrize(("damage", "settings", "code", "named"), CASES, ids=[code for _, _, code, _ in CASES])
def test_it_is_named_and_nothing_is_posted(
    project: Project, damage: Callable[[Path], None], settings: dict[str, str], code: str, named: str
) -> None:
    damage(project.folder)
    ended = project.sync(**settings)
    assert ended.status != 0
    (line,) = [line for line in ended.stderr.splitlines() if code in line and "Hint" in line]
    assert named in line
    assert "Traceback" not in ended.stderr
    assert project.writes == 0


def test_one_bad_invoice_among_many_fails_alone_and_waits(project: Project) -> None:
    store = project.sandbox.stripe.store
    bad = next(one for one in store.all("invoice") if one["status"] == "paid" and one["total"] > 0)
    store.put(bad | {"total": bad["total"] + 1})
    ended = project.sync()
    assert ended.status == 0, ended.stderr
    assert ended.outcome(bad["id"])["code"] == "amounts_do_not_add_up"
    assert len(project.drafts) >= 35
    store.put(bad)
    assert project.sync().outcome(bad["id"])["action"] == "created"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TAP_STRIPE_INVOICES_START_DATE", "10/11/2026"),  # October to some, November to others
        ("TAP_STRIPE_INVOICES_RESCAN_DAYS", "abc"),
        ("TARGET_ECONOMIC_ROUNDING_PRODUCT_GROUP", "four"),
        ("TARGET_ECONOMIC_UNKNOWN_STREAMS", "bogus"),
        ("TARGET_ECONOMIC_FAIL_ON", "sometimes"),
    ],
)
def test_a_setting_from_the_environment_is_named_when_it_is_wrong(
    project: Project, variable: str, value: str
) -> None:
    ended = project.sync(**{variable: value})
    assert ended.status != 0
    setting = variable.removeprefix("TAP_STRIPE_INVOICES_").removeprefix("TARGET_ECONOMIC_").lower()
    assert [line for line in ended.stderr.splitlines() if setting in line and "Hint" in line]
    assert "Traceback" not in ended.stderr
    assert project.writes == 0


def test_numbers_in_meltano_yml_need_no_quotes(project: Project) -> None:
    path = project.folder / "meltano.yml"
    text = path.read_text("utf-8").replace("fail_on: never", "fail_on: 20\n              rounding_limit: 0.10", 1)
    path.write_text(text.replace('rounding_product_group: "4"', "rounding_product_group: 4"), encoding="utf-8")
    ended = project.sync()
    assert ended.status == 0, ended.stderr
    assert len(project.drafts) >= 35
