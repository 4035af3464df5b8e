"""What goes to a host: through the environment's proxy or not, with its own headers alone, and no further."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from requests import RequestException

from target_economic.http.connections import Connections

TIMEOUT = (5.0, 5.0)


class Host(http.server.HTTPServer):
    """Answers everything with a redirect, and notes what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[tuple[str, dict[str, str]]] = []


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.send_response(302)
        self.send_header("Location", f"{self.server.url}/elsewhere")
        self.send_header("Set-Cookie", "a=b")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Host() as made:
        thread = threading.Thread(target=made.serve_forever, args=[0.01], daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def ask(connections: Connections, **headers: str) -> int:
    answer = connections.send(connections.prepare("GET", "/self", params={"a": "æ"}, headers=headers), TIMEOUT)
    connections.close()
    return answer.status_code


def test_another_host_is_reached_through_the_proxy_that_the_environment_names(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", host.url.replace("//", "//user:pass@"))
    assert ask(Connections("http://ledger.invalid", {"X-Own": "1"})) == 302
    ((path, headers),) = host.asked
    assert path == "http://ledger.invalid/self?a=%C3%A6"
    assert headers["x-own"] == "1"
    assert headers["proxy-authorization"].startswith("Basic ")


def test_this_machine_is_reached_without_it_and_nothing_is_added(
    host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    connections = Connections(host.url, {"X-Own": "1"})
    for turn in ("2", "3"):
        assert ask(connections, **{"X-More": turn}) == 302  # which is not followed
    assert [(path, one["x-own"], one["x-more"]) for path, one in host.asked] == [
        ("/self?a=%C3%A6", "1", "2"),
        ("/self?a=%C3%A6", "1", "3"),
    ]
    for _, headers in host.asked:
        assert not {"authorization", "cookie", "content-length"} & headers.keys()


@pytest.mark.parametrize("odd", ["line\nbreak", "snow ☃"])
def test_what_no_header_can_hold_is_refused_before_anything_is_sent(host: Host, odd: str) -> None:
    with pytest.raises((RequestException, UnicodeError)):
        Connections(host.url, {"X-Own": odd}).prepare("GET", "/self")
    with pytest.raises((RequestException, UnicodeError)):
        Connections(host.url, {}).prepare("GET", "/self", headers={"X-More": odd})
    assert host.asked == []
