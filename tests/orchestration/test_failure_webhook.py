"""What orchestrators tell people of: `orchestration/common/failure_webhook.py`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from orchestration.common.failure_webhook import WEBHOOK, WebhookError, tell


@contextmanager
def answering(*statuses: int) -> Iterator[tuple[str, list[str]]]:
    """A chat service that answers so, one after the other; its address, and what it took."""
    left, taken = list(statuses), []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
            status = left.pop(0)
            if status == 200:
                taken.append(text)
            self.send_response(status)
            self.send_header("Retry-After", "1")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Chat) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hooks/T0-key", taken
        finally:
            server.shutdown()


def test_a_failure_is_posted_once_a_busy_service_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(429, 200) as (url, taken):
        monkeypatch.setenv(WEBHOOK, url)
        tell("nordlys failed")
    assert taken == ["nordlys failed"]


def test_what_is_refused_is_not_posted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(404, 200) as (url, taken):
        monkeypatch.setenv(WEBHOOK, url)
        with pytest.raises(WebhookError, match="answered with 404; nobody was told"):
            tell("nordlys failed")
    assert taken == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("hooks/T0-key", "is no address of the form"),
        ("file:///hooks/T0-key", "is no address of the form"),
        ("http://127.0.0.1:1/hooks/T0-key with a space", "is not one"),
        ("http://127.0.0.1:port/T0-key", "is not one"),
    ],
)
def test_what_is_no_address_is_named_and_not_shown(url: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WEBHOOK, url)
    with pytest.raises(WebhookError, match=WEBHOOK) as caught:
        tell("nordlys failed")
    assert said in str(caught.value)
    assert "T0-key" not in str(caught.value)


def test_without_a_webhook_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WEBHOOK, raising=False)
    tell("nordlys failed")
