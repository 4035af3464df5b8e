"""Both sides of the sandbox, served on 127.0.0.1 by two threads of one process."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import uvicorn

from sandbox.company import load_folder, stream
from sandbox.connections import Connections
from sandbox.economic.app import create_app as create_economic_app
from sandbox.economic.errors import failure_body as economic_failure
from sandbox.economic.store import Store as EconomicStore
from sandbox.errors import SandboxError
from sandbox.stripe.app import create_app as create_stripe_app
from sandbox.stripe.store import Store as StripeStore
from sandbox.wire import Line, Wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from starlette.types import ASGIApp

    from sandbox.faults import FaultPlan
    from sandbox.journal import Journal

HOST = "127.0.0.1"

# Long enough for a request in flight, short enough for a test that left a stalled one behind.
_GRACE_SECONDS = 2

S = TypeVar("S")


class Side(Generic[S]):
    """One served API.

    Attributes:
        url: `http://127.0.0.1:PORT`, known from the start.
        store: What this side holds; see `sandbox.stripe.store` and `sandbox.economic.store`.
    """

    def __init__(self, line: Line, store: S, port: int) -> None:
        self.store = store
        self._line = line
        self._socket = _bind(line.side, port)
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
        """End after the requests in flight. Requests that a fault holds are let go."""
        if self._loop is not None and not self.should_exit:
            self._loop.call_soon_threadsafe(self._wire.release)
        self.should_exit = True


@dataclass(eq=False)
class Sandbox:
    """A local Stripe and a local e-conomic. Use it in a `with`, or call `start` and `stop`.

    Attributes:
        seed: Decides the built-in company; the same seed gives the same objects.
        invoices: How many paid invoices the built-in company has; 0 is an empty Stripe account.
        data: A folder of Stripe objects to serve instead of the built-in company.
        fill: With `data`: make up the customers and products that its invoices name and the folder lacks.
        stripe_port: 0 takes a free port.
        economic_port: 0 takes a free port.
        latency_ms: Milliseconds each request waits, on both sides.

    Raises:
        SandboxError: When made: a port is taken (`port_taken`), or the folder cannot be read.
    """

    seed: int = 1
    invoices: int = 40
    data: Path | None = None
    stripe_port: int = 0
    economic_port: int = 0
    latency_ms: float = 0
    fill: bool = False
    stripe: Side[StripeStore] = field(init=False)
    economic: Side[EconomicStore] = field(init=False)

    def __post_init__(self) -> None:
        objects: Iterable[Mapping[str, Any]] = ()
        if self.data is not None:
            objects = load_folder(self.data, fill=self.fill)
        elif self.invoices:
            objects = stream(seed=self.seed, invoices=self.invoices)
        stripe_line = Line("stripe", _stripe_failure, self.latency_ms)
        self.stripe = Side(stripe_line, StripeStore.load(objects), self.stripe_port)
        try:
            economic_line = Line("economic", economic_failure, self.latency_ms)
            self.economic = Side(economic_line, EconomicStore(), self.economic_port)
        except SandboxError:
            self.stripe.join()
            raise
        self.economic.store.base_url = self.economic.url

    def start(self) -> None:
        """Serve both sides; returns once both answer."""
        try:
            self.stripe.start(create_stripe_app(self.stripe.store))
            self.economic.start(create_economic_app(self.economic.store))
        except SandboxError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both sides, after the requests in flight. Safe to call twice."""
        for signal in (self.stripe.signal_stop, self.economic.signal_stop):
            signal()
        for join in (self.stripe.join, self.economic.join):
            join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _bind(side: str, port: int) -> socket.socket:
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


def _stripe_failure(status: int) -> bytes:
    """Stripe's error envelope for a status the app did not make; wording as in its error documentation."""
    error = {"message": "An unknown error occurred.", "type": "api_error"}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        error = {"message": "Request rate limit exceeded.", "type": "invalid_request_error", "code": "rate_limit"}
    return json.dumps({"error": error}, indent=2).encode()
