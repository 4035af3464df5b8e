"""A PDF on the voucher where it can be had; a voucher in any case."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sandbox import Fault, Sandbox
from target_economic.http.files import FileUnavailable, fetch
from target_economic.outcomes.outcomes import Action, Code
from target_economic.vouchers import attaching
from tests.target.vouchers.office import Office, charge

PDF = b"%PDF-1.4\n1 0 obj<</Type /Page>>endobj\n%%EOF\n"


@contextmanager
def shop(answer: Callable[[str], tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """Serve files at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def files(sandbox: Sandbox) -> dict[str, bytes]:
    return {name: upload.content for name, upload in sandbox.economic.store.files.items()}


def served(path: str) -> tuple[int, dict[str, str], bytes]:
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {
        "/in_1.pdf": (200, {}, PDF),
        "/moved": (302, {"Location": "/in_1.pdf"}, b""),
        "/plain": (302, {"Location": "http://example.com/in_1.pdf"}, b""),
        "/bracket": (302, {"Location": "https://[::1"}, b""),
        "/long": (302, {"Location": f"https://{'a' * 70}.example/"}, b""),
        "/round": (302, {"Location": "/round"}, b""),
        "/page": (200, {}, b"<html>"),
        "/large": (200, {}, PDF + b" " * 2000),
    }
    return answers.get(path, (404, {}, b""))


def test_the_file_is_attached_once_and_only_where_that_is_asked_for(empty_sandbox: Sandbox) -> None:
    with shop(served) as url:
        document = charge(attachment=f"{url}/moved")
        assert Office(empty_sandbox).one(document).code is Code.CUSTOMER_UNKNOWN
        assert files(empty_sandbox) == {}
        for _ in range(2):
            assert Office(empty_sandbox, attach=True).one(document).code is None
        assert files(empty_sandbox) == {"journals/4/vouchers/2026-60001": PDF}
        posted = Office(empty_sandbox, attach=True, book="each").one(charge("txn_2", attachment=f"{url}/in_1.pdf"))
    assert posted.action is Action.BOOKED
    assert files(empty_sandbox)["accounting-years/2026/vouchers/60002"] == PDF


def test_movements_of_one_voucher_have_the_first_file(empty_sandbox: Sandbox) -> None:
    with shop(served) as url:
        documents = [charge(one, group="2026-03-31", attachment=f"{url}/in_1.pdf") for one in ("txn_a", "txn_b")]
        results = Office(empty_sandbox, attach=True).post(*documents)
    assert [getattr(one, "code", None) for one in results] == [Code.CUSTOMER_UNKNOWN] * 2
    assert list(files(empty_sandbox).values()) == [PDF]


@pytest.mark.parametrize("path", ["plain", "round", "page", "large", "gone", "bracket", "long"])
def test_no_voucher_fails_for_want_of_its_file(
    empty_sandbox: Sandbox, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "MOST_BYTES", 1000)
    Office(empty_sandbox).one(charge())
    with shop(served) as url:
        posted = Office(empty_sandbox, attach=True).one(charge(attachment=f"{url}/{path}"))
    assert (posted.action, posted.code) == (Action.UNCHANGED, Code.ATTACHMENT_MISSING)
    assert posted.message is not None
    assert url not in posted.message  # who has the address of an invoice may open it
    assert files(empty_sandbox) == {}


@pytest.mark.parametrize(
    ("status", "attached"), [("fail_before_commit", False), ("fail_after_commit", True), ("drop_after_commit", True)]
)
def test_a_lost_answer_is_resolved_by_looking(empty_sandbox: Sandbox, status: str, *, attached: bool) -> None:
    path = r"/journals/.*/attachment/file"
    empty_sandbox.economic.faults.add(Fault(method="POST", path=path, action=status, status=503))  # type: ignore[arg-type]  # one of them
    with shop(served) as url:
        posted = Office(empty_sandbox, attach=True).one(charge(attachment=f"{url}/in_1.pdf"))
    assert posted.action is Action.CREATED
    assert posted.message is not None
    assert ("attachment_missing" in posted.message, bool(files(empty_sandbox))) == (not attached, attached)


@pytest.mark.parametrize(
    "url", ["http://example.com/a.pdf", "https://user@example.com/a.pdf", "ftp://127.0.0.1/a", "x"]
)
def test_only_https_is_asked_but_on_this_machine(url: str) -> None:
    with pytest.raises(FileUnavailable, match="https"):
        fetch(url, 100)
