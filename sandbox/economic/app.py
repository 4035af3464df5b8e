"""The e-conomic side as an ASGI app: reads a request, lets a handler answer it once per key, writes the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from sandbox.economic import errors
from sandbox.economic.calls import JSON, PROBLEM, Answer, Call
from sandbox.economic.gate import Gate
from sandbox.economic.idempotency import KeptAnswer
from sandbox.economic.jsontext import encode
from sandbox.economic.links import with_carried
from sandbox.economic.routes import routes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from sandbox.economic.answering import Handler, Methods
    from sandbox.economic.store import Store

_METHOD_HINT = "See the documentation for what this resource allows."


def create_app(store: Store) -> Starlette:
    """The app over a store."""
    app = Starlette(
        routes=[_route(store, path, methods) for path, methods in routes().items()],
        middleware=[Middleware(Gate, store=store)],
        exception_handlers={
            404: _refuses(store, errors.not_found()),
            405: _refuses(store, errors.plain(405, "Method not allowed.", hint=_METHOD_HINT)),
        },
    )
    app.router.redirect_slashes = False
    return app


def _route(store: Store, path: str, methods: Methods) -> Route:
    async def endpoint(request: Request) -> Response:
        # Read before the lock is taken, so that nothing waits for a slow client.
        body = await request.body()
        with store.lock:
            return _serve(store, path, methods, request, body)

    return Route(path, endpoint, methods=list(methods))


def _serve(store: Store, pattern: str, methods: Methods, request: Request, body: bytes) -> Response:
    method = "GET" if request.method == "HEAD" else request.method
    # Not `request.url`: that is built from the Host header, which a client may fill with anything.
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    call = Call(store, f"{method} {pattern}", path, request.path_params, query, body, request.headers)
    key = request.headers.get("idempotency-key")
    if method == "GET" or key is None:
        return _response(_linked(_answer(methods[method], call, request), store, query))
    used_for = f"{method} {path}?{query}"
    try:
        kept = store.keys.answer_for(key, used_for, body, store.now())
    except errors.ApiError as error:
        return _response(_refusal(error, store, request))
    if kept is not None:
        response = _response(Answer(kept.status, kept.body, kept.location, kept.media_type))
        response.headers["X-ResultFromCache"] = "true"
        return response
    answer = _answer(methods[method], call, request)
    kept = KeptAnswer(answer.status, answer.body, answer.location, answer.media_type)
    # A key lives for an hour from its first use, whatever the answer was.
    store.keys.keep(key, used_for, body, kept, store.now())
    return _response(answer)


def _linked(answer: Answer, store: Store, query: str) -> Answer:
    if not query or answer.media_type != JSON:
        return answer
    return replace(answer, body=with_carried(answer.body, store.base_url, query))


def _answer(handler: Handler, call: Call, request: Request) -> Answer:
    try:
        return handler(call)
    except errors.ApiError as error:
        return _refusal(error, call.store, request)


def _refusal(error: errors.ApiError, store: Store, request: Request) -> Answer:
    body = encode(error.body(request.state.log_id, store.now()))
    return Answer(error.status, body, media_type=PROBLEM if error.problem else JSON)


def _response(answer: Answer) -> Response:
    headers = {} if answer.location is None else {"Location": answer.location}
    if not answer.body:
        return Response(status_code=answer.status, headers=headers)
    return Response(answer.body, answer.status, headers, answer.media_type)


def _refuses(store: Store, error: errors.ApiError) -> Callable[[Request, Exception], Awaitable[Response]]:
    """An exception handler that always answers with `error`."""

    async def handle(request: Request, _: Exception) -> Response:
        return _response(_refusal(error, store, request))

    return handle
