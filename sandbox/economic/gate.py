"""The door of the e-conomic side: checks the two tokens and puts the headers on that every answer carries."""

from __future__ import annotations

import hmac
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sandbox.economic import errors
from sandbox.economic.jsontext import encode
from sandbox.economic.store import POINTS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sandbox.economic.store import Store

# What the sandbox accepts. They open nothing but the sandbox.
TOKENS: Final[Mapping[str, str]] = MappingProxyType(
    {"x-appsecrettoken": "sandbox-app-secret", "x-agreementgranttoken": "sandbox-agreement-grant"}
)

# Costs of 3 for a page and 13 for a PDF were seen; what other calls cost is unverified.
CALL_COST: Final = 3


class Gate:
    """ASGI middleware. The request's log id is left in `scope["state"]["log_id"]`."""

    def __init__(self, app: ASGIApp, store: Store, tokens: Mapping[str, str]) -> None:
        self._app = app
        self._store = store
        self._tokens = {name.encode(): value.encode() for name, value in tokens.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        log_id = errors.new_log_id()
        scope.setdefault("state", {})["log_id"] = log_id
        with self._store.lock:
            used = self._store.spend(CALL_COST)
        extra = [
            (b"x-callcost", str(CALL_COST).encode()),
            (
                b"x-ratelimiting",
                f"token-limit-{POINTS_PER_MINUTE}-per-60-seconds: {used}/{POINTS_PER_MINUTE}".encode(),
            ),
            (b"x-requestid", log_id.encode()),
        ]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        if self._admits(dict(scope["headers"])):
            await self._app(scope, receive, with_headers)
        else:
            await self._refuse(log_id, with_headers)

    def _admits(self, headers: Mapping[bytes, bytes]) -> bool:
        return all(hmac.compare_digest(headers.get(name, b""), expected) for name, expected in self._tokens.items())

    async def _refuse(self, log_id: str, send: Send) -> None:
        """401. The real body was never recorded; it has this shape by the documentation. Clients go by the status."""
        error = errors.plain(
            401,
            "Not authorized.",
            hint="Access to this resource needs a valid X-AppSecretToken and X-AgreementGrantToken.",
        )
        body = encode(error.body(log_id, self._store.now()))
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": body})
