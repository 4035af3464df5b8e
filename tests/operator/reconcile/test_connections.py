"""The settings of both sides, found where Meltano finds them."""

from pathlib import Path

import pytest

from stripe_economic import connections
from stripe_economic.errors import OperatorError

_FILE = """
default_environment: mine
plugins:
  extractors:
    - name: tap-stripe-invoices
      select: {select}
      config: {{api_key: $KEY, requests_per_second: "3"}}
  loaders:
    - name: target-economic
      config: {{app_secret_token: "${{SECRET}}", agreement_grant_token: grant}}
environments:
  - name: mine
    config:
      plugins:
        extractors:
          - name: tap-stripe-invoices
            config: {{requests_per_second: "5", _metadata: {{}}}}
  - name: other
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("KEY", "SECRET", "MELTANO_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text("KEY=sk_test_env_file\nSECRET=hidden\n", encoding="utf-8")
    return tmp_path


def _write(project: Path, select: str = "[invoices.*]") -> None:
    (project / "meltano.yml").write_text(_FILE.format(select=select), encoding="utf-8")


def test_the_environment_goes_before_the_plugin_and_variables_before_both(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(project)
    found = connections.read(project)
    assert (found.environment, found.stripe.requests_per_second) == ("mine", 5)
    assert connections.read(project, "other").stripe.requests_per_second == 3
    assert found.stripe.api_key == "sk_test_env_file"
    assert found.economic.app_secret_token == "hidden"
    monkeypatch.setenv("TAP_STRIPE_INVOICES_REQUESTS_PER_SECOND", "7")
    monkeypatch.setenv("KEY", "sk_test_variable")
    found = connections.read(project)
    assert (found.stripe.requests_per_second, found.stripe.api_key) == (7, "sk_test_variable")


def test_secrets_are_not_in_its_text(project: Path) -> None:
    _write(project)
    said = repr(connections.read(project))
    assert not {one for one in ("sk_test_env_file", "hidden", "grant'") if one in said}


@pytest.mark.parametrize(
    ("select", "streams"),
    [
        ("[invoices.*]", {"invoices"}),
        ("[invoices.*, payouts.*]", {"invoices", "payouts"}),
        ("['p*.*']", {"payments", "payouts", "products"}),
        ("['*.*', '!c*.*', '!p*.*', '!balance_transactions.source']", {"invoices", "balance_transactions"}),
    ],
)
def test_only_selected_streams_are_carried_over(project: Path, select: str, streams: set[str]) -> None:
    _write(project, select)
    assert connections.read(project).streams == streams


def test_a_variable_that_is_not_set_is_a_setting_that_is_missing(project: Path) -> None:
    _write(project)
    (project / ".env").unlink()
    with pytest.raises(OperatorError) as caught:
        connections.read(project)
    assert caught.value.code == "setting_missing"
    assert "environment mine" in caught.value.message
