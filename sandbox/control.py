"""The control endpoints under `/_sandbox/`: health, the request counts, and faults. No key is needed for them."""

from __future__ import annotations

import json
import os
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from sandbox.errors import SandboxError
from sandbox.faults import Fault

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from sandbox.wire import Line

PREFIX = "/_sandbox/"

_MAX_BODY_BYTES = 100_000


async def control(line: Line, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one control request. Problems come back as `{"error": {"code", "message", "hint"}}`."""
    request = Request(scope, receive)
    name = scope["path"].removeprefix(PREFIX)
    try:
        response = await _serve(line, request, name)
    except ClientDisconnect:
        return
    except SandboxError as error:
        body = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
        status = {"not_found": 404, "method_not_allowed": 405}.get(error.code, 400)
        response = JSONResponse(body, status_code=status)
    await response(scope, receive, send)


async def _serve(line: Line, request: Request, name: str) -> JSONResponse:
    match (request.method, name):
        case ("GET", "health"):
            return JSONResponse({"side": line.side, "version": _version(), "pid": os.getpid()})
        case ("GET", "requests"):
            return JSONResponse({"total": line.journal.total, "counts": line.journal.counts()})
        case ("DELETE", "requests"):
            line.journal.clear()
            return JSONResponse({"total": 0, "counts": []})
        case ("GET", "faults"):
            return JSONResponse({"faults": line.faults.as_json()})
        case ("POST", "faults"):
            line.faults.add(Fault.from_json(await _body(request)))
            return JSONResponse({"faults": line.faults.as_json()}, status_code=201)
        case ("DELETE", "faults"):
            line.faults.clear()
            return JSONResponse({"faults": []})
        case (_, "health" | "requests" | "faults"):
            raise SandboxError("method_not_allowed", f"{request.method} is not possible on {PREFIX}{name}.")
        case _:
            raise SandboxError("not_found", f"There is no {PREFIX}{name}.", "health, requests, faults")


async def _body(request: Request) -> dict[str, Any]:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MAX_BODY_BYTES:
            raise SandboxError("bad_fault", "The fault's description is too long.")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SandboxError("bad_fault", f"The fault is not JSON: {error}.", "send one JSON object") from error
    if not isinstance(data, dict):
        raise SandboxError("bad_fault", "The fault is not a JSON object.", 'send {"action": "stall", ...}')
    return data


def _version() -> str:
    try:
        return version("stripe-economic")
    except PackageNotFoundError:
        return "unknown"
