"""The machine dies while invoices are being posted; the next run carries on, and nothing is there twice.

Every request of a run that creates customers, products and drafts is interrupted once: the process is killed outright
(SIGKILL) while e-conomic holds back its answer, after it did the work or before. Then the run is started anew, with
nothing remembered: it must end with exactly one draft per invoice.
"""

import time
from pathlib import Path

import pytest

from sandbox import Fault, Sandbox
from tests.support import ECONOMIC_TOKENS, Json, config_file, lines, run, start
from tests.target.documents import customer, invoice, line, product, record, schema_message, state

REQUESTS = 17
PATIENCE = 60.0


def messages() -> list[Json]:
    first = invoice("in_1", lines=[line(1001)] * 3, tax=750)
    second = invoice(
        "in_2", buyer=customer("cus_2"), lines=[line(100, product="prod_2")], products=[product("prod_2")]
    )
    third = invoice("in_3")
    return [
        schema_message(),
        *(record(document) for document in (first, second, third)),
        state("2026-02-01T00:00:00Z"),
    ]


def wait_for_the_request(sandbox: Sandbox) -> None:
    """Wait until the held request has come in; the fault is taken off the list at that moment."""
    deadline = time.monotonic() + PATIENCE
    while sandbox.economic.faults.as_json():
        assert time.monotonic() < deadline, "the run made fewer requests than this test interrupts"
        time.sleep(0.01)


@pytest.mark.parametrize("after_commit", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
def test_one_draft_per_invoice_whichever_request_was_the_last(
    empty_sandbox: Sandbox, tmp_path: Path, number: int, *, after_commit: bool
) -> None:
    side = empty_sandbox.economic
    config = config_file(tmp_path, api_url=side.url, rounding_product_group=4, **ECONOMIC_TOKENS)
    if after_commit:
        side.faults.add(Fault(nth=number, action="stall", seconds=PATIENCE))
    else:
        # Every answer from here on is lost before anything is done, until the process is killed.
        side.faults.add(Fault(nth=number, action="drop_before_commit"))
        side.faults.add(Fault(nth=number + 1, action="stall", seconds=PATIENCE))
    with start("target_economic", "--config", config) as process:
        assert process.stdin
        process.stdin.write(lines(messages()))
        process.stdin.close()
        wait_for_the_request(empty_sandbox)
        process.kill()
    side.faults.clear()

    ended = run("target_economic", "--config", config, given=lines(messages()))

    assert ended.status == 0, ended.stderr
    references = sorted(side.store.drafts[key]["references"]["other"] for key in side.store.drafts)
    assert references == ["in_1", "in_2", "in_3"]
    assert sorted(side.store.products) == ["STRIPE-ROUNDING", "prod_1", "prod_2"]
    assert len(side.store.customers) == 2
    assert ended.messages[-1] == state("2026-02-01T00:00:00Z")["value"]


def test_a_run_makes_as_many_requests_as_are_interrupted_above(empty_sandbox: Sandbox, tmp_path: Path) -> None:
    config = config_file(tmp_path, api_url=empty_sandbox.economic.url, rounding_product_group=4, **ECONOMIC_TOKENS)
    assert run("target_economic", "--config", config, given=lines(messages())).status == 0
    assert len(empty_sandbox.economic.requests) == REQUESTS
