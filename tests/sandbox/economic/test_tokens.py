"""The door: tokens, and the headers of every answer."""

import re
from datetime import timedelta

import pytest
import requests

from sandbox.economic.store import Store
from tests.sandbox.economic.client import TOKENS, Client

WRONG: list[dict[str, str]] = [
    {},
    {"X-AppSecretToken": "sandbox-app-secret"},
    {"X-AgreementGrantToken": "sandbox-agreement-grant"},
    {**TOKENS, "X-AppSecretToken": "wrong"},
    {**TOKENS, "X-AgreementGrantToken": "wrong"},
    {**TOKENS, "X-AgreementGrantToken": ""},
]


@pytest.mark.parametrize("headers", WRONG)
@pytest.mark.parametrize("path", ["/self", "/customers", "/nothing"])
def test_wrong_tokens_are_refused(api: Client, headers: dict[str, str], path: str) -> None:
    answer = requests.get(api.url + path, headers=headers, timeout=30)
    body = answer.json()
    assert answer.status_code == body["httpStatusCode"] == 401
    assert {"message", "developerHint", "logId", "logTime"} <= set(body)
    assert "sandbox-" not in answer.text


def test_header_names_are_compared_without_case(api: Client) -> None:
    headers = {name.lower(): value for name, value in TOKENS.items()}
    assert requests.get(api.url + "/self", headers=headers, timeout=30).status_code == 200


@pytest.mark.parametrize("path", ["/self", "/customers/1", "/customers?pagesize=0", "/nothing"])
def test_every_answer_says_what_it_cost(api: Client, path: str) -> None:
    answer = api.get(path)
    assert answer.headers["X-CallCost"] == "3"
    assert re.fullmatch(r"token-limit-10000-per-60-seconds: \d+/10000", answer.headers["X-RateLimiting"])
    assert re.fullmatch(r"[0-9a-f]{16}-CPH", answer.headers["X-RequestId"])
    if answer.status_code >= 400:
        assert answer.json()["logId"] == answer.headers["X-RequestId"]


def test_used_points_are_counted_by_the_minute(api: Client, store: Store) -> None:
    store.advance(timedelta(seconds=60 - store.now().timestamp() % 60))
    used = [int(api.get("/self").headers["X-RateLimiting"].split()[1].split("/")[0]) for _ in range(3)]
    assert used == [3, 6, 9]
    store.advance(timedelta(minutes=1))
    assert " 3/10000" in api.get("/self").headers["X-RateLimiting"]
