"""The open connections of one server, so that a fault can cut one without an answer.

ASGI has no way to hang up on a client. uvicorn lets a server name its own protocol class, and a protocol is
told of its transport by asyncio itself; that is all this module uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

Address = tuple[str, int]


class Connections:
    """Transports by the client's address. Used from the server's event loop only."""

    def __init__(self) -> None:
        self._transports: dict[Address, asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """An HTTP protocol class for `uvicorn.Config(http=...)` that keeps this table up to date."""
        transports = self._transports

        class Tracked(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
                super().connection_made(transport)
                if self.client is not None:
                    transports[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    transports.pop(self.client, None)
                super().connection_lost(exc)

        return Tracked

    def abort(self, client: Address) -> None:
        """Close the connection of a client at once, throwing away what was not sent."""
        transport = self._transports.get(client)
        if transport is not None:
            transport.abort()

    def abort_all(self) -> None:
        """Close every connection at once."""
        for transport in self._transports.values():
            transport.abort()

    def close(self, client: Address) -> None:
        """Close the connection of a client once it has been sent what was written."""
        transport = self._transports.get(client)
        if transport is not None:
            transport.close()
