"""`connect economic`: the grant page, the redirect to this machine, the check, and `.env`."""

import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests

from stripe_economic.connect.listener import Listener
from stripe_economic.errors import OperatorError
from tests.operator.answering import terminal
from tests.operator.connect.conftest import Project
from tests.support import Ended

GRANT = "sandbox-agreement-grant"
APP = {"ECONOMIC_APP_PUBLIC_TOKEN": "sandbox-app-public-token", "ECONOMIC_APP_SECRET_TOKEN": "sandbox-app-secret"}
CONNECT = ("connect", "economic", "--no-browser")
_PAGE = "/secure/api1/requestaccess.aspx?appPublicToken=sandbox-app-public-token&locale=en-US"


def give_access(page: str) -> requests.Response:
    """Press the page's button and follow where it leads, as a browser does."""
    assert "<button>" in requests.get(page, timeout=30).text
    return requests.post(page, timeout=30)


def come_back(address: str, visit: Callable[[], requests.Response]) -> requests.Response:
    """Visit once somebody listens at an address."""
    port = int(address.rstrip("/").rpartition(":")[2])
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return visit()
        time.sleep(0.02)


def connected(
    project: Project, *options: str, visit: Callable[[str], requests.Response] | None = None, **env: str
) -> Ended:
    """Run the command while somebody sits at a browser."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    door = f"{project.sandbox.economic.url}/_sandbox/actions/set_redirect"
    requests.post(door, json={"address": address}, timeout=30).raise_for_status()
    page = project.sandbox.economic.url + _PAGE
    with ThreadPoolExecutor(1) as browser:
        seen = browser.submit(come_back, address, lambda: visit(address) if visit else give_access(page))
        ended = project.run(*CONNECT, "--port", str(port), *options, **(APP | env))
        answer = seen.result()
    assert page in ended.stdout
    assert answer.status_code == 200, answer.text
    assert GRANT not in answer.text
    assert GRANT not in "\n".join(ended.stdout) + ended.stderr
    return ended


def test_the_grant_comes_back_through_the_browser_and_is_kept_closed_to_others(project: Project) -> None:
    ended = connected(project)
    assert ended.status == 0, ended.stderr
    assert "The grant opens agreement 1118081, The Demo Company, which is kept in DKK." in ended.stdout
    assert project.kept["ECONOMIC_AGREEMENT_GRANT_TOKEN"] == GRANT
    assert project.kept["ECONOMIC_AGREEMENT_NUMBER"] == "1118081"
    assert project.mode == "0o600"
    text = (project.folder / ".env").read_text("utf-8")
    assert "# e-conomic:" in text
    # Without quotes, which `docker run --env-file` would take for part of the token.
    assert f"\nECONOMIC_AGREEMENT_GRANT_TOKEN={GRANT}\n" in text


def test_other_lines_and_comments_stay_and_an_open_file_is_closed(project: Project) -> None:
    file = project.folder / ".env"
    file.write_text("# mine\nOTHER='a b'\nECONOMIC_AGREEMENT_GRANT_TOKEN=\n\nLAST=1", encoding="utf-8")
    file.chmod(0o644)
    assert connected(project).status == 0
    assert project.mode == "0o600"
    text = file.read_text("utf-8")
    assert text.startswith("# mine\nOTHER='a b'\n")
    assert "\n\nLAST=1\n" in text
    assert project.kept["ECONOMIC_AGREEMENT_GRANT_TOKEN"] == GRANT
    assert {one.name for one in project.folder.glob(".*")} == {".env", ".env.example"}


def test_the_grant_of_another_agreement_is_warned_of_and_replaces_only_when_told_to(project: Project) -> None:
    (project.folder / ".env").write_text(
        "ECONOMIC_AGREEMENT_GRANT_TOKEN=older-token\nECONOMIC_AGREEMENT_NUMBER=1118081\n", encoding="utf-8"
    )
    store = project.sandbox.economic.store
    store.agreement = replace(store.agreement, number=2220022, company="Another ApS")
    ended = connected(project)
    assert (ended.status, "not_replaced" in ended.last_words) == (1, True), ended.stderr
    assert "until now this project was connected to agreement 1118081; this is 2220022." in ended.stderr
    assert project.kept["ECONOMIC_AGREEMENT_GRANT_TOKEN"] == "older-token"
    assert connected(project, "--yes").status == 0
    assert project.kept["ECONOMIC_AGREEMENT_GRANT_TOKEN"] == GRANT
    assert project.kept["ECONOMIC_AGREEMENT_NUMBER"] == "2220022"


def test_show_where_writes_nothing(project: Project) -> None:
    ended = connected(project, "--show-where")
    assert ended.status == 0, ended.stderr
    assert "ECONOMIC_AGREEMENT_GRANT_TOKEN" in ended.stdout[-1]
    assert not (project.folder / ".env").exists()


def test_e_conomics_own_page_is_opened_where_no_sandbox_is_meant(project: Project) -> None:
    env = APP | {"TARGET_ECONOMIC_API_URL": "https://restapi.e-conomic.com"}
    ended = project.run(*CONNECT, "--port", "0", "--wait", "0.1", **env)
    assert ended.stdout[1] == f"https://secure.e-conomic.com{_PAGE}"


def test_an_app_of_the_role_bookkeeping_is_accepted_without_a_name(project: Project) -> None:
    ended = connected(project, ECONOMIC_APP_SECRET_TOKEN="sandbox-bookkeeping-secret")
    assert ended.status == 0, ended.stderr
    assert any("may not read whose agreement" in line for line in ended.stdout)
    assert not project.kept.get("ECONOMIC_AGREEMENT_NUMBER")


def test_a_variable_of_the_shell_that_goes_before_the_file_is_told_of(project: Project) -> None:
    ended = connected(project, ECONOMIC_AGREEMENT_GRANT_TOKEN="another-in-the-shell")
    assert ended.status == 0, ended.stderr
    assert "another ECONOMIC_AGREEMENT_GRANT_TOKEN, which goes before .env" in ended.stderr
    assert "another-in-the-shell" not in ended.stderr


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        (f"?token={GRANT}", "books.example", 403),
        (f"?token={GRANT}", "127.0.0.1.books.example", 403),
        ("favicon.ico", None, 404),
        (f"elsewhere?token={GRANT}", None, 404),
        ("", None, 400),
        ("?token=short", None, 400),
        ("?token=with%20a%20space%20in%20it", None, 400),
        (f"?token={'long' * 100}", None, 400),
    ],
)
def test_who_waits_takes_nothing_but_a_token_on_its_own_path(path: str, host: str | None, status: int) -> None:
    with Listener(0) as listener:
        answer = requests.get(listener.address + path, headers={"Host": host} if host else {}, timeout=30)
        assert answer.status_code == status
        assert GRANT not in answer.text
        assert requests.post(f"{listener.address}?token={GRANT}", timeout=30).status_code == 501
        with pytest.raises(OperatorError) as caught:
            listener.wait(0.1)
    assert caught.value.code == "no_grant_came"
    assert listener.address in caught.value.message


def test_the_page_that_takes_the_token_is_kept_nowhere_and_loads_nothing() -> None:
    with Listener(0) as listener:
        answer = requests.get(f"{listener.address}?token={GRANT}", headers={"Host": "localhost:80"}, timeout=30)
        assert listener.wait(10) == GRANT
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_grant_that_e_conomic_does_not_accept_is_not_kept(project: Project) -> None:
    ended = connected(project, visit=lambda address: requests.get(f"{address}?token=made-up-token", timeout=30))
    assert (ended.status, "economic_tokens_rejected" in ended.last_words) == (1, True), ended.stderr
    assert "made-up-token" not in ended.stderr
    assert not (project.folder / ".env").exists()


def test_tokens_can_be_typed_and_are_not_shown_and_another_is_replaced_after_asking(project: Project) -> None:
    (project.folder / ".env").write_text("ECONOMIC_AGREEMENT_GRANT_TOKEN=older-token\n", encoding="utf-8")
    with terminal(project.folder, *CONNECT, "--token", env=project.env) as screen:
        screen.type("The app secret token: ", "sandbox-app-secret")
        screen.type("The agreement grant token: ", GRANT)
        screen.type("Replace it? [y/N]: ", "y")
        ended = screen.end()
    assert ended.status == 0, ended.stderr
    assert project.kept["ECONOMIC_APP_SECRET_TOKEN"] == "sandbox-app-secret"
    assert project.kept["ECONOMIC_AGREEMENT_GRANT_TOKEN"] == GRANT
    assert GRANT not in ended.stderr
    assert "sandbox-app-secret" not in ended.stderr


def test_what_is_typed_has_to_be_a_token(project: Project) -> None:
    with terminal(project.folder, *CONNECT, "--token", env=project.env | APP) as screen:
        screen.type("The agreement grant token: ", "two words")
        ended = screen.end()
    assert (ended.status, "token_malformed" in ended.last_words) == (1, True)
    assert "two words" not in ended.stderr


@pytest.mark.parametrize(
    ("options", "env", "said"),
    [
        ((), {}, "no_terminal"),
        (("--token",), APP, "no_terminal"),
        (("--environment", "staging"), APP, "environment_unknown"),
        (("--wait", "0.1", "--port", "0"), APP, "no_grant_came"),
    ],
)
def test_what_cannot_be_done_is_named_in_one_line(
    project: Project, options: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    ended = project.run(*CONNECT, *options, **env)
    assert ended.status == 1
    assert ended.last_words.startswith(f"stripe-economic: {said}: ")


def test_a_port_in_use_is_named(project: Project) -> None:
    ended = project.run(*CONNECT, "--port", str(project.sandbox.stripe.port), **APP)
    assert (ended.status, "port_taken" in ended.last_words) == (1, True)


def test_an_env_file_that_cannot_be_read_is_named(project: Project) -> None:
    (project.folder / ".env").write_bytes(b"\xff\xfe")
    ended = project.run(*CONNECT, "--wait", "1", **APP)
    assert ended.status == 1
    assert re.match(r"stripe-economic: \w+: .*\.env", ended.last_words)


def test_where_e_conomic_does_not_answer_that_is_said(project: Project) -> None:
    nobody = "http://127.0.0.1:9"
    with Listener(0) as listener:
        port = listener.address.rstrip("/").rpartition(":")[2]
    with ThreadPoolExecutor(1) as browser:
        address = f"http://127.0.0.1:{port}/"
        browser.submit(come_back, address, lambda: requests.get(f"{address}?token={GRANT}", timeout=30))
        ended = project.run(*CONNECT, "--port", port, **APP, TARGET_ECONOMIC_API_URL=nobody)
    assert (ended.status, "economic_unreachable" in ended.last_words) == (1, True), ended.stderr
