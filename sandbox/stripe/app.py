"""The ASGI application: addresses, keys, versions, limits, idempotency and errors around `resources`."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.stripe.actions import catch_up
from sandbox.stripe.api import access, permissions, versions
from sandbox.stripe.api.errors import ApiError, invalid, unrecognised
from sandbox.stripe.api.idempotency import Answer
from sandbox.stripe.api.limits import Limiter, locked
from sandbox.stripe.api.params import parse
from sandbox.stripe.api.rendering import render
from sandbox.stripe.api.routing import Asked, Read, Write
from sandbox.stripe.invoice_pdfs import PATH as PDF_PATH
from sandbox.stripe.invoice_pdfs import InvoicePdfs, shown
from sandbox.stripe.kinds import KINDS
from sandbox.stripe.resources import Resources
from sandbox.stripe.routes import reads
from sandbox.stripe.writes.actions import writes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.stripe.api.access import Caller
    from sandbox.stripe.store import Store

Endpoint = Read | Write

_FORM = "application/x-www-form-urlencoded"
_MAX_BODY = 1 << 20
_UNAUTHORISED = 401
# Of the errors the only one that leaves something behind: the attempt.
_DECLINED = 402
# Older than basil nobody has heard of invoice payments.
_NEW_IN_BASIL = "invoice_payment"


def create_app(store: Store) -> Starlette:
    """An application that serves the account, and those connected to it, to whoever has one of its keys."""
    api = _Api(store)
    routes = [api.route(path, by_method) for path, by_method in _addresses().items()]
    pdfs = Route(PDF_PATH, InvoicePdfs(store).answer)
    return Starlette(routes=[pdfs, *routes, api.route("/{path:path}", {})])


def route_table() -> list[str]:
    """Every address as `METHOD /pattern`."""
    return [f"{method} {path}" for path, by_method in _addresses().items() for method in by_method]


def _addresses() -> dict[str, dict[str, Endpoint]]:
    """What answers each method at each address; what makes something happen goes before a plain update."""
    addresses: dict[str, dict[str, Endpoint]] = {}
    endpoints: list[Endpoint] = [*reads(), *writes()]
    for endpoint in endpoints:
        addresses.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    # Fixed addresses before those with a name in them: /v1/invoices/upcoming is not an invoice.
    return dict(sorted(addresses.items(), key=lambda item: [part.startswith("{") for part in item[0].split("/")]))


class _Api:
    """What every request goes through."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resources: dict[Store, Resources] = {}
        self._limiter = Limiter()
        self._ids = random.Random()  # noqa: S311 - request ids are no secrets

    def route(self, path: str, by_method: dict[str, Endpoint]) -> Route:
        """An address with what answers its methods; the others are unrecognised, as at Stripe."""

        async def respond(request: Request) -> Response:
            return await self._respond(request, by_method.get(request.method))

        return Route(path, _Endpoint(respond))

    async def _respond(self, request: Request, endpoint: Endpoint | None) -> Response:
        request_id = "req_" + "".join(self._ids.choices(string.ascii_letters + string.digits, k=14))
        headers = {"Request-Id": request_id}
        try:
            caller, store = access.identify(
                request.headers.get("authorization"), access.account_named(request.headers), self._store
            )
            catch_up(store)
            version = versions.negotiate(request.headers.get("stripe-version"), store.account_version)
            headers["Stripe-Version"] = version
            if endpoint is None or (endpoint.kind == _NEW_IN_BASIL and version < versions.BASIL):
                raise unrecognised(request.method, request.url.path)
            self._let_pass(endpoint, caller, store)
            asking = _Request(request, endpoint, caller, version, headers)
            status, body = await self._answer(asking, store)
            body = shown(body, request.scope["server"])
        except ApiError as error:
            status, body = error.status, render(error.body(request_id))
            headers |= error.headers
            if status == _UNAUTHORISED:
                headers["WWW-Authenticate"] = 'Bearer realm="Stripe"'
        return Response(body, status, headers, media_type="application/json")

    async def _answer(self, asking: _Request, store: Store) -> tuple[int, bytes]:
        try:
            status, body = await asking.answer(store, self._of(store))
        except ApiError as error:
            if error.api_code == "resource_missing" and error.param == "id":
                asking.explain(error, self._store)
            raise
        # A key of that name is followed by a false only where Stripe put it: in text the quote is escaped.
        return status, body.replace(b'"livemode": false', b'"livemode": true') if store.livemode else body

    def _let_pass(self, endpoint: Endpoint, caller: Caller, store: Store) -> None:
        limits = self._store.limits
        if limits is not None:
            named = f"{endpoint.method} {endpoint.path}"
            self._limiter.check(limits, store.account_id, named, live=caller.live)
        permissions.check(caller, [endpoint.kind], write=endpoint.method != "GET")

    def _of(self, store: Store) -> Resources:
        found = self._resources.get(store)
        if found is None:
            found = self._resources[store] = Resources(store, self._store)
        return found


class _Request:
    """One request that has been let in."""

    def __init__(
        self, request: Request, endpoint: Endpoint, caller: Caller, version: str, headers: dict[str, str]
    ) -> None:
        self._request = request
        self._endpoint = endpoint
        self._caller = caller
        self._version = version
        self._headers = headers

    def explain(self, error: ApiError, platform: Store) -> None:
        """Say so where what is missing is there in the other mode."""
        live = self._caller.live
        account = access.account_of(platform, self._caller.key, self._caller.account)
        kind, identifier = self._endpoint.kind, self._request.path_params["id"]
        if account.livemode != live and kind in KINDS and account.entry(kind, identifier):
            there, here = ("test", "live") if live else ("live", "test")
            error.message += (
                f"; a similar object exists in {there} mode, but a {here} mode key was used to make this request."
            )

    async def answer(self, store: Store, resources: Resources) -> tuple[int, bytes]:
        """The status and the rendered answer; headers about idempotency are added to those given."""
        query = self._request.scope["query_string"]
        if self._request.method == "GET":
            return 200, self._from(resources, query)
        form = await _form(self._request)
        key = self._request.headers.get("idempotency-key") if self._request.method == "POST" else None
        encoded = b"&".join(part for part in (query, form) if part)
        if not key:
            return 200, self._unless_locked(store, resources, encoded)
        self._headers["Idempotency-Key"] = key
        path = self._request.url.path
        known = store.replays.find(key, path, encoded)
        if known is not None:
            self._headers |= {"Idempotent-Replayed": "true", "Original-Request": known.request_id}
            return known.status, known.body
        request_id, status = self._headers["Request-Id"], 200
        try:
            body = self._unless_locked(store, resources, encoded)
        except ApiError as error:
            if error.status != _DECLINED:
                raise
            status, body = error.status, render(error.body(request_id))
        self._headers["Original-Request"] = request_id
        store.replays.remember(key, Answer(path, encoded, body, request_id, status))
        return status, body

    def _unless_locked(self, store: Store, resources: Resources, encoded: bytes) -> bytes:
        if store.locked_objects:
            values = parse(encoded).values()
            named = {*self._request.path_params.values(), *(value for value in values if isinstance(value, str))}
            if store.locked(named):
                raise locked()
        return self._from(resources, encoded)

    def _from(self, resources: Resources, encoded: bytes) -> bytes:
        asked = Asked(parse(encoded), self._request.url.path, self._request.path_params, self._version, self._caller)
        if isinstance(self._endpoint, Write):
            return resources.run(self._endpoint, asked)
        return self._endpoint.answer(resources, asked)


class _Endpoint:
    """A route's target that takes every method, so that Stripe's 404 and not a 405 answers the wrong ones."""

    def __init__(self, respond: Callable[[Request], Awaitable[Response]]) -> None:
        self._respond = respond

    async def __call__(self, scope: dict[str, object], receive: object, send: object) -> None:
        response = await self._respond(Request(scope, receive))  # type: ignore[arg-type]  # ASGI's own types
        await response(scope, receive, send)  # type: ignore[arg-type]  # ASGI's own types


async def _form(request: Request) -> bytes:
    """The form in a POST's body."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MAX_BODY:
            raise ApiError(413, "Request body is too large.")
        chunks.append(chunk)
    body = b"".join(chunks)
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if body and kind != _FORM:
        raise invalid(f"Invalid request (check that your POST content type is {_FORM}).")
    return body
