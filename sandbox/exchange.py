"""One request on its way through the wire: its body, its answer, and its line in the journal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from sandbox.journal import HEADERS_OF_INTEREST, Request
from sandbox.line import proxy_refusal

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from sandbox.faults import Fault
    from sandbox.line import Line

# Neither API states a limit for JSON. e-conomic takes attachments up to 9 MB, so no honest request is larger.
MAX_BODY_BYTES: Final = 10_000_000

_HEADERS_OF_INTEREST = frozenset(name.encode() for name in HEADERS_OF_INTEREST)
_REPLAY_HEADERS = frozenset({b"x-resultfromcache", b"idempotent-replayed"})


class TooLarge(Exception):
    """A body over the limit."""


class Gone(Exception):
    """A client that hung up before its request was complete."""


class Exchange:
    """A request and what becomes of it.

    Attributes:
        scope: The request's ASGI scope.
        body: Its body, once read.
        fault: What is to go wrong with it.
    """

    def __init__(self, line: Line, scope: Scope, fault: Fault | None) -> None:
        self.scope = scope
        self.body = b""
        self.fault = fault
        self._line = line
        self._number = line.journal.arrive()

    async def read(self, receive: Receive) -> None:
        """Read the body.

        Raises:
            TooLarge: It is larger than any honest one.
            Gone: The client hung up.
        """
        chunks: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > MAX_BODY_BYTES:
                raise TooLarge
            more = message.get("more_body", False)
        self.body = b"".join(chunks)

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

    async def answer(self, status: int, send: Send) -> None:
        """Answer in the app's stead: in its words, or in a proxy's where the fault says so."""
        fault = self.fault
        refusal = proxy_refusal(status) if fault and fault.body == "html" else self._line.failure(status)
        headers = [
            (b"content-type", refusal.media_type),
            (b"content-length", str(len(refusal.body)).encode()),
            *refusal.headers,
        ]
        if fault is not None and fault.retry_after is not None:
            headers.append((b"retry-after", str(fault.retry_after).encode()))
        start: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": headers}
        self.record(start)
        await send(start)
        await send({"type": "http.response.body", "body": refusal.body})

    def record(self, start: Message | None) -> None:
        """Put the request into the journal; `None` stands for a connection dropped without an answer."""
        scope = self.scope
        headers = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in scope["headers"]
            if name in _HEADERS_OF_INTEREST
        }
        self._line.journal.record(
            Request(
                number=self._number,
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                status=start["status"] if start else 0,
                body=self.body,
                headers=headers,
                route=_route(scope),
                replayed=start is not None and _replayed(start),
                fault=self.fault.action if self.fault else None,
            )
        )


async def hangs_up(receive: Receive, seconds: float | None) -> bool:
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
