"""The control door under `/_sandbox/`: health, requests, faults, the clock, and what can be done to a side.

No key is needed, but only programs on this machine are let in; see `sandbox.guard`. Problems come back as
`{"error": {"code", "message", "hint"}}`.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sandbox import clock, guard
from sandbox.errors import SandboxError
from sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from sandbox.line import Line

PREFIX: Final = "/_sandbox/"

_MAX_BODY_BYTES = 1_000_000
_MOST_REQUESTS = 1_000
_STATUSES = {"not_found": 404, "unknown_action": 404, "method_not_allowed": 405, "forbidden": 403, "not_kept": 500}


async def control(line: Line, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one control request."""
    request = Request(scope, receive)
    name, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
    try:
        guard.check(request.headers)
        body = await _body(request) if request.method == "POST" else {}
        with line.store.lock:
            response = _serve(line, request, name, rest, body)
            line.save(request.method == "GET")
    except ClientDisconnect:
        return
    except SandboxError as error:
        response = refused(error)
    await response(scope, receive, send)


def refused(error: SandboxError) -> Response:
    """The answer to a control request that cannot be served."""
    body = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
    return _json(body, _STATUSES.get(error.code, 400))


def _serve(line: Line, request: Request, name: str, rest: str, body: Mapping[str, Any]) -> Response:
    if name == "actions" and rest:
        if request.method != "POST":
            raise _wrong_method(request)
        return _json(_act(line, rest, body))
    methods = _ANSWERERS.get(name)
    if methods is None or rest:
        raise SandboxError("not_found", f"There is no {request.url.path[:80]}.", ", ".join(_ANSWERERS))
    answerer = methods.get(request.method)
    if answerer is None:
        raise _wrong_method(request)
    return _json(answerer(line, request, body), 201 if (request.method, name) == ("POST", "faults") else 200)


def _health(line: Line, *_: object) -> dict[str, Any]:
    return {"side": line.side, "version": _version(), "pid": os.getpid()}


def _requests(line: Line, request: Request, _: object) -> dict[str, Any]:
    said = {"total": line.journal.total, "counts": line.journal.counts()}
    if "last" not in request.query_params:
        return said
    last = _count(request.query_params["last"])
    return said | {"last": [one.as_json() for one in line.journal.newest(last)]}


def _forget_requests(line: Line, *_: object) -> dict[str, Any]:
    line.journal.clear()
    return {"total": 0, "counts": []}


def _faults(line: Line, *_: object) -> dict[str, Any]:
    return {"faults": line.faults.as_json()}


def _add_fault(line: Line, _: object, body: Mapping[str, Any]) -> dict[str, Any]:
    line.faults.add(Fault.from_json(body))
    return {"faults": line.faults.as_json()}


def _forget_faults(line: Line, *_: object) -> dict[str, Any]:
    line.faults.clear()
    return {"faults": []}


def _clock(line: Line, *_: object) -> dict[str, Any]:
    return {"now": clock.text(line.store.now())}


def _set_clock(line: Line, _: object, body: Mapping[str, Any]) -> dict[str, Any]:
    clock.apply(line.store, body)
    return _clock(line)


def _ignored(line: Line, *_: object) -> dict[str, Any]:
    return {"ignored": line.ignored()}


def _actions(line: Line, *_: object) -> dict[str, Any]:
    return {
        "actions": [
            {
                "name": action.name,
                "summary": action.summary,
                "parameters": [
                    {"name": one.name, "type": one.type, "required": one.required, "help": one.help}
                    for one in action.parameters
                ],
            }
            for action in line.actions.values()
        ]
    }


def _act(line: Line, name: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    action = line.actions.get(name)
    if action is None:
        known = ", ".join(line.actions) or "none on this side"
        raise SandboxError("unknown_action", f"There is no action {name[:80]!r}.", f"known: {known}")
    return action.run(line.store, arguments)


_ANSWERERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "health": {"GET": _health},
    "requests": {"GET": _requests, "DELETE": _forget_requests},
    "faults": {"GET": _faults, "POST": _add_fault, "DELETE": _forget_faults},
    "clock": {"GET": _clock, "POST": _set_clock},
    "ignored": {"GET": _ignored},
    "actions": {"GET": _actions},
}


def _json(value: object, status: int = 200) -> Response:
    # What comes from a store may hold exact decimals, and text that is no valid UTF-8 on its own.
    return Response(json.dumps(value, default=str).encode(), status, media_type="application/json")


def _wrong_method(request: Request) -> SandboxError:
    return SandboxError("method_not_allowed", f"{request.method} is not possible on {request.scope['path'][:80]}.")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_REQUESTS)) and int(text) <= _MOST_REQUESTS:
        return int(text)
    raise SandboxError("bad_request", f"last is {text[:80]!r}.", f"write a number up to {_MOST_REQUESTS}")


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object in a body; an empty body is an empty object."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MAX_BODY_BYTES:
            raise SandboxError("bad_request", "The control request is too long.")
    try:
        data = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise SandboxError(
            "bad_request", f"The control request is not JSON: {error}.", "send one JSON object"
        ) from error
    if not isinstance(data, dict):
        raise SandboxError("bad_request", "The control request is not a JSON object.", "send {...}")
    return data


def _version() -> str:
    try:
        return version("stripe-economic")
    except PackageNotFoundError:
        return "unknown"
