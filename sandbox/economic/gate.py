"""The door of the e-conomic side: tokens, roles, the demo and the budget; the headers that every answer carries.

The statuses are the documentation's. No real body of a 401, 403 or 429 was ever recorded; these have the plain
envelope, which is what the documentation shows for errors, and clients should go by the status.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sandbox.economic import errors
from sandbox.economic.budget import COST, COST_OF_PDF
from sandbox.economic.jsontext import encode
from sandbox.economic.links import asks_for_demo
from sandbox.economic.roles import Role, may_reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sandbox.economic.store import Store

# What the sandbox accepts. It opens nothing but the sandbox.
APP_SECRETS: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "sandbox-app-secret": "SuperUser",
        "sandbox-sales-secret": "Sales",
        "sandbox-bookkeeping-secret": "Bookkeeping",
    }
)
GRANT: Final = "sandbox-agreement-grant"
GRANT_PAGE: Final = "/secure/api1/requestaccess.aspx"
_DEMO: Final = "demo"

_READING: Final = frozenset({"GET", "HEAD"})

_NO_TOKENS = "Access to this resource needs a valid X-AppSecretToken and X-AgreementGrantToken."
_REVOKED = "The agreement has revoked the grant that it gave the app."
_MISMATCH = "AppSecretToken does not correspond to the token."
_READ_ONLY = "The demo agreement can only be read: use GET."


@dataclass(frozen=True)
class _Refusal:
    """Why a request is not let in."""

    status: int
    message: str
    hint: str
    code: str | None = None


class Gate:
    """ASGI middleware. The request's log id is left in `scope["state"]["log_id"]`."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        log_id = errors.new_log_id()
        scope.setdefault("state", {})["log_id"] = log_id
        if scope["path"] == GRANT_PAGE:  # for people: no tokens yet, and no part of the API
            await self._app(scope, receive, send)
            return
        with self._store.lock:
            charged = self._store.spend(COST_OF_PDF if scope["path"].endswith("/pdf") else COST)
            refusal = self._refusal(scope)
        if refusal is None and charged.retry_after is not None:
            refusal = _Refusal(429, "Too many requests.", "Wait for as many seconds as Retry-After says.")
        extra = [*charged.headers, (b"x-requestid", log_id.encode())]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        if refusal is None:
            await self._app(scope, receive, with_headers)
        else:
            await self._refuse(refusal, log_id, with_headers)

    def _refusal(self, scope: Scope) -> _Refusal | None:
        """Why a request is not let in, None when it is."""
        headers = dict(scope["headers"])
        secret = headers.get(b"x-appsecrettoken", b"")
        grant = headers.get(b"x-agreementgranttoken", b"")
        # That the query counts for more than tokens sent along is unverified.
        if asks_for_demo(scope["query_string"].decode("latin-1")) or (_is(secret, _DEMO) and _is(grant, _DEMO)):
            return None if scope["method"] in _READING else _Refusal(403, "Forbidden.", _READ_ONLY)
        role = next((role for known, role in APP_SECRETS.items() if _is(secret, known)), None)
        if role is None or not _is(grant, GRANT):
            # E02250 is on record for two tokens that do not belong together; the status next to it is not.
            reason, code = (_MISMATCH, "E02250") if secret and grant else (_NO_TOKENS, None)
            return _Refusal(401, "Not authorized.", self._demo_hint(scope, reason), code)
        if not self._store.granted:
            return _Refusal(401, "Not authorized.", self._demo_hint(scope, _REVOKED))
        if not may_reach(role, scope["path"]):
            return _Refusal(403, "Forbidden.", f"The role {role} of this app does not give access to this resource.")
        return None

    def _demo_hint(self, scope: Scope, reason: str) -> str:
        """A refusal's hint. By the documentation every 401 has a demo link to the very resource."""
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
        return f"{reason} See a demo of this resource at {self._store.base_url}{path}?demo=true ."

    async def _refuse(self, refusal: _Refusal, log_id: str, send: Send) -> None:
        error = errors.plain(refusal.status, refusal.message, code=refusal.code, hint=refusal.hint)
        body = encode(error.body(log_id, self._store.now()))
        headers = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _is(sent: bytes, token: str) -> bool:
    return hmac.compare_digest(sent, token.encode())
