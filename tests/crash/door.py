"""A door in front of e-conomic that counts the target's requests, and kills the target at the one it is told to.

It knows nothing of either side but HTTP: the same door works before any server.
"""

import http.client
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})


class Moment(StrEnum):
    """When the target dies, seen from one of its requests."""

    BEFORE = "before the request reaches e-conomic"
    COMMITTED = "after e-conomic did the work, before its answer"
    ANSWERED = "after the answer"


class Door:
    """Passes requests on to a server, one thread per connection. Use it in a `with`.

    Attributes:
        leads_to: the server's address; may be changed while no target is at work.
        killed: whether the order was carried out.
    """

    def __init__(self) -> None:
        self.leads_to = ""
        self._lock = threading.Lock()
        self._arrived = 0
        self._open = 0
        self._idle = threading.Condition(self._lock)
        self._order: tuple[int, Moment, Callable[[], None]] | None = None
        self.killed = False
        self._listener = _Listener(self)
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """Its address, in place of the server's."""
        return f"http://127.0.0.1:{self._listener.server_port}"

    @property
    def arrived(self) -> int:
        """How many requests came since the last order."""
        return self._arrived

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()

    def order(self, number: int, moment: Moment, kill: Callable[[], None]) -> None:
        """Count anew, and kill at that request, counted from 1."""
        with self._lock:
            self._arrived, self.killed = 0, False
            self._order = (number, moment, kill)

    def count(self) -> None:
        """Count anew, and kill nobody."""
        with self._lock:
            self._arrived, self.killed, self._order = 0, False, None

    def settle(self) -> None:
        """Wait until what a dead target had sent is done."""
        with self._idle:
            self._idle.wait_for(lambda: not self._open, timeout=10)

    def pass_on(self, caller: "_Caller", upstream: http.client.HTTPConnection) -> None:
        """Carry one request to the server and its answer back, unless the target dies of it."""
        with self._lock:
            self._open += 1
            self._arrived += 1
            order = self._order if self._order and self._order[0] == self._arrived else None
        try:
            self._carry(caller, upstream, order)
        finally:
            with self._idle:
                self._open -= 1
                self._idle.notify_all()

    def _carry(
        self,
        caller: "_Caller",
        upstream: http.client.HTTPConnection,
        order: tuple[int, Moment, Callable[[], None]] | None,
    ) -> None:
        body = caller.rfile.read(int(caller.headers.get("Content-Length", 0)))
        if order and order[1] is Moment.BEFORE:
            self._kill(order[2], caller)
            return
        sent = {name: value for name, value in caller.headers.items() if name.lower() not in _HOP_BY_HOP}
        try:
            upstream.request(caller.command, caller.path, body or None, sent)
            answer = upstream.getresponse()
        except (http.client.HTTPException, OSError):
            caller.close_connection = True  # e-conomic hung up; so does the door
            return
        length = None
        try:
            content = answer.read()
        except http.client.IncompleteRead as error:
            content, length = error.partial, answer.headers["Content-Length"]
            caller.close_connection = True
        if order and order[1] is Moment.COMMITTED:
            self._kill(order[2], caller)
            return
        with suppress(ConnectionError):
            caller.answer(answer.status, answer.headers.items(), content, length)
        if order:
            self._kill(order[2], caller)

    def _kill(self, kill: Callable[[], None], caller: "_Caller") -> None:
        kill()
        self.killed = True
        caller.close_connection = True


class _Caller(BaseHTTPRequestHandler):
    """One connection of the target."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one piece
    server: "_Listener"

    def handle(self) -> None:
        self.upstream = http.client.HTTPConnection(urlsplit(self.server.door.leads_to).netloc, timeout=60)
        with suppress(ConnectionError):  # a target that is killed does not say goodbye
            super().handle()
        self.upstream.close()

    def answer(self, status: int, headers: Iterable[tuple[str, str]], content: bytes, length: str | None) -> None:
        """Send an answer; `length` is what it claims to have where that is more than it has."""
        kept = [(name, value) for name, value in headers if name.lower() not in {*_HOP_BY_HOP, "content-length"}]
        self.send_response_only(status)
        for name, value in (*kept, ("Content-Length", length or str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.server.door.pass_on(self, self.upstream)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - as above


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, door: Door) -> None:
        self.door = door
        super().__init__(("127.0.0.1", 0), _Caller)
