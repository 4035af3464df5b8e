"""The machine dies while Stripe is being read, at each of its pages; the next run goes on and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Fault, Sandbox
from tests.support import config_file, run, start
from tests.tap.company import paid_invoices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, Any]

TAP = "tap_stripe_invoices"
PATIENCE = 120.0
# The requests of a first run over these invoices that are pages, of whatever list: see the last test.
PAGES = range(1, 8)
PATH = r"/v1/(invoices|products|events|balance_transactions)"


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=330) as running:
        yield running


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A catalog in which only the invoices are selected."""
    discovered = json.loads("\n".join(run(TAP, "--discover").stdout))
    for stream in discovered["streams"]:
        for entry in stream["metadata"]:
            if entry["breadcrumb"] == []:
                entry["metadata"]["selected"] = stream["tap_stream_id"] == "invoices"
    path = tmp_path_factory.mktemp("catalog") / "catalog.json"
    path.write_text(json.dumps(discovered), "utf-8")
    return str(path)


def wait_for_the_request(sandbox: Sandbox) -> None:
    """Wait until the held request has come in; the fault is taken off the list at that moment."""
    deadline = time.monotonic() + PATIENCE
    while sandbox.stripe.faults.as_json():
        assert time.monotonic() < deadline, "the run made fewer requests than this test interrupts"
        time.sleep(0.01)


@pytest.mark.parametrize("page", PAGES)
def test_every_invoice_comes_whichever_page_was_the_last(
    company: Sandbox, catalog: str, tmp_path: Path, page: int
) -> None:
    config = config_file(tmp_path, api_key="sk_test_sandbox", api_url=company.stripe.url)
    company.stripe.faults.add(Fault(path=PATH, nth=page, action="stall", seconds=PATIENCE))
    with start(TAP, "--config", config, "--catalog", catalog) as process:
        wait_for_the_request(company)
        os.kill(process.pid, signal.SIGKILL)
        assert process.stdout is not None
        lines = process.stdout.readlines()
    company.stripe.faults.clear()
    before = [json.loads(line) for line in lines if line.endswith("\n")]
    states = [number for number, one in enumerate(before) if one["type"] == "STATE"]
    known = before[: states[-1]] if states else []
    state = tmp_path / "state.json"
    state.write_text(json.dumps(before[states[-1]]["value"] if states else {}), "utf-8")

    ended = run(TAP, "--config", config, "--catalog", catalog, "--state", str(state))

    assert process.returncode == -signal.SIGKILL
    assert ended.status == 0, ended.stderr
    came = {one["record"]["id"] for one in [*known, *ended.messages] if one["type"] == "RECORD"}
    assert came == {one["id"] for one in paid_invoices(company)}


def test_a_run_asks_for_as_many_pages_as_are_interrupted_above(
    company: Sandbox, catalog: str, tmp_path: Path
) -> None:
    company.stripe.requests.clear()
    config = config_file(tmp_path, api_key="sk_test_sandbox", api_url=company.stripe.url)

    assert run(TAP, "--config", config, "--catalog", catalog).status == 0

    pages = [one for one in company.stripe.requests if one.path.count("/") == 2]
    assert len(pages) == len(PAGES)


def test_a_run_that_is_told_to_stop_does_not_wait_for_stripe(company: Sandbox, catalog: str, tmp_path: Path) -> None:
    config = config_file(tmp_path, api_key="sk_test_sandbox", api_url=company.stripe.url)
    company.stripe.faults.add(Fault(path="/v1/invoices", action="stall", seconds=PATIENCE))
    with start(TAP, "--config", config, "--catalog", catalog) as process:
        wait_for_the_request(company)
        process.send_signal(signal.SIGTERM)
        # Long before the answer would come.
        process.communicate(timeout=PATIENCE / 2)

    assert process.returncode == 128 + signal.SIGTERM
