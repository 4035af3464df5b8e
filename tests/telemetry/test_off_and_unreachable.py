"""OpenTelemetry where it is not wanted, not installed or not answered: the run goes on as if it were not there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from run_telemetry.exporting import exporters
from run_telemetry.facts import endpoint
from run_telemetry.identity import Identity, run_id
from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, ROOT, Ended, clean_environment, config_file

IDENTITY = Identity("target-economic", "x")
WITHOUT = "import sys; sys.modules['opentelemetry'] = None; from target_economic.__main__ import main; main()"
WITH = "from target_economic.__main__ import main; main()"


def post_nothing(folder: Path, sandbox: Sandbox, program: str, **variables: str) -> Ended:
    url = sandbox.economic.url
    config = config_file(folder, api_url=url, services_url=url, **ECONOMIC_TOKENS)
    ended = subprocess.run(
        [sys.executable, "-c", program, "--config", config],
        cwd=ROOT,
        env=clean_environment(**variables),
        input="",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.splitlines(), ended.stderr)


def test_a_collector_that_nobody_can_reach_neither_fails_a_run_nor_is_waited_for(tmp_path: Path) -> None:
    # Packets to this address are never answered, or refused at once where there is no way to it.
    nobody = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318"}
    with Sandbox(invoices=0) as sandbox:
        ended = post_nothing(tmp_path, sandbox, WITH, **nobody)
    assert ended.status == 0
    assert ended.stderr.count("otel_not_delivered") == 1
    assert "Traceback" not in ended.stderr


def test_a_collector_without_the_packages_is_one_warning(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        ended = post_nothing(tmp_path, sandbox, WITHOUT, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    assert ended.status == 0
    assert ended.stderr.count("otel_missing") == 1
    assert "pip install 'stripe-economic[otel]'" in ended.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_SERVICE_NAME": "x"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_nothing_is_sent_unless_it_is_configured(environment: dict[str, str]) -> None:
    assert exporters(IDENTITY, environment) == []


def test_the_run_id_is_meltanos_where_there_is_one() -> None:
    known = "0b0d6f1c-6d3a-4f7e-9a55-2b8a4c1d7e90"
    assert run_id({"MELTANO_RUN_ID": known}) == known
    assert run_id({"SINGER_SDK_LOG_CONFIG": f"/p/.meltano/run/elt/job/{known}/target.json"}) == known
    made = {run_id({}), run_id({"MELTANO_RUN_ID": "mine"}), run_id({"SINGER_SDK_LOG_CONFIG": "/p/target.json"})}
    assert len(made) == 3


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/v1/invoices", "/v1/invoices"),
        ("/v1/invoices/in_1TqAbc?expand[]=customer", "/v1/invoices/{id}"),
        ("/customers/17/contacts", "/customers/{id}/contacts"),
        ("/products/kaffe", "/products/{id}"),
        ("/accounting-years/2026/entries", "/accounting-years/{id}/entries"),
        ("/journals/4/vouchers/2026-60001", "/journals/{id}/vouchers/{id}"),
        ("/", "/"),
    ],
)
def test_an_endpoint_names_nothing_in_particular(path: str, told: str) -> None:
    assert endpoint(path) == told


def test_logs_of_an_unknown_form_are_text_with_a_warning(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        ended = post_nothing(tmp_path, sandbox, WITH, STRIPE_ECONOMIC_LOG_FORMAT="xml")
    assert ended.status == 0
    assert "STRIPE_ECONOMIC_LOG_FORMAT is json or text, not xml" in ended.stderr
    with pytest.raises(ValueError, match="Extra data"):
        json.loads(ended.stderr.splitlines()[0])
