"""The door to e-conomic: reads are repeated until they are answered, writes go out once, secrets stay inside."""

import json

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import AccessError, NoAnswer, Rejected, RunError, Stopped, Unreachable
from target_economic.http.client import TRIES, Client, TooManyRequests, encode
from target_economic.http.limiter import Limiter
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock

CUSTOMER = {
    "name": "Ærø $) [x]",
    "currency": "DKK",
    "customerGroup": {"customerGroupNumber": 1},
    "paymentTerms": {"paymentTermsNumber": 3},
    "vatZone": {"vatZoneNumber": 1},
}

TROUBLE = [
    Fault(action="fail_before_commit", status=500),
    Fault(action="fail_before_commit", status=503, body="html"),
    Fault(action="fail_after_commit", status=408),
    Fault(action="fail_before_commit", status=429, retry_after=2),
    Fault(action="fail_before_commit", status=429),
    Fault(action="drop_before_commit"),
    Fault(action="drop_after_commit"),
    Fault(action="half_response"),
]


@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: f"{fault.action}-{fault.status}")
def test_a_read_is_repeated_until_it_is_answered(empty_sandbox: Sandbox, client: Client, fault: Fault) -> None:
    empty_sandbox.economic.faults.add(fault)
    assert client.get("/self", "read the agreement")["agreementNumber"] == 1118081
    assert client.requests == 2


@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: f"{fault.action}-{fault.status}")
def test_a_write_is_sent_once_whatever_happens(empty_sandbox: Sandbox, client: Client, fault: Fault) -> None:
    empty_sandbox.economic.faults.add(fault)
    with pytest.raises(NoAnswer) as failure:
        client.send("POST", "/customers", "create a customer", encode(CUSTOMER), "key")
    assert client.requests == 1
    assert isinstance(failure.value, TooManyRequests) == (fault.status == 429)


def test_a_read_times_out_and_is_repeated(empty_sandbox: Sandbox, clock: Clock) -> None:
    empty_sandbox.economic.faults.add(Fault(action="stall", seconds=5))
    client = Client(empty_sandbox.economic.url, *ECONOMIC_TOKENS.values(), read_timeout=0.2, stopping=clock)
    assert client.get("/self", "read the agreement")["agreementNumber"] == 1118081
    assert client.requests == 2
    client.close()


def test_an_outage_ends_the_run_and_says_that_nothing_was_lost(
    empty_sandbox: Sandbox, client: Client, clock: Clock
) -> None:
    empty_sandbox.economic.faults.add(Fault(action="fail_before_commit", status=502, times="always"))
    with pytest.raises(RunError, match="HTTP 502") as failure:
        client.get("/self", "read the agreement")
    assert failure.value.code == "economic_unavailable"
    assert client.requests == TRIES
    assert clock.waits == sorted(clock.waits)
    assert 0.25 <= clock.waits[0] <= 0.5


def test_nobody_listening_means_that_nothing_was_sent(clock: Clock) -> None:
    client = Client("http://127.0.0.1:1", "a", "b", stopping=clock)
    with pytest.raises(Unreachable):
        client.send("POST", "/customers", "create a customer", b"{}", "key")
    with pytest.raises(Unreachable):
        client.get("/self", "read the agreement")


def test_after_a_429_everybody_is_held_as_long_as_it_says(empty_sandbox: Sandbox, clock: Clock) -> None:
    url = empty_sandbox.economic.url
    client = Client(url, *ECONOMIC_TOKENS.values(), stopping=clock, limiter=Limiter(clock))
    empty_sandbox.economic.faults.add(Fault(action="fail_before_commit", status=429, retry_after=17))
    with pytest.raises(TooManyRequests):
        client.send("POST", "/customers", "create a customer", encode(CUSTOMER), "key")
    client.at(url).get("/self", "read the agreement")
    assert clock.now == pytest.approx(17)
    client.close()


def test_a_dry_run_lets_no_write_out(empty_sandbox: Sandbox) -> None:
    client = Client(empty_sandbox.economic.url, *ECONOMIC_TOKENS.values(), writes=False)
    client.get("/self", "read the agreement")
    for door in (client, client.at(empty_sandbox.economic.url)):
        for method in ("POST", "PUT", "DELETE"):
            with pytest.raises(AssertionError, match="nothing was sent"):
                door.send(method, "/customers", "create a customer", b"{}", "key")
    assert [one.method for one in empty_sandbox.economic.requests] == ["GET"]
    client.close()


def test_a_stopped_run_begins_nothing(empty_sandbox: Sandbox, client: Client, clock: Clock) -> None:
    clock.ask(15)
    with pytest.raises(Stopped):
        client.send("POST", "/customers", "create a customer", encode(CUSTOMER), "key")
    with pytest.raises(Stopped):
        client.get("/self", "read the agreement")
    assert not empty_sandbox.economic.requests


def test_a_delete_is_answered_without_a_body(client: Client) -> None:
    made = client.send("POST", "/customers", "create a customer", encode(CUSTOMER), "key").body
    answer = client.send("DELETE", f"/customers/{made['customerNumber']}", "delete a customer", None, "other")
    assert (answer.body, answer.from_cache) == (None, False)
    again = client.send("DELETE", f"/customers/{made['customerNumber']}", "delete a customer", None, "other")
    assert (again.body, again.from_cache) == (None, True)


def test_a_replacement_is_a_put(client: Client) -> None:
    made = client.send("POST", "/customers", "create a customer", encode(CUSTOMER), "key").body
    path = f"/customers/{made['customerNumber']}"
    answer = client.send("PUT", path, "change a customer", encode({**CUSTOMER, "name": "B"}), "other")
    assert answer.body["name"] == client.get(path, "read it")["name"] == "B"


def test_a_rejection_says_where_what_was_given_and_the_log_id(client: Client) -> None:
    body = {**CUSTOMER, "paymentTerms": {"paymentTermsNumber": 4711}}
    with pytest.raises(Rejected) as failure:
        client.send("POST", "/customers", "create a customer", encode(body), "key")
    (problem,) = failure.value.problems
    assert (problem.code, problem.path, problem.value) == ("E07080", "paymentTerms", 4711)
    assert (failure.value.status, failure.value.error_code) == (400, "E04300")
    assert failure.value.log_id
    assert failure.value.log_id in str(failure.value)


def test_null_and_odd_filters_are_rejected_in_words(client: Client, posted_bodies: list[str]) -> None:
    with pytest.raises(Rejected, match="got Null"):
        client.send("POST", "/customers", "create a customer", encode({**CUSTOMER, "city": None}), "key")
    posted_bodies.clear()  # it is wrong on purpose
    with pytest.raises(Rejected, match="bogus"):
        list(client.collection("/customers", "look customers up", "bogus$eq:1"))
    with pytest.raises(Rejected) as failure:
        client.get("/customers/999", "read customer 999")
    assert failure.value.status == 404


def test_another_body_under_the_same_key_is_told_by_its_code(client: Client) -> None:
    client.send("POST", "/customers", "create a customer", encode(CUSTOMER), "key")
    with pytest.raises(Rejected) as failure:
        client.send("POST", "/customers", "create a customer", encode({**CUSTOMER, "name": "B"}), "key")
    assert failure.value.error_code == "PayloadChanged"


def test_the_newer_services_are_a_door_with_the_same_tokens_and_count(empty_sandbox: Sandbox, client: Client) -> None:
    services = client.at(empty_sandbox.economic.url)
    with pytest.raises(Rejected) as failure:
        services.send("POST", "/journalsapi/v15.0.0/journals/99/book", "book journal 99", b"{}", "key")
    assert failure.value.status == 404
    assert failure.value.problems
    assert services.requests == client.requests == 1


def test_refused_tokens_and_roles_are_told_apart_and_neither_is_shown(empty_sandbox: Sandbox, clock: Clock) -> None:
    url = empty_sandbox.economic.url
    wrong = Client(url, "wrong-secret", "wrong-grant", stopping=clock)
    with pytest.raises(AccessError) as tokens:
        wrong.get("/self", "read the agreement")
    sales = Client(url, "sandbox-sales-secret", ECONOMIC_TOKENS["agreement_grant_token"], stopping=clock)
    with pytest.raises(AccessError) as role:
        sales.get("/accounting-years", "read the accounting years")
    assert (tokens.value.code, role.value.code) == ("economic_tokens_rejected", "economic_permission_missing")
    assert wrong.requests == sales.requests == 1
    for text in (str(tokens.value), str(role.value), repr(wrong), repr(wrong._connections)):
        assert "secret" not in text.replace("app_secret_token", "")
        assert "wrong-grant" not in text
    wrong.close()
    sales.close()


def test_a_token_that_cannot_be_a_header_is_not_shown(clock: Clock) -> None:
    for token in ("line\nbreak", "snow ☃"):
        client = Client("http://127.0.0.1:1", token, "grant", stopping=clock)
        with pytest.raises(RunError) as failure:
            client.get("/self", "read the agreement")
        assert token not in str(failure.value)


def test_no_address_is_longer_than_e_conomic_takes(empty_sandbox: Sandbox, client: Client) -> None:
    with pytest.raises(RunError, match="2000 characters"):
        client.get("/customers", "look customers up", {"filter": "x" * 2000})
    assert not empty_sandbox.economic.requests


def test_an_answer_that_is_no_collection_is_an_error_rather_than_an_empty_one(client: Client) -> None:
    with pytest.raises(RunError, match="not as e-conomic does"):
        list(client.collection("/self", "look customers up"))


def test_decimals_keep_their_digits_and_bodies_their_bytes() -> None:
    body = {"b": 1, "a": {"æ": [1, 2]}}
    assert encode(body) == encode(json.loads(encode(body))) == '{"a":{"æ":[1,2]},"b":1}'.encode()
