"""What a run of the sandbox's company tells those who operate it: its logs, its metrics, its traces."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, Ended, Json
from tests.telemetry.chain import KEY, Chain, run_chain
from tests.telemetry.collector import Collector, collector

RUN_ID = "0b0d6f1c-6d3a-4f7e-9a55-2b8a4c1d7e90"
OUTER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@dataclass(frozen=True)
class Told:
    """One run, and what was heard of it."""

    sandbox: Sandbox
    chain: Chain
    collector: Collector


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with Sandbox(seed=1, invoices=40) as sandbox, collector() as kept:
        chain = run_chain(
            tmp_path_factory.mktemp("chain"),
            sandbox,
            STRIPE_ECONOMIC_LOG_FORMAT="json",
            MELTANO_RUN_ID=RUN_ID,
            OTEL_EXPORTER_OTLP_ENDPOINT=kept.url,
            TRACEPARENT=OUTER,
        )
        yield Told(sandbox, chain, kept)


def lines(ended: Ended) -> list[Json]:
    return [json.loads(line) for line in ended.stderr.splitlines()]


def test_every_line_is_json_and_says_when_who_and_in_which_run(told: Told) -> None:
    for plugin, ended in (
        ("tap-stripe-invoices", told.chain.tap),
        ("mapper-jmespath", told.chain.mapper),
        ("target-economic", told.chain.target),
    ):
        for line in lines(ended):
            assert (line["plugin"], line["run_id"]) == (plugin, RUN_ID)
            assert line["time"].endswith("Z")
            assert line["level"] in {"debug", "info", "warning", "error"}
            assert line["message"]


def test_the_last_line_names_what_ended_a_run_in_the_form_of_the_others(told: Told) -> None:
    assert [one.status for one in (told.chain.tap, told.chain.mapper, told.chain.target)] == [0, 0, 3]
    last = lines(told.chain.target)[-1]
    assert (last["level"], last["code"]) == ("error", "documents_failed")
    assert last["message"].startswith("target-economic: documents_failed: ")


def test_an_outcome_is_told_field_by_field(told: Told) -> None:
    outcomes = [line for line in lines(told.chain.target) if "action" in line]
    assert len({one["id"] for one in outcomes}) == len(outcomes) > 40
    one = next(line for line in outcomes if line.get("code") == "totals_differ")
    assert (one["document"], one["attempts"], one["level"]) == ("invoices", 1, "warning")
    assert one["reason"]


def test_metrics_count_records_and_requests(told: Told) -> None:
    for ended, stream, endpoint in (
        (told.chain.tap, "invoices", "GET /v1/invoices"),
        (told.chain.target, "invoices", "POST /invoices/drafts"),
    ):
        points = [line["metric_info"] for line in lines(ended) if "metric_info" in line]
        counted = {point["tags"].get("stream"): point for point in points if point["metric"] == "record_count"}
        assert counted[stream]["value"] >= 40
        requests = {point["metric"]: point for point in points if point["tags"].get("endpoint") == endpoint}
        assert requests["http_request_count"]["value"] >= 1
        assert requests["http_request_duration"]["type"] == "timer"
        assert not any("sandbox" in str(point["tags"].get("endpoint")) for point in points)  # which all ids have


def test_spans_tell_what_became_of_each_document(told: Told) -> None:
    outcomes = [line for line in lines(told.chain.target) if "action" in line]
    spans = [one for one in told.collector.spans if one.resource["service.name"] == "target-economic"]
    (run,) = [one for one in spans if one.name == "target-economic run"]
    assert run.parent.hex() == OUTER.split("-")[2]
    assert run.resource["stripe_economic.run_id"] == RUN_ID
    documents = [one for one in spans if one is not run]
    assert {one.parent for one in documents} == {run.id}
    found = {one.attributes["stripe_economic.source_id"]: one for one in documents}
    assert found.keys() == {one["id"] for one in outcomes}
    for one in outcomes:
        span = found[one["id"]]
        assert span.attributes["stripe_economic.action"] == one["action"]
        assert span.attributes.get("stripe_economic.code") == one.get("code")
        assert span.is_error == (one["action"] == "failed")
        assert span.seconds > 0


def test_measures_count_documents_by_action_and_code_and_requests_by_endpoint(told: Told) -> None:
    outcomes = Counter((one["action"], one.get("code")) for one in lines(told.chain.target) if "action" in one)
    counted: Counter[tuple[str, str | None]] = Counter()
    for name, attributes, value in told.collector.points:
        if name == "stripe_economic.documents":
            key = attributes["stripe_economic.action"], attributes.get("stripe_economic.code")
            counted[key] += int(value)
    assert counted == outcomes
    endpoints = {
        attributes["url.template"]
        for name, attributes, _ in told.collector.points
        if name == "http.client.request.duration"
    }
    assert {"/v1/invoices", "/invoices/drafts", "/v1/invoices/{id}"} <= endpoints


def test_nothing_tells_who_the_customers_are_nor_any_secret(told: Told) -> None:
    personal: set[str | None] = set()
    for customer in told.sandbox.stripe.store.all("customer"):
        address = customer.get("address") or {}
        personal |= {customer.get("email"), customer.get("name"), customer.get("phone"), address.get("line1")}
    secrets = {KEY, *ECONOMIC_TOKENS.values()}
    said = told.chain.stderr
    sent = b"".join(told.collector.raw)
    assert len(personal) > 20
    for text in filter(None, {*personal, *secrets}):
        assert text not in said
        assert text.encode() not in sent
