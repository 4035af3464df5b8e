"""The sandbox as a whole: starting and stopping, the journal, faults, latency and the control endpoints."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox import Fault, Sandbox, SandboxError, Side
from sandbox.economic.store import Store
from tests.sandbox.economic.client import TOKENS, customer

STRIPE_KEY = ("sk_test_sandbox", "")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(invoices=3) as sandbox:
        yield sandbox


@pytest.fixture
def economic(running: Sandbox) -> Iterator[Side[Store]]:
    side = running.economic
    side.requests.clear()
    yield side
    side.faults.clear()
    side.latency_ms = 0


def create(side: Side[Store], timeout: float = 30) -> requests.Response:
    headers = {**TOKENS, "Idempotency-Key": f"key-{len(side.store.customers)}"}
    return requests.post(side.url + "/customers", json=customer(), headers=headers, timeout=timeout)


def until_journaled(side: Side[Any]) -> None:
    """Wait, by asking, until the side has noted a request."""
    while requests.get(side.url + "/_sandbox/requests", timeout=30).json()["total"] == 0:
        pass


def until_stuck(side: Side[Any]) -> None:
    """Wait, by asking, until the side has not noted another request for long."""
    total, unchanged = 0, 0
    while not total or unchanged < 50:
        found = requests.get(side.url + "/_sandbox/requests", timeout=30).json()["total"]
        total, unchanged = found, unchanged + 1 if found == total else 0


def test_both_sides_answer_on_their_own_ports(running: Sandbox) -> None:
    invoices = requests.get(running.stripe.url + "/v1/invoices", auth=STRIPE_KEY, timeout=30)
    agreement = requests.get(running.economic.url + "/self", headers=TOKENS, timeout=30)
    assert invoices.json()["object"] == "list"
    assert agreement.json()["agreementNumber"] == 1118081
    assert running.stripe.url != running.economic.url


def test_a_sandbox_of_nothing_has_no_invoices() -> None:
    with Sandbox(invoices=0) as sandbox:
        answer = requests.get(sandbox.stripe.url + "/v1/invoices", auth=STRIPE_KEY, timeout=30)
    assert answer.json()["data"] == []


def test_a_folder_of_objects_is_served(tmp_path: Path) -> None:
    product = {"id": "prod_1", "object": "product", "name": "Kursus", "active": True, "created": 1767600000}
    (tmp_path / "product.json").write_text(json.dumps(product), encoding="utf-8")
    with Sandbox(data=tmp_path) as sandbox:
        answer = requests.get(sandbox.stripe.url + "/v1/products/prod_1", auth=STRIPE_KEY, timeout=30)
    assert answer.json()["name"] == "Kursus"


def test_a_stopped_sandbox_gives_its_ports_back_and_can_be_stopped_again() -> None:
    sandbox = Sandbox(invoices=0)
    sandbox.start()
    ports = sandbox.stripe.port, sandbox.economic.port
    sandbox.stop()
    sandbox.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(sandbox.economic.url + "/self", timeout=30)
    with Sandbox(invoices=0, stripe_port=ports[0], economic_port=ports[1]) as again:
        assert requests.get(again.economic.url + "/self", headers=TOKENS, timeout=30).status_code == 200


def test_a_sandbox_that_was_never_started_can_be_stopped() -> None:
    Sandbox(invoices=0).stop()


@pytest.mark.parametrize("side", ["stripe", "economic"])
def test_a_taken_port_is_named(side: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError) as caught:
            Sandbox(invoices=0, **{f"{side}_port": port})
    assert caught.value.code == "port_taken"
    assert f"{side} side" in str(caught.value)
    assert str(port) in str(caught.value)


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(SandboxError, match="99999"):
        Sandbox(invoices=0, stripe_port=99999)


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    with Sandbox(invoices=0):
        assert threading.active_count() == before + 2
    assert threading.active_count() == before


def test_requests_are_journaled_newest_last_without_secrets(economic: Side[Store]) -> None:
    create(economic)
    requests.get(economic.url + "/customers/1?x=1", headers=TOKENS, timeout=30)
    posted, read = economic.requests
    assert (posted.method, posted.path, posted.status, posted.fault) == ("POST", "/customers", 201, None)
    assert json.loads(posted.body) == customer()
    assert posted.headers["idempotency-key"].startswith("key-")
    assert (read.path, read.query, read.route, read.body) == ("/customers/1", "x=1", "/customers/{key}", b"")
    assert read.number > posted.number
    assert "sandbox-" not in repr(list(economic.requests))
    assert economic.requests.matching("GET", "/customers/{key}") == [read]


def test_a_replayed_request_is_marked(economic: Side[Store]) -> None:
    headers = {**TOKENS, "Idempotency-Key": "twice"}
    for _ in range(2):
        requests.post(economic.url + "/customers", json=customer(), headers=headers, timeout=30)
    assert [request.replayed for request in economic.requests] == [False, True]


def test_the_stripe_side_is_journaled_too(running: Sandbox) -> None:
    running.stripe.requests.clear()
    headers = {"Stripe-Version": "2026-10-28.endive"}
    requests.get(running.stripe.url + "/v1/invoices?limit=1", auth=STRIPE_KEY, headers=headers, timeout=30)
    (request,) = running.stripe.requests
    assert (request.path, request.query, request.status) == ("/v1/invoices", "limit=1", 200)
    assert request.headers["stripe-version"] == "2026-10-28.endive"
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    ("action", "committed", "answered"),
    [
        ("fail_before_commit", 0, 503),
        ("drop_before_commit", 0, None),
        ("drop_after_commit", 1, None),
        ("fail_after_commit", 1, 503),
    ],
)
def test_a_fault_hits_before_or_after_the_commit(
    economic: Side[Store], action: str, committed: int, answered: int | None
) -> None:
    before = len(economic.store.customers)
    economic.faults.add(Fault.from_json({"method": "POST", "path": "/customers", "action": action, "status": 503}))
    if answered is None:
        with pytest.raises(requests.ConnectionError):
            create(economic)
    else:
        answer = create(economic)
        assert (answer.status_code, answer.json()["httpStatusCode"]) == (answered, answered)
    assert len(economic.store.customers) - before == committed
    (request,) = economic.requests
    assert (request.status, request.fault) == (answered or 0, action)
    assert json.loads(request.body) == customer()


def test_an_identical_retry_after_a_dropped_answer_finds_what_was_made(economic: Side[Store]) -> None:
    before = len(economic.store.customers)
    headers = {**TOKENS, "Idempotency-Key": "dropped"}
    economic.faults.add(Fault(method="POST", path="/customers", action="drop_after_commit"))
    with pytest.raises(requests.ConnectionError):
        requests.post(economic.url + "/customers", json=customer(), headers=headers, timeout=30)
    answer = requests.post(economic.url + "/customers", json=customer(), headers=headers, timeout=30)
    assert answer.status_code == 201
    assert answer.headers["X-ResultFromCache"] == "true"
    assert len(economic.store.customers) - before == 1


def test_a_stalled_answer_was_committed_although_the_client_gave_up(economic: Side[Store]) -> None:
    before = len(economic.store.customers)
    economic.faults.add(Fault(method="POST", path="/customers", action="stall", seconds=600))
    with pytest.raises(requests.ReadTimeout):
        create(economic, timeout=0.5)
    until_journaled(economic)
    assert len(economic.store.customers) - before == 1
    assert [(request.status, request.fault) for request in economic.requests] == [(201, "stall")]


def test_a_short_stall_ends_with_the_answer(economic: Side[Store]) -> None:
    economic.faults.add(Fault(action="stall", seconds=0))
    assert create(economic).status_code == 201


def test_a_sandbox_stops_while_a_client_is_stalled() -> None:
    with Sandbox(invoices=0) as sandbox:
        sandbox.economic.faults.add(Fault(action="stall", seconds=600))
        failed: list[requests.RequestException] = []

        def ask() -> None:
            try:
                requests.get(sandbox.economic.url + "/self", headers=TOKENS, timeout=60)
            except requests.RequestException as error:
                failed.append(error)

        client = threading.Thread(target=ask)
        client.start()
        until_journaled(sandbox.economic)
    client.join()
    assert len(failed) == 1


@pytest.mark.parametrize("path", ["/customers", "/_sandbox/faults"])
def test_a_sandbox_stops_in_silence_while_half_a_request_is_there(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Sandbox(invoices=0) as sandbox:
        client = socket.create_connection(("127.0.0.1", sandbox.economic.port))
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n{{".encode())
        # Answered after the half one has arrived: the server reads its connections in turn.
        requests.get(sandbox.economic.url + "/_sandbox/health", timeout=30)
    with client:
        assert client.recv(100) == b""
    assert caplog.records == []


def test_a_sandbox_stops_in_silence_while_a_client_does_not_take_its_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Sandbox(invoices=40) as sandbox:
        client = socket.create_connection(("127.0.0.1", sandbox.stripe.port))
        ask = (
            "GET /v1/invoices?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sk_test_sandbox\r\n\r\n"
        )
        # More than all the buffers in between can hold.
        client.sendall(ask.encode() * 300)
        until_stuck(sandbox.stripe)
        assert len(sandbox.stripe.requests) < 300
    client.close()
    assert caplog.records == []


def test_the_nth_request_is_hit_and_no_other(economic: Side[Store]) -> None:
    economic.faults.add(Fault(method="POST", path="/customers", nth=2, times=2, action="fail_before_commit"))
    requests.get(economic.url + "/customers", headers=TOKENS, timeout=30)
    assert [create(economic).status_code for _ in range(5)] == [201, 500, 500, 201, 201]
    assert economic.faults.as_json() == []


def test_a_path_is_matched_as_a_whole(economic: Side[Store]) -> None:
    economic.faults.add(Fault(path="/customers/.+", action="fail_before_commit", times=9))
    assert requests.get(economic.url + "/customers", headers=TOKENS, timeout=30).status_code == 200
    assert requests.get(economic.url + "/customers/1", headers=TOKENS, timeout=30).status_code == 500


def test_too_many_requests_can_say_when_to_come_back(running: Sandbox) -> None:
    fault = Fault(action="fail_before_commit", status=429, retry_after=7)
    for side, headers, message in (
        (running.economic, TOKENS, ["message"]),
        (running.stripe, {}, ["error", "message"]),
    ):
        side.faults.add(fault)
        answer = requests.get(side.url + "/", headers=headers, timeout=30)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
        body = answer.json()
        for step in message:
            body = body[step]
        assert body


def test_a_slow_side_serves_even_a_client_that_gave_up(economic: Side[Store]) -> None:
    before = len(economic.store.customers)
    economic.latency_ms = 60_000
    with pytest.raises(requests.ReadTimeout):
        create(economic, timeout=0.3)
    until_journaled(economic)
    assert len(economic.store.customers) - before == 1


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"action": "explode"},
        {"action": "stall", "seconds": -1},
        {"action": "stall", "seconds": "long"},
        {"action": "stall", "seconds": True},
        {"action": "stall", "path": "("},
        {"action": "stall", "path": 5},
        {"action": "stall", "method": 5},
        {"action": "stall", "nth": 0},
        {"action": "stall", "times": 1.5},
        {"action": "fail_before_commit", "status": 200},
        {"action": "fail_before_commit", "retry_after": "soon"},
        {"action": "stall", "when": "now"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(economic: Side[Store], fault: dict[str, object]) -> None:
    with pytest.raises(SandboxError) as caught:
        Fault.from_json(fault)
    assert caught.value.code == "bad_fault"
    answer = requests.post(economic.url + "/_sandbox/faults", json=fault, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == caught.value.message
    assert answer.json()["error"]["hint"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 50_000, b"1" * 200_000])
def test_a_control_request_that_makes_no_sense_is_refused(economic: Side[Store], body: bytes) -> None:
    assert requests.post(economic.url + "/_sandbox/faults", data=body, timeout=30).status_code == 400


def test_the_control_endpoints_need_no_key_and_leave_no_trace(running: Sandbox) -> None:
    for side, name in ((running.stripe, "stripe"), (running.economic, "economic")):
        side.requests.clear()
        control = side.url + "/_sandbox/"
        health = requests.get(control + "health", timeout=30).json()
        assert health["side"] == name
        assert health["version"]
        made = requests.post(control + "faults", json={"action": "fail_before_commit", "status": 502}, timeout=30)
        assert made.status_code == 201
        assert requests.get(control + "faults", timeout=30).json() == made.json()
        assert requests.get(side.url + "/x", timeout=30).status_code == 502
        requests.post(control + "faults", json={"action": "fail_before_commit", "times": 5}, timeout=30)
        assert requests.delete(control + "faults", timeout=30).json() == {"faults": []}
        assert requests.get(side.url + "/x", timeout=30).status_code in {401, 404}
        counted = requests.get(control + "requests", timeout=30).json()
        assert counted["total"] == sum(line["count"] for line in counted["counts"]) == 2
        assert requests.delete(control + "requests", timeout=30).json()["total"] == 0
        assert len(side.requests) == 0
        assert requests.get(control + "nothing", timeout=30).status_code == 404
        assert requests.put(control + "health", timeout=30).status_code == 405


def test_counts_group_requests_by_route(economic: Side[Store]) -> None:
    for number in (1, 2, 404):
        requests.get(f"{economic.url}/customers/{number}", headers=TOKENS, timeout=30)
    assert economic.requests.counts() == [{"method": "GET", "path": "/customers/{key}", "count": 3}]
    assert economic.requests.total == 3


def test_a_request_without_end_is_forgotten(economic: Side[Store]) -> None:
    with socket.create_connection(("127.0.0.1", economic.port)) as half:
        half.sendall(b"POST /customers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    requests.get(economic.url + "/self", headers=TOKENS, timeout=30)
    assert [request.path for request in economic.requests] == ["/self"]
