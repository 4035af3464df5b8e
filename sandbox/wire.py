"""What lies between the network and either side's app: the journal, latency, faults, the control door, the page."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse

from sandbox import guard
from sandbox.control import PREFIX, control, refused
from sandbox.errors import SandboxError
from sandbox.exchange import Exchange, Gone, TooLarge, hangs_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sandbox.connections import Address, Connections
    from sandbox.faults import Fault
    from sandbox.line import Line

PAGES: Final = f"{PREFIX}show/"
"""Where the pages of single collections and objects are; `/` is the first page, for those who ask for HTML."""

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}


class Wire:
    """ASGI middleware around one side's app. See `sandbox.faults.Fault` for what a fault does."""

    def __init__(self, app: ASGIApp, line: Line, connections: Connections) -> None:
        self._app = app
        self._line = line
        self._connections = connections
        self._waiting: set[Address] = set()

    def release(self, patience: float) -> None:
        """Hang up on every client that is kept waiting, or keeps the server waiting for the rest of its request.

        On all others as well, after so many seconds: one may not take its answer. For the server's event loop, when
        it is to stop.
        """
        for client in self._waiting:
            self._connections.abort(client)
        asyncio.get_running_loop().call_later(patience, self._connections.abort_all)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._line.page is not None and _wants_page(scope):
            await self._show(scope, receive, send)
        elif scope["path"].startswith(PREFIX):
            with self._kept_waiting(scope["client"]):
                await control(self._line, scope, receive, send)
        else:
            await self._serve(scope, receive, self._dated(send))

    def _dated(self, send: Send) -> Send:
        """A `send` that dates answers by the side's clock, the only one that its clients can see."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self._line.store.now(), usegmt=True).encode()
                message["headers"] = [*message.get("headers", ()), (b"date", date)]
            await send(message)

        return dated

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._line.faults.next_for(scope["method"], scope["path"])
        call = Exchange(self._line, scope, fault)
        try:
            with self._kept_waiting(scope["client"]):
                await call.read(receive)
        except TooLarge:
            await call.answer(413, send)
            return
        except Gone:
            return
        wait = self._line.latency_ms / 1000
        if fault is not None and fault.action == "delay":
            wait += fault.seconds
        if wait:
            # A client that gives up meanwhile is served all the same, as a real server would.
            await self._hold(call, receive, wait)
        if fault is None or fault.action == "delay":
            messages = await self._work(call, receive, send)
            if messages is not None:
                call.record(messages[0])
                for message in messages:
                    await send(message)
        else:
            await self._go_wrong(fault, call, receive, send)

    async def _work(self, call: Exchange, receive: Receive, send: Send) -> list[Message] | None:
        """Let the app serve a request and write down what changed; the answer, which has not left yet.

        None when the change could not be written: then the client has been told so.
        """
        messages: list[Message] = []

        async def hold(message: Message) -> None:
            messages.append(message)

        await self._app(call.scope, call.replay(receive), hold)
        try:
            self._line.save(call.scope["method"] in _READS)
        except SandboxError:
            await call.answer(500, send)
            return None
        return messages

    async def _go_wrong(self, fault: Fault, call: Exchange, receive: Receive, send: Send) -> None:
        if fault.action == "fail_before_commit":
            await call.answer(fault.status, send)
            return
        messages: list[Message] | None = []
        if fault.action != "drop_before_commit":
            messages = await self._work(call, receive, send)
        if messages is None:
            return
        client = call.scope["client"]
        if fault.action == "fail_after_commit":
            await call.answer(fault.status, send)
        elif fault.action == "stall":
            # Noted before the wait: a client that gave up meanwhile must find its request in the journal.
            call.record(messages[0])
            gone = await self._hold(call, receive, fault.seconds)
            for message in () if gone else messages:
                await send(message)
        elif fault.action == "half_response" and (half := _half(call.scope["method"], messages)):
            call.record(messages[0])
            for message in half:
                await send(message)
            self._connections.close(client)
            await hangs_up(receive, None)
        else:
            call.record(None)
            self._connections.abort(client)
            await hangs_up(receive, None)

    async def _hold(self, call: Exchange, receive: Receive, seconds: float) -> bool:
        """Keep a client waiting; whether it hung up."""
        with self._kept_waiting(call.scope["client"]):
            return await hangs_up(receive, seconds)

    @contextmanager
    def _kept_waiting(self, client: Address) -> Iterator[None]:
        """Let a stopping server hang up on this client for as long as the block lasts."""
        self._waiting.add(client)
        try:
            yield
        finally:
            self._waiting.discard(client)

    async def _show(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._line.page
        assert page is not None
        try:
            guard.check(Headers(scope=scope))
        except SandboxError as error:
            await refused(error)(scope, receive, send)
            return
        path = "/" + scope["path"].removeprefix(PAGES) if scope["path"] != "/" else "/"
        with self._line.store.lock:
            html = page(path, scope["query_string"].decode("latin-1"))
        status = 200 if html is not None else 404
        response = HTMLResponse(html or "There is no such page.\n", status, _PAGE_HEADERS)
        await response(scope, receive, send)


def _wants_page(scope: Scope) -> bool:
    """Whether someone looks at the side with a browser. The API's own root is for those who do not ask for HTML."""
    if scope["method"] not in {"GET", "HEAD"}:
        return False
    if scope["path"].startswith(PAGES):
        return True
    if scope["path"] != "/":
        return False
    return any(name == b"accept" and b"text/html" in value.lower() for name, value in scope["headers"])


def _half(method: str, messages: list[Message]) -> list[Message]:
    """The headers and the first half of an answer's body; empty when there is no body to cut."""
    body = b"".join(message.get("body", b"") for message in messages[1:])
    if not body or method == "HEAD":
        return []
    return [messages[0], {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}]
