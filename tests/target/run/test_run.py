"""Whole runs of the real target: several workers, dry run, summary, lock, and ways to end."""

import json
import signal
import socket
from pathlib import Path

import pytest

from sandbox import Fault, Sandbox
from tests.support import ECONOMIC_TOKENS, config_file, lines, start
from tests.target.conftest import Post
from tests.target.documents import customer, invoice, line, product, record, schema_message, state
from tests.target.ledger import batch, drafts


def config(sandbox: Sandbox, folder: Path, **settings: object) -> str:
    return config_file(folder, api_url=sandbox.economic.url, rounding_product_group=4, **ECONOMIC_TOKENS, **settings)


def test_many_workers_post_each_document_once_and_tell_it_in_order(empty_sandbox: Sandbox, post: Post) -> None:
    messages = [schema_message()]
    for number in range(1, 131):
        messages.append(record(invoice(f"in_{number}", buyer=customer(f"cus_{number % 7}"))))
        if number % 25 == 0:
            messages.append(state(f"2026-01-01T00:00:{number % 60:02}Z"))
    ended = post(messages, concurrency="16")
    assert ended.status == 0, ended.stderr
    assert [one["id"] for one in ended.outcomes] == [f"in_{number}" for number in range(1, 131)]
    assert len(drafts(empty_sandbox)) == 130
    assert len(empty_sandbox.economic.store.customers) == 7
    assert len(ended.messages) == 5


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(
    empty_sandbox: Sandbox, post: Post, tmp_path: Path
) -> None:
    file = tmp_path / "summary.json"
    post(batch(invoice("in_0")))
    before = len(empty_sandbox.economic.requests)
    ended = post(batch(invoice("in_0"), invoice("in_1")), dry_run="true", summary_json=str(file))
    assert ended.status == 0, ended.stderr
    actions = {one["id"]: (one["action"], one["dry_run"]) for one in ended.outcomes}
    assert actions == {"in_0": ("unchanged", True), "in_1": ("created", True)}
    assert ended.stdout == []  # a STATE would pass over what was not posted
    assert {one.method for one in list(empty_sandbox.economic.requests)[before:]} == {"GET"}
    summary = json.loads(file.read_text("utf-8"))
    assert (summary["dry_run"], summary["usage"]) == (True, {"documents_created": 0})


def test_the_summary_counts_what_was_done_in_words_and_in_a_file(
    empty_sandbox: Sandbox, post: Post, tmp_path: Path
) -> None:
    file = tmp_path / "summary.json"
    wrong = invoice("in_3", lines=[{**line(100), "quantity": "three"}])
    ended = post(batch(invoice("in_1"), invoice("in_2"), wrong), summary_json=str(file))
    assert "Summary: invoices created: 2, invoices failed: 1 (document_invalid 1)" in ended.stderr
    summary = json.loads(file.read_text("utf-8"))
    assert summary["ended"] == "documents_failed"
    assert summary["documents"] == {"invoices": {"created": 2, "failed": 1}}
    assert summary["codes"] == {"document_invalid": 1}
    assert summary["amounts"] == {"created": {"DKK": {"net": "598.00", "vat": "149.50", "gross": "747.50"}}}
    assert summary["usage"] == {"documents_created": 2}
    assert summary["requests"] == len(empty_sandbox.economic.requests)
    assert summary["mappings"] == ["sha256:" + "0" * 64]


@pytest.mark.parametrize(("fail_on", "status"), [("any", 3), ("2", 3), ("3", 0), ("never", 0)])
def test_fail_on_decides_the_exit_status(post: Post, fail_on: str, status: int) -> None:
    wrong = [invoice(f"in_{n}", lines=[{**line(100), "quantity": "x"}]) for n in (1, 2)]
    assert post(batch(*wrong), fail_on=fail_on).status == status


def test_a_second_run_over_the_same_agreement_is_refused_while_the_first_is_at_work(
    empty_sandbox: Sandbox, post: Post, tmp_path: Path
) -> None:
    with start("target_economic", "--config", config(empty_sandbox, tmp_path)) as first:
        assert first.stdin
        assert first.stdout
        first.stdin.write(lines(batch(invoice("in_1"))))
        first.stdin.flush()
        first.stdout.readline()
        second = post(batch(invoice("in_2")), lock_wait="0")
        assert second.status == 1
        assert second.last_words.startswith("target-economic: agreement_locked: ")
        first.send_signal(signal.SIGKILL)
    assert post(batch(invoice("in_2")), lock_wait="0").status == 0
    assert sorted(drafts(empty_sandbox)) == ["in_1", "in_2"]


def test_when_the_tokens_are_revoked_the_run_ends_at_once_though_more_input_could_come(
    empty_sandbox: Sandbox, tmp_path: Path
) -> None:
    with start("target_economic", "--config", config(empty_sandbox, tmp_path, concurrency="2")) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        begin = state("2026-01-01T00:00:00Z")
        process.stdin.write(lines([schema_message(), record(invoice("in_1")), begin]))
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == begin["value"]
        empty_sandbox.economic.faults.add(
            Fault(method="POST", path="/invoices/drafts", action="fail_before_commit", status=401, times=99)
        )
        more = [invoice("in_2", lines=[{**line(1), "quantity": "x"}]), invoice("in_3")]
        process.stdin.write(lines([*map(record, more), state("2026-01-02T00:00:00Z")]))
        process.stdin.flush()
        for text in process.stderr:
            if text.startswith("target-economic: economic_tokens_rejected: "):
                break
        process.stdin.close()  # until then it reads on, so that the sender is not cut off
        assert process.wait(timeout=60) == 1
        rest = [json.loads(text) for text in process.stdout]
        # The STATE that is out is told again with what was learnt since; the one behind the gap is not.
        assert [one["bookmarks"]["invoices"]["replication_key_value"] for one in rest] == ["2026-01-01T00:00:00Z"]
        assert [entry["id"] for entry in rest[0]["bookmarks"]["invoices"]["retry"]] == ["in_2"]


def test_a_signal_finishes_what_is_in_flight_and_tells_what_it_knows(empty_sandbox: Sandbox, tmp_path: Path) -> None:
    with start("target_economic", "--config", config(empty_sandbox, tmp_path, concurrency="4")) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        wrong = invoice("in_0", lines=[{**line(100), "quantity": "x"}])
        process.stdin.write(lines([schema_message(), record(invoice("in_a")), state("2026-01-01T00:00:00Z")]))
        process.stdin.flush()
        process.stdout.readline()
        empty_sandbox.economic.latency_ms = 100
        several = [wrong, *(invoice(f"in_{n}") for n in range(1, 200))]
        process.stdin.write(lines([*map(record, several), state("2026-02-01T00:00:00Z")]))
        process.stdin.flush()
        for text in process.stderr:
            if '"id": "in_5"' in text:
                break
        process.send_signal(signal.SIGTERM)
        stderr = process.stderr.read()
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
        (again,) = [json.loads(text) for text in process.stdout]
        bookmark = again["bookmarks"]["invoices"]
        assert bookmark["replication_key_value"] == "2026-01-01T00:00:00Z"
        assert [entry["id"] for entry in bookmark["retry"]] == ["in_0"]
        told = 5 + stderr.count('"action": "created"')
        assert told == len(drafts(empty_sandbox)) - 1 < 199  # whatever was in flight has its outcome


def test_a_signal_while_the_first_answer_is_awaited_ends_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with start("target_economic", "--config", config_file(tmp_path, api_url=url, **ECONOMIC_TOKENS)) as process:
            assert process.stderr
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                process.send_signal(signal.SIGTERM)
                stderr = process.stderr.read()
                assert process.wait(timeout=20) == 128 + signal.SIGTERM
                assert stderr.rstrip().splitlines()[-1].startswith("target-economic: stopped: ")


def test_streams_are_carried_out_one_after_the_other(empty_sandbox: Sandbox, post: Post) -> None:
    envelope = {"origin": invoice()["origin"], "mapping": invoice()["mapping"], "error": None, "skip": None}
    buyers = [customer(f"cus_{n}") | envelope | {"kind": "customer"} for n in range(1, 4)]
    things = [product("prod_1") | envelope | {"kind": "product"}]
    ended = post(
        [
            schema_message("customers"),
            *(record(one, "customers") for one in buyers),
            schema_message("products"),
            *(record(one, "products") for one in things),
            *batch(invoice("in_1", buyer=customer("cus_1"))),
        ],
        concurrency="8",
    )
    assert ended.status == 0, ended.stderr
    assert [(one["document"], one["action"]) for one in ended.outcomes] == [
        *[("customers", "created")] * 3,
        ("products", "created"),
        ("invoices", "created"),
    ]
    assert len(empty_sandbox.economic.store.customers) == 3
