"""The control door: who may knock, and what it shows."""

import json
from collections.abc import Iterator

import pytest
import requests

from sandbox import Fault, Sandbox
from tests.sandbox.economic.client import TOKENS, customer


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(invoices=0) as sandbox:
        yield sandbox


def control(url: str, name: str) -> requests.Response:
    return requests.get(f"{url}/_sandbox/{name}", timeout=30)


def test_the_newest_requests_are_shown_without_bodies_or_keys(running: Sandbox) -> None:
    url = running.economic.url
    running.economic.requests.clear()
    running.economic.faults.add(Fault(path="/self", action="fail_before_commit", status=503))
    requests.get(f"{url}/self?a=1", headers=TOKENS, timeout=30)
    requests.post(f"{url}/customers", json=customer(), headers=TOKENS, timeout=30)
    said = control(url, "requests?last=1").json()
    assert (said["total"], len(said["counts"])) == (2, 2)
    (newest,) = said["last"]
    assert (newest["method"], newest["path"], newest["status"], newest["fault"]) == ("POST", "/customers", 201, None)
    first, _ = control(url, "requests?last=20").json()["last"]
    assert (first["query"], first["status"], first["fault"]) == ("a=1", 503, "fail_before_commit")
    assert not {"body", "headers"} & newest.keys()
    assert "sandbox-app" not in control(url, "requests?last=20").text


@pytest.mark.parametrize("last", ["-1", "x", "1001", "9" * 30, ""])
def test_a_number_of_requests_that_makes_no_sense_is_refused(running: Sandbox, last: str) -> None:
    assert control(running.stripe.url, f"requests?last={last}").status_code == 400


def test_properties_that_were_sent_in_vain_are_listed(running: Sandbox) -> None:
    url = running.economic.url
    requests.post(f"{url}/customers", json=customer(colour="red"), headers=TOKENS, timeout=30)
    assert {"resource": "POST /customers", "path": "colour", "reason": "unknown"} in control(url, "ignored").json()[
        "ignored"
    ]
    assert control(running.stripe.url, "ignored").json() == {"ignored": []}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Origin": "http://127.0.0.1:8420"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "["}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
    ],
)
def test_the_door_is_shut_to_web_pages(running: Sandbox, headers: dict[str, str], status: int) -> None:
    for side in (running.stripe, running.economic):
        for path in ("_sandbox/health", "_sandbox/clock", "_sandbox/faults", ""):
            answer = requests.get(f"{side.url}/{path}", headers={"Accept": "text/html", **headers}, timeout=30)
            assert answer.status_code == status, path


def test_a_web_page_cannot_order_anything(running: Sandbox) -> None:
    url = running.stripe.url
    order = json.dumps({"action": "stall"})
    headers = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
    assert requests.post(f"{url}/_sandbox/faults", data=order, headers=headers, timeout=30).status_code == 403
    assert running.stripe.faults.as_json() == []


def test_actions_are_listed_with_what_they_take(running: Sandbox) -> None:
    actions = control(running.stripe.url, "actions").json()["actions"]
    assert actions
    for action in actions:
        assert action["name"]
        assert action["summary"]
        for parameter in action["parameters"]:
            assert parameter["type"] in {"text", "integer", "boolean", "list"}
            assert isinstance(parameter["required"], bool)
            assert parameter["help"]


def test_an_action_is_done_by_name(running: Sandbox) -> None:
    def act(what: str, **arguments: object) -> requests.Response:
        return requests.post(f"{running.stripe.url}/_sandbox/actions/{what}", json=arguments, timeout=30)

    made = act("create_customer", name="Åse Ærlig", email="aase@example.test")
    assert made.status_code == 200, made.text
    assert running.stripe.store.find("customer", made.json()["id"]) is not None
    assert act("create_customer", colour="red").status_code == 400
    assert act("no_such_thing").status_code == 404
    assert requests.get(f"{running.stripe.url}/_sandbox/actions/create_customer", timeout=30).status_code == 405


@pytest.mark.parametrize("path", ["nothing", "health/x", "actions/", "", "clock/now", "show"])
def test_there_is_nothing_else(running: Sandbox, path: str) -> None:
    for side in (running.stripe, running.economic):
        answer = requests.put(f"{side.url}/_sandbox/{path}", timeout=30)
        assert answer.status_code in {404, 405}
        assert answer.json()["error"]["message"]
