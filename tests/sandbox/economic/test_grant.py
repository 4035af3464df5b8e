"""The page on which an agreement gives an app access."""

import pytest
import requests

from sandbox import Sandbox
from tests.sandbox.economic.client import TOKENS

_PAGE = "/secure/api1/requestaccess.aspx"


def ask(sandbox: Sandbox, method: str = "GET", **params: str) -> requests.Response:
    url = f"{sandbox.economic.url}{_PAGE}"
    return requests.request(method, url, params=params, timeout=30, allow_redirects=False)


@pytest.mark.parametrize(
    ("locale", "button"), [("da-DK", "Giv adgang"), ("en-US", "Give access"), ("", "Give access")]
)
def test_the_page_says_who_asks_for_what_in_the_language_asked_for(
    empty_sandbox: Sandbox, locale: str, button: str
) -> None:
    answer = ask(empty_sandbox, appPublicToken="sandbox-sales-public-token", locale=locale)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"<button>{button}</button>" in answer.text
    assert "Sales" in answer.text
    assert "1118081" in answer.text


def test_the_button_sends_the_token_to_the_redirect_address_and_gives_a_revoked_grant_again(
    empty_sandbox: Sandbox,
) -> None:
    empty_sandbox.economic.store.revoke()
    answer = ask(empty_sandbox, "POST", appPublicToken="sandbox-app-public-token")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "http://127.0.0.1:8422/?token=sandbox-agreement-grant"
    assert requests.get(f"{empty_sandbox.economic.url}/self", headers=TOKENS, timeout=30).status_code == 200


def test_the_redirect_address_can_be_another(empty_sandbox: Sandbox) -> None:
    door = f"{empty_sandbox.economic.url}/_sandbox/actions/set_redirect"
    assert requests.post(door, json={"address": "http://127.0.0.1:9/?a=b"}, timeout=30).status_code == 200
    answer = ask(empty_sandbox, "POST", appPublicToken="sandbox-app-public-token")
    assert answer.headers["Location"] == "http://127.0.0.1:9/?a=b&token=sandbox-agreement-grant"
    for wrong in ("ftp://127.0.0.1/", "nonsense", "http://a\nb"):
        assert requests.post(door, json={"address": wrong}, timeout=30).status_code == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_app_gets_no_grant(empty_sandbox: Sandbox, method: str) -> None:
    answer = ask(empty_sandbox, method, appPublicToken="<b>another</b>")
    assert answer.status_code == 400
    assert "<b>another" not in answer.text
    assert "Location" not in answer.headers
