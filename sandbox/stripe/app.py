"""The ASGI application: addresses, keys, versions, idempotency and errors around `resources`."""

from __future__ import annotations

import random
import string
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.stripe.api import access, versions
from sandbox.stripe.api.errors import ApiError, invalid, unrecognised
from sandbox.stripe.api.idempotency import Answer, Replays
from sandbox.stripe.api.params import Params, parse
from sandbox.stripe.api.rendering import render
from sandbox.stripe.kinds import SERVED
from sandbox.stripe.resources import Resources

if TYPE_CHECKING:
    from sandbox.stripe.store import Store

Answerer = Callable[["Request", Params], bytes]

_FORM = "application/x-www-form-urlencoded"
_MAX_BODY = 1 << 20


def create_app(store: Store, *, keys: Collection[str] = (access.SANDBOX_KEY,)) -> Starlette:
    """An application that serves the store to whoever has one of the keys."""
    api = _Api(keys)
    resources = Resources(store)
    routes = [api.route("/v1/account", get=lambda _, params: resources.account(params))]
    for kind in SERVED:
        routes += _routes(api, resources, kind)
    routes += [
        api.route(
            "/v1/invoices/{id}/lines",
            get=lambda request, params: resources.lines(request.path_params["id"], request.url.path, params),
        ),
        api.route(
            "/v1/customers/{id}/tax_ids",
            get=lambda request, params: resources.tax_ids(request.path_params["id"], request.url.path, params),
        ),
        api.route("/v1/events", get=lambda request, params: resources.events(request.url.path, params)),
        api.route("/v1/events/{id}", get=lambda request, params: resources.event(request.path_params["id"], params)),
        api.route("/{path:path}"),
    ]
    return Starlette(routes=routes)


def _routes(api: _Api, resources: Resources, kind: str) -> list[Route]:
    collection = f"/v1/{kind}s"
    return [
        api.route(collection, get=lambda _, params: resources.list(kind, collection, params)),
        api.route(
            f"{collection}/{{id}}",
            get=lambda request, params: resources.retrieve(kind, request.path_params["id"], params),
            post=lambda request, params: resources.update(kind, request.path_params["id"], params),
        ),
    ]


class _Api:
    """What every request goes through."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = frozenset(keys)
        self._replays = Replays()
        self._ids = random.Random()  # noqa: S311 - request ids are no secrets

    def route(self, path: str, *, get: Answerer | None = None, post: Answerer | None = None) -> Route:
        """An address with what answers its methods; the others are unrecognised, as at Stripe."""

        async def endpoint(request: Request) -> Response:
            return await self._respond(request, {"GET": get, "POST": post}.get(request.method))

        return Route(path, _Endpoint(endpoint))

    async def _respond(self, request: Request, answerer: Answerer | None) -> Response:
        request_id = "req_" + "".join(self._ids.choices(string.ascii_letters + string.digits, k=14))
        headers = {"Request-Id": request_id}
        status = 200
        try:
            access.check(request.headers.get("authorization"), request.headers.get("stripe-account"), self._keys)
            headers["Stripe-Version"] = versions.negotiate(request.headers.get("stripe-version"))
            if answerer is None:
                raise unrecognised(request.method, request.url.path)
            body = await self._answer(request, answerer, request_id, headers)
        except ApiError as error:
            status, body = error.status, render(error.body(request_id))
            if status == 401:  # noqa: PLR2004 - the status code is its own best name
                headers["WWW-Authenticate"] = 'Bearer realm="Stripe"'
        return Response(body, status, headers, media_type="application/json")

    async def _answer(self, request: Request, answerer: Answerer, request_id: str, headers: dict[str, str]) -> bytes:
        if request.method != "POST":
            return answerer(request, parse(request.scope["query_string"]))
        form = await _form(request)
        params = parse(b"&".join(part for part in (request.scope["query_string"], form) if part))
        key = request.headers.get("idempotency-key")
        if not key:
            return answerer(request, params)
        headers["Idempotency-Key"] = key
        path = request.url.path
        known = self._replays.find(key, path, form)
        if known is not None:
            headers |= {"Idempotent-Replayed": "true", "Original-Request": known.request_id}
            return known.body
        body = answerer(request, params)
        headers["Original-Request"] = request_id
        self._replays.remember(key, Answer(path, form, body, request_id))
        return body


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
