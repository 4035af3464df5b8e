"""What lies between the network and either side's app: the journal, the latency, the faults and the control door."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.control import PREFIX, control
from sandbox.faults import Fault, FaultPlan
from sandbox.journal import HEADERS_OF_INTEREST, Journal, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sandbox.connections import Address, Connections

# Neither API states a limit for JSON. e-conomic takes attachments up to 9 MB, so no honest request is larger.
MAX_BODY_BYTES = 10_000_000

_REPLAY_HEADERS = frozenset({b"x-resultfromcache", b"idempotent-replayed"})


@dataclass
class Line:
    """The state of one side's wire: what came over it, what is to go wrong on it, how slow it is.

    Attributes:
        side: `stripe` or `economic`.
        journal: Every request so far, except those to `/_sandbox/`.
        faults: The orders for trouble.
        latency_ms: Milliseconds each request waits before it is served.
        failure: The body this side would send with a status that the app did not make.
    """

    side: str
    failure: Callable[[int], bytes]
    latency_ms: float = 0
    journal: Journal = field(default_factory=Journal)
    faults: FaultPlan = field(default_factory=FaultPlan)


class Wire:
    """ASGI middleware around one side's app. See `sandbox.faults.Fault` for what a fault does."""

    def __init__(self, app: ASGIApp, line: Line, connections: Connections) -> None:
        self._app = app
        self._line = line
        self._connections = connections
        self._stalled: set[Address] = set()

    def release(self) -> None:
        """Hang up on every client that a fault keeps waiting. For the server's event loop, when it is to stop."""
        for client in self._stalled:
            self._connections.abort(client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(PREFIX):
            await control(self._line, scope, receive, send)
            return
        call = _Call(self._line, scope)
        fault = self._line.faults.next_for(scope["method"], scope["path"])
        call.fault = fault
        try:
            call.body = await _read(receive)
        except _TooLargeError:
            await call.answer(413, send)
            return
        except _GoneError:
            return
        if self._line.latency_ms:
            # A client that gives up meanwhile is served all the same, as a real server would.
            await _hangs_up(receive, self._line.latency_ms / 1000)
        if fault is None:
            await self._app(scope, call.replay(receive), call.recording(send))
        else:
            await self._go_wrong(fault, call, receive, send)

    async def _go_wrong(self, fault: Fault, call: _Call, receive: Receive, send: Send) -> None:
        if fault.action == "fail_before_commit":
            await call.answer(fault.status, send)
            return
        messages: list[Message] = []
        if fault.action != "drop_before_commit":

            async def hold(message: Message) -> None:
                messages.append(message)

            await self._app(call.scope, call.replay(receive), hold)
        if fault.action == "fail_after_commit":
            await call.answer(fault.status, send)
        elif fault.action == "stall":
            # Noted before the wait: a client that gave up meanwhile must find its request in the journal.
            call.record(messages[0])
            client = call.scope["client"]
            self._stalled.add(client)
            gone = await _hangs_up(receive, fault.seconds)
            self._stalled.discard(client)
            for message in () if gone else messages:
                await send(message)
        else:
            call.record(None)
            self._connections.abort(call.scope["client"])
            await _hangs_up(receive, None)


class _Call:
    """One request on its way through the wire."""

    def __init__(self, line: Line, scope: Scope) -> None:
        self.scope = scope
        self.body = b""
        self.fault: Fault | None = None
        self._line = line
        self._number = line.journal.arrive()

    def replay(self, receive: Receive) -> Receive:
        """A `receive` that gives the body read already, then what the connection says next."""
        given = False

        async def once() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": self.body, "more_body": False}

        return once

    def recording(self, send: Send) -> Send:
        """A `send` that notes the request just before its answer leaves."""

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.record(message)
            await send(message)

        return note

    async def answer(self, status: int, send: Send) -> None:
        """Answer in the app's stead."""
        body = self._line.failure(status)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if self.fault is not None and self.fault.retry_after is not None:
            headers.append((b"retry-after", str(self.fault.retry_after).encode()))
        start: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": headers}
        self.record(start)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def record(self, start: Message | None) -> None:
        """Put the request into the journal; `None` stands for a connection dropped without an answer."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.scope["headers"]}
        self._line.journal.record(
            Request(
                number=self._number,
                method=self.scope["method"],
                path=self.scope["path"],
                query=self.scope["query_string"].decode("latin-1"),
                status=start["status"] if start else 0,
                body=self.body,
                headers={name: value for name, value in headers.items() if name in HEADERS_OF_INTEREST},
                route=_route(self.scope),
                replayed=start is not None and _replayed(start),
                fault=self.fault.action if self.fault else None,
            )
        )


class _TooLargeError(Exception):
    """A body over the limit."""


class _GoneError(Exception):
    """A client that hung up before its request was complete."""


async def _read(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY_BYTES:
            raise _TooLargeError
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _hangs_up(receive: Receive, seconds: float | None) -> bool:
    """Wait for the connection's end; False when it outlasts `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def _replayed(start: Message) -> bool:
    return any(
        name.lower() in _REPLAY_HEADERS and value.lower() == b"true" for name, value in start.get("headers", [])
    )


def _route(scope: Scope) -> str:
    """The path with parameters named, from what the app's router found out."""
    path: str = scope["path"]
    names = {str(value): name for name, value in scope.get("path_params", {}).items()}
    if not names:
        return path
    return "/".join(f"{{{names[part]}}}" if part in names else part for part in path.split("/"))
