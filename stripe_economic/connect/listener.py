"""Waits on this machine for the browser that e-conomic sends back with the grant token.

It answers GET on one path, and to the names of this machine alone, so that no web page reaches it under a name of its
own. The token is neither shown nor logged, and answered with a page that no cache keeps.
"""

from __future__ import annotations

import queue
from contextvars import copy_context
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from stripe_economic.connect import page
from stripe_economic.connect.asking import TOKEN
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

if TYPE_CHECKING:
    from types import TracebackType

_HOST = "127.0.0.1"
_NAMES = frozenset({_HOST, "localhost"})
_PATH = "/"
_IDLE_SECONDS = 10


class Listener:
    """A server on 127.0.0.1 for as long as its `with` lasts.

    Args:
        port: where; 0 takes a free one.

    Raises:
        OperatorError: the port is taken.
    """

    def __init__(self, port: int) -> None:
        try:
            self._server = _Server((_HOST, port), _Handler)
        except (OSError, OverflowError):
            raise OperatorError(
                "port_taken",
                _("Port {port} of this machine is in use.").format(port=port),
                _("Choose another with --port, and register that address on the app; or paste the token: --token."),
            ) from None
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """The redirect address that has to be registered on the app."""
        return f"http://{_HOST}:{self._server.server_address[1]}{_PATH}"

    def wait(self, seconds: float) -> str:
        """Return the token that the browser brings.

        Raises:
            OperatorError: none came in time.
        """
        try:
            return self._server.received.get(timeout=seconds)
        except queue.Empty:
            raise OperatorError(
                "no_grant_came",
                _("No grant came to {address} within {seconds:g} seconds.").format(
                    address=self.address, seconds=seconds
                ),
                _(
                    "The app's redirect address at e-conomic must be just that address; wait longer with --wait, or "
                    "paste the token: --token."
                ),
            ) from None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """Serves, and hands the first token over. A browser may keep a connection open that says nothing."""

    daemon_threads = True
    block_on_close = False
    # A second program on the same port would take the token away.
    allow_reuse_address = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.received: queue.Queue[str] = queue.Queue()
        # A new thread would not know the language of the command.
        self._context = copy_context()

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Serve one connection in the language of the command."""
        self._context.copy().run(super().process_request_thread, request, client_address)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser hung up."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: _Server
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        """Take a token."""
        parts = urlsplit(self.path)
        if not self._is_for_this_machine():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif parts.path != _PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            token = next(iter(parse_qs(parts.query).get("token", [])), "").strip()
            if TOKEN.fullmatch(token):
                self._show(HTTPStatus.OK, page.arrived())
                self.server.received.put(token)
            else:
                self._show(HTTPStatus.BAD_REQUEST, page.missing())

    def version_string(self) -> str:
        """Return what the server calls itself."""
        return "stripe-economic"

    def log_message(self, *_args: object) -> None:
        """Write no log: the address of a request holds the token."""

    def _is_for_this_machine(self) -> bool:
        try:
            return urlsplit(f"//{self.headers.get('Host', '')}").hostname in _NAMES
        except ValueError:
            return False

    def _show(self, status: HTTPStatus, html: str) -> None:
        body = html.encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
