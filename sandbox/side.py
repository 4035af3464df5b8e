"""One side of the sandbox: a store behind an HTTP server on 127.0.0.1, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

import uvicorn

from sandbox.connections import Connections
from sandbox.errors import SandboxError
from sandbox.line import Held
from sandbox.wire import Wire

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from sandbox.faults import FaultPlan
    from sandbox.journal import Journal
    from sandbox.line import Line

HOST = "127.0.0.1"

# Long enough for a request in flight, short enough for a test that left a stalled one behind.
_GRACE_SECONDS = 2
# What is still under way after these is cut, before uvicorn would cancel it with a traceback.
_PATIENCE_SECONDS = 1

S = TypeVar("S", bound=Held)


class Side(Generic[S]):
    """One served API.

    Attributes:
        url: `http://127.0.0.1:PORT`, known from the start.
        store: What this side holds; see `sandbox.stripe.store` and `sandbox.economic.store`.
    """

    def __init__(self, line: Line, store: S, port: int) -> None:
        self.store = store
        self._line = line
        self._socket = bind(line.side, port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def requests(self) -> Journal:
        """The requests so far, newest last; `requests.clear()` forgets them."""
        return self._line.journal

    @property
    def faults(self) -> FaultPlan:
        """The orders for trouble: `faults.add(Fault(...))`, `faults.clear()`."""
        return self._line.faults

    @property
    def latency_ms(self) -> float:
        """Milliseconds each request waits before it is served; may be set at any time."""
        return self._line.latency_ms

    @latency_ms.setter
    def latency_ms(self, value: float) -> None:
        self._line.latency_ms = value

    def start(self, app: ASGIApp) -> None:
        """Serve `app` in a thread; returns once requests are answered."""
        connections = Connections()
        wire = Wire(app, self._line, connections)
        config = uvicorn.Config(
            wire,
            http=connections.protocol(),
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            # The wire dates answers by the side's own clock.
            date_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = _Server(config, wire)
        # A daemon, so that a program that forgets to stop can still end.
        self._thread = threading.Thread(
            target=self._server.serve_on, args=(self._socket,), name=f"sandbox-{self._line.side}", daemon=True
        )
        self._thread.start()
        self._server.settled.wait()
        if not self._server.started:
            self.join()
            raise SandboxError("not_started", f"The {self._line.side} side did not start on port {self.port}.")

    def signal_stop(self) -> None:
        """Ask the thread to end after the requests in flight."""
        if self._server is not None:
            self._server.ask_to_stop()

    def join(self) -> None:
        """Wait for the thread and give the port back."""
        if self._thread is not None:
            self._thread.join()
        self._server = self._thread = None
        self._socket.close()


class _Server(uvicorn.Server):
    """A uvicorn server that says when it has started, so that nobody polls, and stops on another thread's word."""

    def __init__(self, config: uvicorn.Config, wire: Wire) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self._wire = wire
        self._loop: asyncio.AbstractEventLoop | None = None

    def serve_on(self, listener: socket.socket) -> None:
        """Serve until stopped; the body of the server's thread."""
        try:
            self.run(sockets=[listener])
        finally:
            self.settled.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, as uvicorn does, and tell."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.settled.set()

    def ask_to_stop(self) -> None:
        """End after the requests in flight. Requests that are kept waiting are let go."""
        if self._loop is not None and not self.should_exit:
            self._loop.call_soon_threadsafe(self._wire.release, _PATIENCE_SECONDS)
        self.should_exit = True


def bind(side: str, port: int) -> socket.socket:
    """A socket that listens on a port of this machine; 0 takes a free one."""
    # asyncio switches Nagle's delay off only where the protocol is spelled out; with it each answer takes 40 ms.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # A port that was closed a moment ago may be taken again; one that is being listened on may not.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen(128)
    except (OSError, OverflowError) as error:
        sock.close()
        raise SandboxError(
            "port_taken",
            f"The sandbox's {side} side cannot listen on {HOST}:{port}: {error}.",
            "stop what uses that port, or choose another",
        ) from error
    return sock
